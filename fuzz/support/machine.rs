//! A machine for one run: the whole library, limits that end it soon, and a heap that is checked.

use kataan_gc::{Collection, HeapOptions, InterruptHandle, enter};
use kataan_vm::native::{Args, IntrinsicObject, NativeTable, ObjectForm, Property, method};
use kataan_vm::realm::Intrinsic;
use kataan_vm::{Interrupt, JsResult, Value, Vm, VmOptions};
use std::cell::Cell;
use std::sync::{Condvar, Mutex, OnceLock};
use std::time::{Duration, Instant};

/// Time that a run may take.
const TIME: Duration = Duration::from_millis(400);
/// Bytes that its heap may hold.
const MEMORY: usize = 24 << 20;

/// Whether the fault that the target plants is to be there.
pub(crate) fn is_planted() -> bool {
    static PLANTED: OnceLock<bool> = OnceLock::new();
    *PLANTED.get_or_init(|| std::env::var_os("KATAAN_FUZZ_PLANT").is_some())
}

/// Runs `body` in a realm of a fresh machine that collects at every `stress`th allocation, then
/// the jobs that wait, and checks the heap before it goes.
pub(crate) fn run(stress: u32, body: impl FnOnce(&mut Vm) -> JsResult<()>) {
    let options = VmOptions {
        heap: HeapOptions {
            memory_limit: MEMORY,
            stress,
            verify: true,
            ..HeapOptions::default()
        },
        stack_size: 1 << 20,
        registers: 1 << 18,
        kinds: &[&kataan_builtins::KINDS],
        natives: &[&kataan_builtins::TABLE, &TABLE],
        ..VmOptions::default()
    };
    let mut vm = Box::new(Vm::new(options).expect("address space for a heap"));
    kataan_builtins::plug_in(&mut vm);
    let watchdog = watchdog();
    enter(&mut *vm, |vm| {
        vm.begin_stack();
        // Small limits may leave no room for a realm under stress: then there is nothing to run.
        let Ok(realm) = vm.new_realm() else {
            return;
        };
        vm.set_realm(Some(realm));
        watchdog.watch(vm.interrupt_handle());
        let result = body(vm).and_then(|()| vm.run_jobs());
        watchdog.rest();
        if let Err(thrown) = result {
            // Script's own errors are nobody's fault, nor are limits.
            let _ = vm.take_exception(thrown);
        }
        vm.heap.collect(Collection::Full);
        if let Err(damage) = vm.heap.verify() {
            panic!("the heap is damaged: {damage:?}");
        }
    });
}

thread_local! {
    static KEPT: Cell<u64> = const { Cell::new(0) };
}

/// `keep(value)`: gives what was kept before. The fault that is planted is that nothing roots it.
fn keep(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !is_planted() {
        return Ok(args.get(0));
    }
    let before = KEPT.replace(args.get(0).to_bits());
    vm.heap.collect(Collection::Full);
    if before == 0 {
        return Ok(Value::UNDEFINED);
    }
    // SAFETY: none: this is the fault.
    Ok(unsafe { Value::from_bits(before) })
}

static TABLE: NativeTable = NativeTable {
    name: "fuzz",
    objects: &[IntrinsicObject {
        intrinsic: Intrinsic::Global,
        form: ObjectForm::Existing,
        prototype: Some(Intrinsic::ObjectPrototype),
        properties: GLOBAL,
    }],
    functions: &[],
    steps: &[],
};

static GLOBAL: &[Property] = &[method("keep", 1, keep)];

/// A thread that ends what runs for too long.
struct Watchdog {
    watched: Mutex<Option<(Instant, InterruptHandle)>>,
    changed: Condvar,
}

fn watchdog() -> &'static Watchdog {
    static WATCHDOG: OnceLock<&'static Watchdog> = OnceLock::new();
    WATCHDOG.get_or_init(|| {
        let watchdog: &'static Watchdog = Box::leak(Box::new(Watchdog {
            watched: Mutex::new(None),
            changed: Condvar::new(),
        }));
        std::thread::spawn(|| watchdog.work());
        watchdog
    })
}

impl Watchdog {
    fn watch(&self, handle: InterruptHandle) {
        *self.watched.lock().expect("no panic inside") = Some((Instant::now() + TIME, handle));
        self.changed.notify_one();
    }

    fn rest(&self) {
        *self.watched.lock().expect("no panic inside") = None;
    }

    fn work(&self) {
        let mut watched = self.watched.lock().expect("no panic inside");
        loop {
            let wait = match &*watched {
                None => Duration::from_secs(3600),
                Some((end, handle)) => match end.checked_duration_since(Instant::now()) {
                    Some(left) => left.max(Duration::from_millis(1)),
                    None => {
                        handle.raise(Interrupt::DEADLINE);
                        *watched = None;
                        continue;
                    }
                },
            };
            watched = self
                .changed
                .wait_timeout(watched, wait)
                .expect("no panic inside")
                .0;
        }
    }
}
