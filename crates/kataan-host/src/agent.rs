//! Agents: isolates on threads of their own that share memory with the one that started them, as
//! the conformance suite's `$262.agent` wants them.
//!
//! An agent runs a script, then waits for broadcasts, jobs and promises of `Atomics.waitAsync`. It
//! ends when it waits for nothing more, or when the isolate that started it ends.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use kataan_gc::{HeapOptions, InterruptHandle, RootId};
use kataan_vm::error::ErrorKind;
use kataan_vm::native::Args;
use kataan_vm::object::{ArrayBuffer, SharedBytes, share_buffer};
use kataan_vm::operation::{call, to_int32, to_number, to_string};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{from_str, to_rust_string};
use kataan_vm::value::bigint;
use kataan_vm::{Interrupt, JsResult, Value, Vm, VmOptions};

use crate::global::Method;
use crate::host::{attach, host};

/// What `$262.agent` has in the isolate that starts agents.
pub(crate) static PARENT_METHODS: &[Method] = &[
    ("start", 1, start),
    ("broadcast", 1, broadcast),
    ("getReport", 0, get_report),
    ("sleep", 1, sleep),
    ("monotonicNow", 0, monotonic_now),
];

/// What it has in an agent.
pub(crate) static AGENT_METHODS: &[Method] = &[
    ("receiveBroadcast", 1, receive_broadcast),
    ("report", 1, report),
    ("leaving", 0, leaving),
    ("sleep", 1, sleep),
    ("monotonicNow", 0, monotonic_now),
];

/// How long a thread waits before it looks at its interrupt word again.
const NAP: Duration = Duration::from_millis(10);

/// Native stack of an agent's thread: more than its script may use.
const THREAD_STACK: usize = 4 << 20;

/// What is broadcast.
#[derive(Clone)]
struct Broadcast {
    bytes: SharedBytes,
    growable: bool,
    number: Number,
    /// Told when the agent has it.
    received: Sender<()>,
}

/// The number that goes with a broadcast.
#[derive(Clone, Copy)]
enum Number {
    Undefined,
    Int32(i32),
    BigInt(i64),
}

/// What agents and the isolate that started them share.
#[derive(Default)]
struct Group {
    reports: Mutex<VecDeque<String>>,
    /// How many agents run.
    running: AtomicUsize,
}

/// An agent, as the isolate that started it knows it.
struct Agent {
    inbox: Sender<Broadcast>,
    interrupt: InterruptHandle,
    thread: Option<JoinHandle<()>>,
}

/// The agents of an isolate, and its own part if it is one.
#[derive(Default)]
pub(crate) struct Agents {
    group: Arc<Group>,
    started: Vec<Agent>,
    /// Where an agent gets broadcasts from.
    inbox: Option<Receiver<Broadcast>>,
    /// The functions that an agent wants to be called with broadcasts.
    receivers: VecDeque<RootId>,
}

impl Agents {
    /// Whether another agent may yet wake a promise of this one.
    pub(crate) fn has_peers(&self) -> bool {
        self.inbox.is_some() || self.group.running.load(Ordering::SeqCst) > 0
    }
}

impl Drop for Agents {
    fn drop(&mut self) {
        for agent in &self.started {
            agent.interrupt.raise(Interrupt::STOP);
        }
        for agent in &mut self.started {
            if let Some(thread) = agent.thread.take() {
                // What an agent died of was told when it did.
                let _ = thread.join();
            }
        }
    }
}

/// Takes one off the number of running agents, whichever way an agent ends.
struct Running(Arc<Group>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::SeqCst);
    }
}

