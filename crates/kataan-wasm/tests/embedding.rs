//! The embedding API: host functions, limits, interruption, traps, sharing.

use kataan_wasm::{
    Caller, Config, Engine, Error, ExternRef, Features, Instance, Limits, Linker, Memory,
    MemoryType, Module, ResumableCall, SharedMemory, Store, StoreLimits, StreamingModule, TrapCode,
    UpdateDeadline, Val,
};

mod support;

use support::wat;

const LOOP: &str = r#"(module (func (export "run") (param i32) (result i32) (local i32)
    (loop $l
      (local.set 1 (i32.add (local.get 1) (local.get 0)))
      (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get 1)))"#;

#[test]
fn host_functions_take_and_give_values() {
    let engine = Engine::default();
    let module = Module::new(
        &engine,
        wat(
            r#"(module (import "host" "add" (func $add (param i32 i64) (result f64)))
            (func (export "run") (result f64) (call $add (i32.const 2) (i64.const 40))))"#,
        ),
    )
    .expect("valid");
    let mut linker: Linker<u32> = Linker::new(&engine);
    linker
        .func_wrap(
            "host",
            "add",
            |mut caller: Caller<'_, u32>, a: i32, b: i64| {
                *caller.data_mut() += 1;
                a as f64 + b as f64
            },
        )
        .expect("new name");
    let mut store = Store::new(&engine, 0);
    let instance = linker.instantiate(&mut store, &module).expect("links");
    let run = instance
        .get_typed_func::<(), f64>(&store, "run")
        .expect("exported");
    assert_eq!(run.call(&mut store, ()).expect("runs"), 42.0);
    assert_eq!(*store.data(), 1);
}

#[test]
fn errors_of_the_host_come_back() {
    let engine = Engine::default();
    let module = Module::new(
        &engine,
        wat(r#"(module (import "" "" (func $f)) (func (export "run") (call $f)))"#),
    )
    .expect("valid");
    let mut linker: Linker<()> = Linker::new(&engine);
    linker
        .func_wrap("", "", || -> kataan_wasm::Result<()> {
            Err(Error::host("no"))
        })
        .expect("new name");
    let mut store = Store::new(&engine, ());
    let instance = linker.instantiate(&mut store, &module).expect("links");
    let error = instance
        .get_func(&store, "run")
        .expect("exported")
        .call(&mut store, &[], &mut []);
    assert!(matches!(error, Err(Error::Host(error)) if error.to_string() == "no"));
}

#[test]
fn traps_name_the_functions() {
    let engine = Engine::default();
    let module = Module::new(
        &engine,
        wat(r#"(module $m (func $inner (unreachable)) (func $outer (export "run") (call $inner) (nop)))"#),
    )
    .expect("valid");
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).expect("links");
    let error = instance
        .get_func(&store, "run")
        .expect("exported")
        .call(&mut store, &[], &mut []);
    let Err(Error::Trap(trap)) = error else {
        panic!("no trap")
    };
    assert_eq!(trap.code(), TrapCode::Unreachable);
    let names: Vec<_> = trap
        .frames()
        .iter()
        .map(|frame| frame.func_name())
        .collect();
    assert_eq!(names, [Some("inner"), Some("outer")]);
    assert!(
        trap.frames()
            .iter()
            .all(|frame| frame.module_offset().is_some())
    );
}

#[test]
fn fuel_runs_out_and_is_refilled() {
    let mut config = Config::new();
    config.consume_fuel(true);
    let engine = Engine::new(&config);
    let module = Module::new(&engine, wat(LOOP)).expect("valid");
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).expect("links");
    let run = instance.get_func(&store, "run").expect("exported");
    store.set_fuel(100);
    let mut results = [Val::I32(0)];
    let error = run.call(&mut store, &[Val::I32(1000)], &mut results);
    assert_eq!(
        error.err().and_then(|error| error.trap_code()),
        Some(TrapCode::OutOfFuel)
    );

    store.set_fuel(100);
    let mut call = run
        .call_resumable(&mut store, &[Val::I32(1000)])
        .expect("runs");
    let mut rounds = 0;
    let sum = loop {
        match call {
            ResumableCall::Finished(values) => break values[0].i32(),
            ResumableCall::OutOfFuel(paused) => {
                rounds += 1;
                store.set_fuel(100);
                call = paused.resume(&mut store).expect("goes on");
            }
        }
    };
    assert_eq!(sum, Some(500_500));
    assert!(rounds > 10);
}

