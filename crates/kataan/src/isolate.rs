//! Isolates: the one place through which everything is done.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use kataan_gc::{Gc, HeapError, HeapOptions};
use kataan_vm::object::{Attributes, define_data_property};
use kataan_vm::operation::{call, get, get_v, is_callable};
use kataan_vm::{Interrupt, JsResult, Value as VmValue, Vm, VmOptions, error::describe};

use crate::bind::Bind;
use crate::convert::{ConvertError, FromJs, IntoJs};
use crate::error::{Error, Misuse, Result};
use crate::exception::describe_thrown;
use crate::interrupt::InterruptHandle;
use crate::limits::Limits;
use crate::module::{ModuleLoader, Modules};
use crate::value::{Realm, Value};
use crate::watchdog::Watchdog;

/// Numbers isolates, so that a handle of one is refused by another.
static NEXT_ISOLATE: AtomicU64 = AtomicU64::new(1);

/// How an isolate is set up, besides its limits.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Collect garbage at every allocation: a search for bugs of the engine.
    pub gc_stress: bool,
}

/// What an isolate's heap holds, and what collecting it took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Statistics {
    /// Bytes that objects use, those held outside the heap counted.
    pub bytes: usize,
    /// Collections that looked at new objects only.
    pub young_collections: u64,
    /// Collections that looked at all objects.
    pub full_collections: u64,
    /// Time spent in collections.
    pub collection_time: std::time::Duration,
}

/// A heap, and the program that runs in it. `Send`, and never shared.
pub struct Isolate {
    vm: Box<Vm>,
    id: u64,
    limits: Limits,
    watchdog: Option<Watchdog>,
}