/// `$262.agent.start(script)`: returns when the agent runs.
fn start(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let script = to_string(vm, args.get(0))?;
    let script = to_rust_string(vm, script)?;
    let limit = vm.heap.memory_left();
    let group = host(vm).agents.group.clone();
    group.running.fetch_add(1, Ordering::SeqCst);
    let running = Running(group);
    let (inbox, receiver) = channel();
    let (ready, is_ready) = channel();
    let spawned = Builder::new()
        .name("agent".to_owned())
        .stack_size(THREAD_STACK)
        .spawn(move || run(&script, limit, running, receiver, &ready));
    let thread = match spawned {
        Ok(thread) => thread,
        Err(error) => {
            let text = format!("the agent's thread cannot be started: {error}");
            return Err(vm.throw_error_text(ErrorKind::Error, &text));
        }
    };
    let Ok(interrupt) = is_ready.recv() else {
        let text = "the agent's isolate cannot be made";
        return Err(vm.throw_error_text(ErrorKind::Error, text));
    };
    host(vm).agents.started.push(Agent {
        inbox,
        interrupt,
        thread: Some(thread),
    });
    Ok(Value::UNDEFINED)
}

/// The thread of an agent.
fn run(
    script: &str,
    memory_limit: usize,
    running: Running,
    inbox: Receiver<Broadcast>,
    ready: &Sender<InterruptHandle>,
) {
    let options = VmOptions {
        heap: HeapOptions {
            memory_limit,
            ..HeapOptions::default()
        },
        kinds: &[&kataan_builtins::KINDS],
        natives: &[&kataan_builtins::TABLE],
        ..VmOptions::default()
    };
    let Ok(mut vm) = Vm::new(options) else { return };
    kataan_builtins::plug_in(&mut vm);
    attach(&mut vm);
    let agents = &mut host(&mut vm).agents;
    agents.group = running.0.clone();
    agents.inbox = Some(inbox);
    if ready.send(vm.interrupt_handle()).is_err() {
        return;
    }
    kataan_gc::enter(&mut vm, |vm| {
        vm.begin_stack();
        if let Err(thrown) = run_script(vm, script) {
            let reason = vm.take_exception(thrown);
            if let Ok(reason) = reason {
                let text = kataan_vm::error::describe(vm, reason);
                host(vm)
                    .output
                    .err(format!("Uncaught in an agent: {text}\n").as_bytes());
            }
        }
    });
}