#[test]
fn endless_loops_are_interrupted() {
    let mut config = Config::new();
    config.epoch_interruption(true);
    let engine = Engine::new(&config);
    let module = Module::new(
        &engine,
        wat(r#"(module (func (export "run") (loop (br 0))))"#),
    )
    .expect("valid");
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).expect("links");
    let run = instance.get_func(&store, "run").expect("exported");
    store.set_deadline(Some(
        std::time::Instant::now() + std::time::Duration::from_millis(20),
    ));
    let error = run.call(&mut store, &[], &mut []);
    assert_eq!(
        error.err().and_then(|error| error.trap_code()),
        Some(TrapCode::Deadline)
    );
    store.set_deadline(None);

    store.set_epoch_deadline(1);
    engine.increment_epoch();
    let error = run.call(&mut store, &[], &mut []);
    assert_eq!(
        error.err().and_then(|error| error.trap_code()),
        Some(TrapCode::Interrupt)
    );
    store.set_epoch_deadline(u64::MAX);

    let handle = store.interrupt_handle();
    let other = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(20));
        handle.interrupt();
    });
    let error = run.call(&mut store, &[], &mut []);
    assert_eq!(
        error.err().and_then(|error| error.trap_code()),
        Some(TrapCode::Interrupt)
    );
    other.join().expect("joins");
}

#[test]
fn objects_that_nothing_names_are_collected() {
    let engine = Engine::default();
    let module = Module::new(
        &engine,
        wat(r#"(module
            (type $n (struct (field (ref null $n)) (field i64)))
            (global $keep (mut (ref null $n)) (ref.null $n))
            (func (export "run") (param $count i32) (result i64) (local $i i32)
              (global.set $keep (struct.new $n (ref.null $n) (i64.const 7)))
              (loop $l
                (drop (struct.new $n (struct.new $n (ref.null $n) (i64.const 1)) (i64.const 2)))
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br_if $l (i32.lt_u (local.get $i) (local.get $count))))
              (struct.get $n 1 (global.get $keep))))"#),
    )
    .expect("valid");
    let mut store = Store::new(&engine, ());
    store.limits(StoreLimits {
        heap_size: 16 << 20,
        ..StoreLimits::default()
    });
    let instance = Instance::new(&mut store, &module, &[]).expect("links");
    let run = instance
        .get_typed_func::<i32, i64>(&store, "run")
        .expect("exported");
    assert_eq!(run.call(&mut store, 1_000_000).expect("fits"), 7);
}

#[test]
fn references_of_the_host_keep_their_identity() {
    let engine = Engine::default();
    let module = Module::new(
        &engine,
        wat(
            r#"(module (func (export "run") (param externref) (result externref)
            (extern.convert_any (any.convert_extern (local.get 0)))))"#,
        ),
    )
    .expect("valid");
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).expect("links");
    let run = instance.get_func(&store, "run").expect("exported");
    let value = ExternRef::new(&mut store, "text".to_owned()).expect("room");
    let mut results = [Val::I32(0)];
    run.call(&mut store, &[value.into()], &mut results)
        .expect("runs");
    let Val::ExternRef(Some(result)) = results[0] else {
        panic!("null")
    };
    assert!(ExternRef::same(&store, value, result).expect("same store"));
    let data = result
        .data(&store)
        .expect("alive")
        .and_then(|data| data.downcast_ref::<String>());
    assert_eq!(data.map(String::as_str), Some("text"));
}

