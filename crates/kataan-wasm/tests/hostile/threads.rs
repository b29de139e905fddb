//! Races on a shared memory: values may be any, but nothing else breaks. Waits for what never comes.

use super::build::{instantiate, text, trap};
use kataan_wasm::{
    Config, Engine, Limits, Linker, Memory, MemoryType, Module, SharedMemory, Store, TrapCode,
};
use std::time::{Duration, Instant};

#[test]
fn races_touch_nothing_but_the_memory() {
    let engine = Engine::default();
    let bytes = text(
        r#"(module
             (import "env" "memory" (memory 1 64 shared))
             (func (export "run") (param $rounds i32) (local $at i32)
               (loop $more
                 ;; One counter is atomic, another is not; both race with growth and copies.
                 (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
                 (i32.store (i32.const 4) (i32.add (i32.load (i32.const 4)) (i32.const 1)))
                 (local.set $at (i32.mul (local.get $rounds) (i32.const 40)))
                 (local.set $at (i32.and (local.get $at) (i32.const 0x7ff8)))
                 (v128.store offset=64 (local.get $at) (v128.load offset=4096 (local.get $at)))
                 (memory.copy
                   (i32.const 40000) (i32.add (i32.const 64) (local.get $at)) (i32.const 1000))
                 (memory.fill (i32.const 50000) (local.get $rounds) (i32.const 500))
                 (if (i32.eqz (i32.rem_u (local.get $rounds) (i32.const 1000)))
                   (then (drop (memory.grow (i32.const 1)))))
                 (local.set $rounds (i32.sub (local.get $rounds) (i32.const 1)))
                 (br_if $more (local.get $rounds)))))"#,
    );
    let module = Module::new(&engine, bytes).expect("valid");
    let memory = SharedMemory::new(MemoryType {
        limits: Limits {
            min: 1,
            max: Some(64),
        },
        is_64: false,
        shared: true,
        page_size_log2: 16,
    })
    .expect("a shared memory");
    const ROUNDS: i32 = 5000;
    const THREADS: i32 = 4;
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let mut store = Store::new(&engine, ());
                let mut linker = Linker::new(&engine);
                let shared = Memory::from_shared(&mut store, &memory);
                linker
                    .define("env", "memory", shared)
                    .expect("defined once");
                let instance = linker.instantiate(&mut store, &module).expect("links");
                let run = instance.get_typed_func::<i32, ()>(&store, "run");
                run.expect("exported")
                    .call(&mut store, ROUNDS)
                    .expect("runs");
            });
        }
    });
    let mut counter = [0; 4];
    memory.read(0, &mut counter).expect("inside");
    assert_eq!(i32::from_le_bytes(counter), ROUNDS * THREADS);
    assert!(memory.size() <= 64);
    // What is outside stays outside, however it grew.
    assert!(memory.read(memory.byte_size() - 2, &mut counter).is_none());
}

#[test]
fn a_wait_for_ever_can_be_ended() {
    let mut config = Config::new();
    config.epoch_interruption(true);
    let bytes = text(
        r#"(module
             (memory 1 1 shared)
             (func (export "short") (result i32)
               (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
             (func (export "long") (result i32)
               (memory.atomic.wait64 (i32.const 0) (i64.const 0) (i64.const 1000000000000000))))"#,
    );
    let (mut store, instance) = instantiate(&mut config, &bytes);
    for name in ["short", "long"] {
        store.set_deadline(Some(Instant::now() + Duration::from_millis(5)));
        let code = trap(&mut store, instance, name);
        assert_eq!(code, Some(TrapCode::Deadline), "{name}");
        store.set_deadline(None);

        let handle = store.interrupt_handle();
        let code = std::thread::scope(|scope| {
            scope.spawn(move || {
                std::thread::sleep(Duration::from_millis(2));
                handle.interrupt();
            });
            trap(&mut store, instance, name)
        });
        assert_eq!(code, Some(TrapCode::Interrupt), "{name}");

        store.set_epoch_deadline(1);
        let engine = store.engine().clone();
        let code = std::thread::scope(|scope| {
            scope.spawn(move || {
                std::thread::sleep(Duration::from_millis(2));
                engine.increment_epoch();
            });
            trap(&mut store, instance, name)
        });
        assert_eq!(code, Some(TrapCode::Interrupt), "{name}");
        store.set_epoch_deadline(u64::MAX / 2);
    }
}