fn run_script(vm: &mut Vm, script: &str) -> JsResult<()> {
    let realm = vm.new_realm()?;
    vm.set_realm(Some(realm));
    crate::test262::install_in_agent(vm)?;
    vm.evaluate_script(script.as_bytes(), "<agent>")?;
    loop {
        vm.run_jobs()?;
        vm.check_interrupt()?;
        vm.settle_waits()?;
        if vm.has_jobs() {
            continue;
        }
        if !host(vm).agents.receivers.is_empty() {
            let nap = if vm.async_waits.is_empty() {
                NAP
            } else {
                Duration::from_millis(1)
            };
            let agents = &host(vm).agents;
            let Some(inbox) = &agents.inbox else {
                return Ok(());
            };
            match inbox.recv_timeout(nap) {
                Ok(broadcast) => receive(vm, broadcast)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        } else if vm.async_waits.is_empty() {
            return Ok(());
        } else {
            sleep_for_wait(vm);
        }
    }
}

/// Sleeps until a promise that waits on shared memory may be settled.
fn sleep_for_wait(vm: &Vm) {
    let left = vm
        .async_waits
        .next_deadline()
        .map(|deadline| deadline.saturating_duration_since(Instant::now()));
    vm.async_waits.sleep(left.map_or(NAP, |left| left.min(NAP)));
}

/// Runs jobs, and those that follow when a promise of `Atomics.waitAsync` is settled, as long as
/// one waits that may yet be.
pub fn run_jobs_and_waits(vm: &mut Vm) -> JsResult<()> {
    loop {
        vm.run_jobs()?;
        vm.check_interrupt()?;
        vm.settle_waits()?;
        if vm.has_jobs() {
            continue;
        }
        if !may_settle(vm) {
            return Ok(());
        }
        host(vm).output.flush();
        sleep_for_wait(vm);
    }
}

/// Whether a promise waits on shared memory that time or another agent may settle.
pub(crate) fn may_settle(vm: &mut Vm) -> bool {
    !vm.async_waits.is_empty()
        && (vm.async_waits.next_deadline().is_some() || host(vm).agents.has_peers())
}

/// Calls the agent's next receiver with a broadcast.
fn receive(vm: &mut Vm, broadcast: Broadcast) -> JsResult<()> {
    let Some(root) = host(vm).agents.receivers.pop_front() else {
        return Ok(());
    };
    let receiver = vm.heap.rooted(root).unwrap_or(Value::UNDEFINED);
    vm.heap.unroot(root);
    let prototype = vm.intrinsic(Intrinsic::SharedArrayBufferPrototype);
    let buffer = share_buffer(vm, Some(prototype), broadcast.bytes, broadcast.growable)?;
    let number = match broadcast.number {
        Number::Undefined => Value::UNDEFINED,
        Number::Int32(number) => Value::from_i32(number),
        Number::BigInt(integer) => bigint::from_i64(vm, integer)?.into(),
    };
    // The isolate that broadcasts may have been stopped: then nobody waits for the answer.
    let _ = broadcast.received.send(());
    call(vm, receiver, Value::UNDEFINED, &[buffer.into(), number])?;
    Ok(())
}

/// `$262.agent.broadcast(buffer, number)`: returns when all agents that run have it.
fn broadcast(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let buffer = vm.heap.gc::<ArrayBuffer>(args.get(0));
    let bytes = buffer.and_then(|buffer| buffer.shared_bytes(vm));
    let (Some(buffer), Some(bytes)) = (buffer, bytes) else {
        let text = "only a SharedArrayBuffer can be broadcast";
        return Err(vm.throw_error_text(ErrorKind::TypeError, text));
    };
    let number = match vm.heap.gc::<bigint::JsBigInt>(args.get(1)) {
        Some(integer) => Number::BigInt(integer.to_u64_wrapping() as i64),
        None if args.get(1).is_undefined() => Number::Undefined,
        None => Number::Int32(to_int32(vm, args.get(1))?),
    };
    let growable = buffer.is_resizable();
    let mut answers = Vec::new();
    for agent in &host(vm).agents.started {
        let (received, answer) = channel();
        let message = Broadcast {
            bytes: bytes.clone(),
            growable,
            number,
            received,
        };
        if agent.inbox.send(message).is_ok() {
            answers.push(answer);
        }
    }
    for answer in answers {
        // An agent that ends drops what it was sent.
        while let Err(RecvTimeoutError::Timeout) = answer.recv_timeout(NAP) {
            vm.check_interrupt()?;
        }
    }
    Ok(Value::UNDEFINED)
}

/// `$262.agent.getReport()`: a report, or null.
fn get_report(vm: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    let group = host(vm).agents.group.clone();
    let report = group
        .reports
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .pop_front();
    match report {
        Some(report) => Ok(from_str(vm, &report)?.into()),
        None => Ok(Value::NULL),
    }
}

/// `$262.agent.receiveBroadcast(callback)`: the callback is called once, by the agent's loop.
fn receive_broadcast(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let root = vm.heap.root(args.get(0));
    host(vm).agents.receivers.push_back(root);
    Ok(Value::UNDEFINED)
}

/// `$262.agent.report(message)`
fn report(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let message = to_string(vm, args.get(0))?;
    let message = to_rust_string(vm, message)?;
    host(vm)
        .agents
        .group
        .reports
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push_back(message);
    Ok(Value::UNDEFINED)
}

/// `$262.agent.leaving()`: the agent ends by itself when it waits for nothing.
fn leaving(_: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    Ok(Value::UNDEFINED)
}

fn sleep(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let milliseconds = to_number(vm, args.get(0))?;
    let seconds = (milliseconds / 1e3).clamp(0.0, 3600.0);
    let seconds = if seconds.is_nan() { 0.0 } else { seconds };
    let end = Instant::now() + Duration::from_secs_f64(seconds);
    while Instant::now() < end {
        vm.check_interrupt()?;
        std::thread::sleep(end.saturating_duration_since(Instant::now()).min(NAP));
    }
    Ok(Value::UNDEFINED)
}

fn monotonic_now(vm: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    Ok(Value::from_number(
        host(vm).started.elapsed().as_secs_f64() * 1e3,
    ))
}