#[test]
fn shared_memories_wake_waiting_threads() {
    let engine = Engine::default();
    let ty = MemoryType {
        limits: Limits {
            min: 1,
            max: Some(1),
        },
        is_64: false,
        shared: true,
        page_size_log2: 16,
    };
    let memory = SharedMemory::new(ty).expect("room");
    let module = Module::new(
        &engine,
        wat(r#"(module (import "" "m" (memory 1 1 shared))
            (func (export "wait") (result i32)
              (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
            (func (export "wake") (result i32)
              (i32.atomic.store (i32.const 0) (i32.const 1))
              (memory.atomic.notify (i32.const 0) (i32.const 1))))"#),
    )
    .expect("valid");
    let run = |name: &'static str| {
        let (engine, module, memory) = (engine.clone(), module.clone(), memory.clone());
        move || {
            let mut store = Store::new(&engine, ());
            let memory = Memory::from_shared(&mut store, &memory);
            let instance = Instance::new(&mut store, &module, &[memory.into()]).expect("links");
            let func = instance
                .get_typed_func::<(), i32>(&store, name)
                .expect("exported");
            func.call(&mut store, ()).expect("runs")
        }
    };
    let waiting = std::thread::spawn(run("wait"));
    std::thread::sleep(std::time::Duration::from_millis(20));
    run("wake")();
    // Woken, or too late to wait.
    assert!(waiting.join().expect("joins") <= 1);
}

#[test]
fn modules_are_decoded_as_they_arrive() {
    let engine = Engine::default();
    let bytes = wat(LOOP);
    for size in [1, 3, 7, 64] {
        let mut stream = StreamingModule::new(&engine);
        for chunk in bytes.chunks(size) {
            stream.push(chunk).expect("valid so far");
        }
        assert_eq!(stream.finish().expect("valid").defined_functions(), 1);
    }
    let mut stream = StreamingModule::new(&engine);
    assert!(stream.push(b"\0asn").is_err());
}

#[test]
fn features_can_be_left_out() {
    let mut config = Config::new();
    config.feature(Features::SIMD, false);
    let engine = Engine::new(&config);
    let module = wat("(module (func (drop (v128.const i64x2 0 0))))");
    assert!(Module::new(&engine, &module).is_err());
    assert!(Module::new(&Engine::default(), &module).is_ok());
}

#[test]
fn unknown_imports_can_be_made_up() {
    let engine = Engine::default();
    let module = Module::new(
        &engine,
        wat(r#"(module
              (import "a" "f" (func $f (param i32) (result i32 f64)))
              (import "a" "g" (global $g i64))
              (import "a" "m" (memory 1))
              (import "a" "t" (table $t 2 funcref))
              (func (export "call") (result i32 f64) (call $f (i32.const 1)))
              (func (export "other") (result i64) (global.get $g))
              (func (export "size") (result i32) (i32.add (memory.size) (table.size $t))))"#),
    )
    .expect("valid");
    let mut store = Store::new(&engine, ());
    let mut linker = Linker::new(&engine);
    linker
        .define_unknown_imports_as_default_values(&mut store, &module)
        .expect("all have a default");
    let instance = linker.instantiate(&mut store, &module).expect("links");
    let call = instance.get_typed_func::<(), (i32, f64)>(&store, "call");
    assert_eq!(
        call.expect("exported").call(&mut store, ()).expect("runs"),
        (0, 0.0)
    );
    let size = instance.get_typed_func::<(), i32>(&store, "size");
    assert_eq!(
        size.expect("exported").call(&mut store, ()).expect("runs"),
        3
    );

    // What is defined stays; functions that are not fail when they are called.
    let mut linker = Linker::new(&engine);
    for name in ["g", "m", "t"] {
        let export = instance.module(&store).expect("it is of this store");
        assert_eq!(export.imports().len(), 4);
        let import = module.imports().find(|import| import.name == name);
        let value = match import.expect("imported").ty {
            kataan_wasm::ExternType::Global(ty) => {
                kataan_wasm::Global::new(&mut store, ty, Val::I64(7))
                    .expect("fits")
                    .into()
            }
            kataan_wasm::ExternType::Memory(ty) => {
                kataan_wasm::Extern::from(Memory::new(&mut store, ty).expect("room"))
            }
            kataan_wasm::ExternType::Table(ty) => {
                let table = kataan_wasm::Table::new(&mut store, ty, Val::FuncRef(None));
                table.expect("room").into()
            }
            _ => continue,
        };
        linker.define("a", name, value).expect("new name");
    }
    linker
        .define_unknown_imports_as_traps(&module)
        .expect("new names");
    let instance = linker.instantiate(&mut store, &module).expect("links");
    let other = instance.get_typed_func::<(), i64>(&store, "other");
    assert_eq!(
        other.expect("exported").call(&mut store, ()).expect("runs"),
        7
    );
    let call = instance.get_typed_func::<(), (i32, f64)>(&store, "call");
    let error = call
        .expect("exported")
        .call(&mut store, ())
        .expect_err("undefined");
    assert_eq!(error.to_string(), "`a::f` is not defined, and was called");
}

#[test]
fn linkers_take_modules_and_aliases() {
    let engine = Engine::default();
    let library = wat(r#"(module (global $n (mut i32) (i32.const 0))
          (func (export "_initialize") (global.set $n (i32.const 10)))
          (func (export "next") (result i32)
            (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n)))"#);
    // A program's functions start anew at each call.
    let program = wat(r#"(module (global $n (mut i32) (i32.const 0))
          (func (export "_start"))
          (func (export "next") (result i32)
            (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n)))"#);
    let mut store = Store::new(&engine, ());
    let mut linker = Linker::new(&engine);
    for (name, bytes) in [("library", library), ("program", program)] {
        let module = Module::new(&engine, bytes).expect("valid");
        linker.module(&mut store, name, &module).expect("links");
    }
    linker
        .alias("library", "next", "other", "again")
        .expect("defined");
    assert!(
        linker
            .alias("library", "missing", "other", "missing")
            .is_err()
    );
    assert_eq!(
        linker
            .names()
            .filter(|(module, _)| *module == "other")
            .count(),
        1
    );
    let default = linker
        .get_default(&mut store, "program")
        .expect("a function");
    default.call(&mut store, &[], &mut []).expect("runs");
    let module = Module::new(
        &engine,
        wat(r#"(module
              (import "library" "next" (func $a (result i32)))
              (import "other" "again" (func $b (result i32)))
              (import "program" "next" (func $c (result i32)))
              (func (export "run") (result i32 i32 i32 i32)
                (call $a) (call $b) (call $c) (call $c)))"#),
    )
    .expect("valid");
    let instance = linker.instantiate(&mut store, &module).expect("links");
    let run = instance.get_typed_func::<(), (i32, i32, i32, i32)>(&store, "run");
    let results = run.expect("exported").call(&mut store, ()).expect("runs");
    assert_eq!(results, (11, 12, 1, 1));
}

#[test]
fn tables_are_filled_and_copied() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let func = kataan_wasm::Func::wrap(&mut store, |a: i32| (a, a + 1)).expect("a function");
    let mut table = |min| {
        let ty = kataan_wasm::TableType {
            element: kataan_wasm::RefType::FUNCREF,
            limits: Limits { min, max: None },
            is_64: false,
        };
        kataan_wasm::Table::new(&mut store, ty, Val::FuncRef(None)).expect("room")
    };
    let (a, b) = (table(4), table(2));
    a.fill(&mut store, 1, Val::FuncRef(Some(func)), 2)
        .expect("inside");
    kataan_wasm::Table::copy(&mut store, b, 0, a, 2, 2).expect("inside");
    kataan_wasm::Table::copy(&mut store, a, 0, a, 1, 2).expect("inside");
    let mut holds = |table: kataan_wasm::Table| -> Vec<bool> {
        (0..table.size(&store))
            .map(|index| matches!(table.get(&mut store, index), Some(Val::FuncRef(Some(_)))))
            .collect()
    };
    assert_eq!(holds(a), [true, true, true, false]);
    assert_eq!(holds(b), [true, false]);
    assert!(a.fill(&mut store, 3, Val::FuncRef(None), 2).is_err());
    assert!(kataan_wasm::Table::copy(&mut store, b, 1, a, 0, 2).is_err());
    assert!(a.fill(&mut store, 0, Val::I32(0), 1).is_err());
    let mut results = [Val::I32(0), Val::I32(0)];
    func.call(&mut store, &[Val::I32(4)], &mut results)
        .expect("runs");
    assert_eq!(results.map(|value| value.i32()), [Some(4), Some(5)]);
}

