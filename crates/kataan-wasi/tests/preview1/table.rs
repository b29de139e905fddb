use super::guest::Guest;
use kataan_wasi::{FUNCTIONS, WasiCtx, WasiCtxBuilder};
use kataan_wasm::{Config, Engine, Linker, Module, Store};

#[test]
fn the_standard_has_46_functions() {
    let mut names: Vec<_> = FUNCTIONS.iter().map(|function| function.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 46);
}

#[test]
fn every_function_links_with_the_signature_of_its_row() {
    Guest::new(&mut WasiCtxBuilder::new());
}

#[test]
fn a_guest_without_memory_traps() {
    let engine = Engine::default();
    let bytes = wat::parse_str(
        r#"(module (import "wasi_snapshot_preview1" "sched_yield" (func (result i32)))
             (export "yield" (func 0)))"#,
    )
    .expect("a module");
    let module = Module::new(&engine, bytes).expect("valid");
    let mut linker = Linker::new(&engine);
    kataan_wasi::add_to_linker(&mut linker, |context: &mut WasiCtx| context).expect("defined");
    let mut store = Store::new(&engine, WasiCtxBuilder::new().build());
    let instance = linker.instantiate(&mut store, &module).expect("links");
    let yields = instance
        .get_typed_func::<(), i32>(&store, "yield")
        .expect("exported");
    let error = yields.call(&mut store, ()).expect_err("there is no memory");
    assert!(error.to_string().contains("memory"), "{error}");
}

#[test]
fn a_shared_memory_serves_as_well() {
    let mut config = Config::new();
    config.epoch_interruption(true);
    let engine = Engine::new(&config);
    let bytes = wat::parse_str(
        r#"(module
             (import "wasi_snapshot_preview1" "random_get"
               (func $random (param i32 i32) (result i32)))
             (import "wasi_snapshot_preview1" "fd_write"
               (func $write (param i32 i32 i32 i32) (result i32)))
             (memory (export "memory") 1 1 shared)
             (data (i32.const 8) "\10\00\00\00\05\00\00\00hello")
             (func (export "run") (result i32)
               (drop (call $random (i32.const 100) (i32.const 16)))
               (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0))))"#,
    )
    .expect("a module");
    let module = Module::new(&engine, bytes).expect("valid");
    let mut linker = Linker::new(&engine);
    kataan_wasi::add_to_linker(&mut linker, |context: &mut WasiCtx| context).expect("defined");
    let out = kataan_wasi::MemoryOutputPipe::new(100);
    let context = WasiCtxBuilder::new()
        .stdout(out.clone())
        .secure_random(|room| room.fill(7))
        .build();
    let mut store = Store::new(&engine, context);
    let instance = linker.instantiate(&mut store, &module).expect("links");
    let run = instance.get_typed_func::<(), i32>(&store, "run");
    assert_eq!(
        run.expect("exported").call(&mut store, ()).expect("runs"),
        0
    );
    assert_eq!(out.contents(), b"hello");
    let memory = instance.get_memory(&store, "memory").expect("a memory");
    let mut bytes = [0; 18];
    memory.read(&store, 99, &mut bytes).expect("inside");
    assert_eq!(bytes[0], 0);
    assert_eq!(bytes[1..17], [7; 16]);
    assert_eq!(bytes[17], 0);
}
