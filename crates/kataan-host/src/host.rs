//! The host's state: one for each isolate, in the place that the VM keeps for it.

use std::collections::{HashMap, VecDeque};
use std::io::Write;
use std::sync::Arc;
use std::time::Instant;

use kataan_gc::RootId;
use kataan_vm::native::Args;
use kataan_vm::object::{NativeFunctionObject, create_native_closure};
use kataan_vm::{JsResult, Value, Vm};

use crate::agent::Agents;
use crate::timer::Timers;

/// A Rust closure that script can call.
pub type HostFunction = dyn Fn(&mut Vm, Args<'_>) -> JsResult<Value> + Send + Sync;

/// Where a program's output goes.
pub trait Output: Send {
    /// Standard output.
    fn out(&mut self, text: &[u8]);
    /// Standard error.
    fn err(&mut self, text: &[u8]);
    /// The program waits: what is buffered should be seen.
    fn flush(&mut self) {}
}

/// The streams of the process.
#[derive(Debug, Default)]
pub struct StandardStreams;

impl Output for StandardStreams {
    fn out(&mut self, text: &[u8]) {
        // A program that prints to a closed pipe goes on, as if somebody read.
        let _ = std::io::stdout().lock().write_all(text);
    }

    fn err(&mut self, text: &[u8]) {
        let _ = std::io::stderr().lock().write_all(text);
    }
}

/// What the host keeps for an isolate.
pub(crate) struct Host {
    functions: Vec<Arc<HostFunction>>,
    pub(crate) output: Box<dyn Output>,
    pub(crate) started: Instant,
    pub(crate) timers: Timers,
    pub(crate) console: ConsoleState,
    pub(crate) arguments: Vec<String>,
    /// Set by `process.exit`, and read when the program ends.
    pub(crate) exit_status: Option<u8>,
    /// The process object, once it is made.
    pub(crate) process: Option<RootId>,
    pub(crate) modules: crate::commonjs::Modules,
    /// Promises that were rejected and are not handled yet.
    pub(crate) rejected: VecDeque<RootId>,
    pub(crate) agents: Agents,
}

/// What the console remembers between calls.
#[derive(Default)]
pub(crate) struct ConsoleState {
    pub(crate) indentation: usize,
    pub(crate) counts: HashMap<String, u32>,
    pub(crate) clocks: HashMap<String, Instant>,
}

/// Gives an isolate its host state.
pub fn attach(vm: &mut Vm) {
    vm.host = Some(Box::new(Host {
        functions: Vec::new(),
        output: Box::new(StandardStreams),
        started: Instant::now(),
        timers: Timers::default(),
        console: ConsoleState::default(),
        arguments: Vec::new(),
        exit_status: None,
        process: None,
        modules: crate::commonjs::Modules::default(),
        rejected: VecDeque::new(),
        agents: Agents::default(),
    }));
}

/// Sends a program's output elsewhere.
pub fn set_output(vm: &mut Vm, output: impl Output + 'static) {
    host(vm).output = Box::new(output);
}

/// The status that the program asked to exit with.
pub fn exit_status(vm: &mut Vm) -> u8 {
    host(vm).exit_status.unwrap_or(0)
}

/// The state of an isolate.
pub(crate) fn host(vm: &mut Vm) -> &mut Host {
    vm.host
        .as_mut()
        .and_then(|host| host.downcast_mut())
        .expect("an isolate gets its host state when it is made")
}

/// A JavaScript function that calls a closure of the host.
pub fn new_host_function(
    vm: &mut Vm,
    name: &str,
    length: u8,
    function: Box<HostFunction>,
) -> JsResult<Value> {
    let functions = &mut host(vm).functions;
    let index = functions.len();
    functions.push(function.into());
    let index = Value::from_number(index as f64);
    Ok(create_native_closure(vm, call_host_function, name, length, &[index])?.into())
}

fn call_host_function(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let index = vm
        .heap
        .gc::<NativeFunctionObject>(args.callee())
        .and_then(|function| function.captured(0).as_number());
    let function = index.and_then(|index| host(vm).functions.get(index as usize).cloned());
    match function {
        Some(function) => function(vm, args),
        None => Ok(Value::UNDEFINED),
    }
}