impl std::fmt::Debug for Isolate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Isolate")
            .field("id", &self.id)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Isolate {
    /// An isolate without realms.
    pub fn new(limits: Limits) -> Result<Isolate> {
        Isolate::with_options(limits, Options::default())
    }

    /// An isolate that is set up in a special way.
    pub fn with_options(limits: Limits, options: Options) -> Result<Isolate> {
        let heap = HeapOptions::default();
        let heap = HeapOptions {
            memory_limit: limits.memory.min(heap.memory_limit),
            stress: u32::from(options.gc_stress),
            ..heap
        };
        let options = VmOptions {
            heap,
            stack_size: limits.stack,
            kinds: &[&kataan_builtins::KINDS],
            natives: &[&kataan_builtins::TABLE],
            ..VmOptions::default()
        };
        let mut vm = Vm::new(options).map_err(|error| match error {
            HeapError::Reservation => {
                Error::System("the system has no address space for a heap".to_owned())
            }
            other => Error::System(format!("the heap cannot be made: {other:?}")),
        })?;
        kataan_builtins::plug_in(&mut vm);
        kataan_host::attach(&mut vm);
        let id = NEXT_ISOLATE.fetch_add(1, Ordering::Relaxed);
        Ok(Isolate {
            vm: Box::new(vm),
            id,
            limits,
            watchdog: None,
        })
    }

    /// Changes how much time each entry may take from now on.
    pub fn set_deadline(&mut self, time: Option<std::time::Duration>) {
        self.limits.deadline = time;
    }

    /// A new global object with the language's library.
    pub fn new_realm(&mut self) -> Result<Realm> {
        let isolate = self.id;
        self.enter(None, |vm| {
            let realm = vm.new_realm()?;
            Ok(Realm {
                root: vm.heap.root_cell(realm),
                isolate,
            })
        })
    }

    /// Sets a property of the global object: to a value, or to a function of the host.
    pub fn set_global<M>(&mut self, realm: Realm, name: &str, value: impl Bind<M>) -> Result<()> {
        let isolate = self.id;
        self.enter(Some(realm), |vm| {
            let value = value.bind(vm, isolate, name)?;
            let global = vm.realm().global_object();
            let key = vm.intern(name)?;
            define_data_property(vm, global, key, value, Attributes::HIDDEN)
        })
    }

    /// A property of the global object.
    pub fn global(&mut self, realm: Realm, name: &str) -> Result<Value> {
        let isolate = self.id;
        self.enter(Some(realm), |vm| {
            let global = vm.realm().global_object();
            let key = vm.intern(name)?;
            let value = get(vm, global, key)?;
            Ok(Value {
                root: vm.heap.root(value),
                isolate,
            })
        })
    }

    /// Runs a script; gives its completion value.
    pub fn eval(&mut self, realm: Realm, text: &str) -> Result<Value> {
        self.eval_named(realm, "<eval>", text.as_bytes())
    }

    /// Runs a script that goes by `name` in messages; the text is UTF-8.
    pub fn eval_named(&mut self, realm: Realm, name: &str, text: &[u8]) -> Result<Value> {
        let isolate = self.id;
        let mut is_early = true;
        let mut result = self.enter(Some(realm), |vm| {
            let script = vm.compile_script(text, name)?;
            is_early = false;
            let value = vm.run_script(script)?;
            Ok(Value {
                root: vm.heap.root(value),
                isolate,
            })
        });
        if let Err(Error::Exception(exception)) = &mut result {
            exception.is_early = is_early;
        }
        result
    }

    /// Says where modules come from. Without a loader every import fails.
    pub fn set_module_loader(&mut self, loader: impl ModuleLoader) {
        self.vm.module_host = Some(Box::new(Modules::new(loader)));
    }

    /// Runs a module that goes by `name`, and the jobs that wait; gives its namespace, whose
    /// properties are the exports.
    pub fn eval_module(&mut self, realm: Realm, name: &str, text: &str) -> Result<Value> {
        let isolate = self.id;
        self.enter(Some(realm), |vm| {
            let namespace = crate::module::run(vm, name, text.as_bytes())?;
            Ok(Value {
                root: vm.heap.root(namespace),
                isolate,
            })
        })
    }

    /// A property of an object.
    pub fn get(&mut self, realm: Realm, object: Value, name: &str) -> Result<Value> {
        let root = self.resolve(object)?;
        let isolate = self.id;
        self.enter(Some(realm), |vm| {
            let object = vm.heap.rooted(root).unwrap_or(VmValue::UNDEFINED);
            let key = vm.intern(name)?;
            let value = get_v(vm, object, key)?;
            Ok(Value {
                root: vm.heap.root(value),
                isolate,
            })
        })
    }

    /// Calls a function with a `this` and arguments.
    pub fn call(
        &mut self,
        realm: Realm,
        function: Value,
        this: Value,
        arguments: &[Value],
    ) -> Result<Value> {
        let function = self.resolve(function)?;
        let this = self.resolve(this)?;
        for argument in arguments {
            self.resolve(*argument)?;
        }
        let isolate = self.id;
        self.enter(Some(realm), |vm| {
            let value = |vm: &Vm, root| vm.heap.rooted(root).unwrap_or(VmValue::UNDEFINED);
            let list = vm.heap.new_list()?;
            for argument in arguments {
                let argument = value(vm, argument.root);
                list.push(&mut vm.heap, argument)?;
            }
            let (function, this) = (value(vm, function), value(vm, this));
            let result = kataan_vm::operation::with_list(vm, list, |vm, arguments| {
                call(vm, function, this, arguments)
            })?;
            Ok(Value {
                root: vm.heap.root(result),
                isolate,
            })
        })
    }

    /// Makes a JavaScript value.
    pub fn value(&mut self, realm: Realm, value: impl IntoJs) -> Result<Value> {
        let isolate = self.id;
        self.enter(Some(realm), |vm| {
            let value = value.into_js(vm, isolate)?;
            Ok(Value {
                root: vm.heap.root(value),
                isolate,
            })
        })
    }

    /// Whether a value is a function.
    pub fn is_function(&mut self, value: Value) -> Result<bool> {
        let root = self.resolve(value)?;
        Ok(self
            .vm
            .heap
            .rooted(root)
            .is_some_and(|value| is_callable(&self.vm, value)))
    }

    /// Runs the jobs that wait: reactions of promises, and what they cause.
    pub fn run_jobs(&mut self) -> Result<()> {
        self.enter(None, Vm::run_jobs)
    }

    /// Lets go of a value; what only it kept alive may be collected.
    pub fn release(&mut self, value: Value) -> Result<()> {
        let root = self.resolve(value)?;
        self.vm.heap.unroot(root);
        Ok(())
    }

    /// Lets go of a realm.
    pub fn release_realm(&mut self, realm: Realm) -> Result<()> {
        if realm.isolate != self.id {
            return Err(Error::Misuse(Misuse::ForeignHandle));
        }
        if self.vm.heap.unroot(realm.root) {
            Ok(())
        } else {
            Err(Error::Misuse(Misuse::StaleHandle))
        }
    }

    /// A handle that ends what runs here, from any thread.
    pub fn interrupt_handle(&self) -> InterruptHandle {
        InterruptHandle::new(self.vm.interrupt_handle())
    }

    /// Collects all garbage now.
    pub fn collect_garbage(&mut self) {
        self.vm.heap.collect(kataan_gc::Collection::Full);
    }

    /// A value as text for people, like `console.log` shows it.
    pub fn inspect(&mut self, value: Value) -> Result<String> {
        let root = self.resolve(value)?;
        self.enter(None, |vm| {
            let value = vm.heap.rooted(root).unwrap_or(VmValue::UNDEFINED);
            kataan_host::inspect(vm, value, kataan_host::InspectOptions::default())
        })
    }

    /// What the heap holds, and what collecting it took.
    pub fn statistics(&self) -> Statistics {
        let heap = self.vm.heap.statistics();
        Statistics {
            bytes: heap.live_bytes,
            young_collections: heap.young_collections,
            full_collections: heap.full_collections,
            collection_time: heap.pause_total,
        }
    }

    /// The machine below, for the crates that extend it.
    #[doc(hidden)]
    pub fn vm(&mut self) -> &mut Vm {
        &mut self.vm
    }

    pub(crate) fn read<T: FromJs>(&mut self, value: Value) -> Result<T> {
        let root = self.resolve(value)?;
        let isolate = self.id;
        let converted = self.enter(None, |vm| {
            let value = vm.heap.rooted(root).unwrap_or(VmValue::UNDEFINED);
            match T::from_js(vm, isolate, value) {
                Ok(converted) => Ok(Ok(converted)),
                Err(ConvertError::Thrown(thrown)) => Err(thrown),
                Err(ConvertError::Unfit(expected)) => Ok(Err((expected, describe(vm, value)))),
            }
        })?;
        converted.map_err(|(expected, found)| Error::Conversion { expected, found })
    }

    fn resolve(&self, value: Value) -> Result<kataan_gc::RootId> {
        if value.isolate != self.id {
            return Err(Error::Misuse(Misuse::ForeignHandle));
        }
        match self.vm.heap.rooted(value.root) {
            Some(_) => Ok(value.root),
            None => Err(Error::Misuse(Misuse::StaleHandle)),
        }
    }

    /// Runs `body` as an entry of its own, under the limits, with `realm` current.
    #[doc(hidden)]
    pub fn enter<T>(
        &mut self,
        realm: Option<Realm>,
        body: impl FnOnce(&mut Vm) -> JsResult<T>,
    ) -> Result<T> {
        let root = match realm {
            Some(realm) if realm.isolate != self.id => {
                return Err(Error::Misuse(Misuse::ForeignHandle));
            }
            Some(realm) => Some(realm.root),
            None => None,
        };
        self.arm()?;
        let isolate = self.id;
        let result = kataan_gc::enter(&mut *self.vm, |vm| {
            vm.begin_stack();
            let realm: Option<Gc<kataan_vm::realm::Realm>> = match root {
                Some(root) => match vm.heap.rooted_cell(root) {
                    Some(realm) => Some(realm),
                    None => return Err(Error::Misuse(Misuse::StaleHandle)),
                },
                None => None,
            };
            let before = vm.set_realm(realm);
            let result = body(vm);
            let result = result.map_err(|thrown| describe_thrown(vm, isolate, thrown));
            vm.set_realm(before);
            result
        });
        self.disarm();
        result
    }

    /// Starts the clock of an entry.
    fn arm(&mut self) -> Result<()> {
        self.vm.clear_termination();
        let Some(time) = self.limits.deadline else {
            return Ok(());
        };
        if self.watchdog.is_none() {
            let handle = self.vm.interrupt_handle();
            let watchdog = Watchdog::start(move || {
                handle.raise(Interrupt::DEADLINE);
            });
            self.watchdog =
                Some(watchdog.map_err(|error| {
                    Error::System(format!("no thread for the deadline: {error}"))
                })?);
        }
        if let Some(watchdog) = &self.watchdog {
            watchdog.set(Some(Instant::now() + time));
        }
        Ok(())
    }

    /// Stops the clock, and forgets what it asked for.
    fn disarm(&mut self) {
        if let Some(watchdog) = &self.watchdog {
            watchdog.set(None);
        }
        let mut bits = Interrupt::DEADLINE;
        if self.vm.termination().is_some() {
            bits |= Interrupt::STOP;
        }
        self.vm.interrupt_handle().clear(bits);
    }
}