#[test]
fn a_callback_decides_at_the_epochs_deadline() {
    let mut config = Config::new();
    config.epoch_interruption(true);
    let engine = Engine::new(&config);
    let module = Module::new(&engine, wat(LOOP)).expect("valid");
    let mut store = Store::new(&engine, 0_u32);
    let instance = Instance::new(&mut store, &module, &[]).expect("links");
    let run = instance
        .get_typed_func::<i32, i32>(&store, "run")
        .expect("exported");
    let undisturbed = run.call(&mut store, 1000).expect("runs");
    store.epoch_deadline_callback(|mut store| {
        *store.data_mut() += 1;
        // No time to go on at all, but for the last: each loop head asks again.
        Ok(match *store.data() {
            1..100 => UpdateDeadline::Continue(0),
            100 => UpdateDeadline::Continue(1),
            _ => UpdateDeadline::Interrupt,
        })
    });
    store.set_epoch_deadline(0);
    assert_eq!(run.call(&mut store, 1000).expect("runs"), undisturbed);
    assert_eq!(*store.data(), 100);
    store.set_epoch_deadline(0);
    let error = run.call(&mut store, 1000).expect_err("interrupted");
    assert_eq!(error.trap_code(), Some(TrapCode::Interrupt));
    store.epoch_deadline_callback(|_| Err(Error::host("enough")));
    let error = run
        .call(&mut store, 1000)
        .expect_err("the callback's error");
    assert_eq!(error.to_string(), "enough");
    store.epoch_deadline_trap();
    let error = run.call(&mut store, 1000).expect_err("interrupted");
    assert_eq!(error.trap_code(), Some(TrapCode::Interrupt));
}

#[test]
fn types_of_no_engine_are_refused() {
    let engine = Engine::default();
    let text = r#"(module (type $s (struct (field i32)))
      (func (export "f") (param (ref null $s))))"#;
    let module = Module::new(&engine, wat(text)).expect("valid");
    let ty = match module.get_export("f") {
        Some(kataan_wasm::ExternType::Func(ty)) => ty,
        other => panic!("{other:?}"),
    };
    let mut store = Store::new(&engine, ());
    assert!(kataan_wasm::Func::new(&mut store, ty.clone(), |_, _, _| Ok(())).is_ok());
    // An engine that never saw the type has nothing under its number.
    let other = Engine::default();
    let mut store = Store::new(&other, ());
    assert!(kataan_wasm::Func::new(&mut store, ty, |_, _, _| Ok(())).is_err());
}
