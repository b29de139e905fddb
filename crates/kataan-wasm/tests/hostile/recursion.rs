//! Recursion without end is a trap that names its calls, and the store can be used afterwards.

use super::build::{instantiate, text, trap};
use kataan_wasm::{Caller, Config, Engine, Extern, Linker, Module, Store, StoreLimits, TrapCode};

#[test]
fn every_kind_of_call_runs_out_of_stack() {
    let many = "i64 ".repeat(1000);
    let wide = "(i64.const 1)".repeat(200);
    let bytes = text(&format!(
        r#"(module
             (type $t (func)) (table funcref (elem $indirect $other))
             (tag $e)
             (func $direct (export "direct") (call $direct))
             (func $mutual (export "mutual") (call $other))
             (func $other (call $mutual))
             (func $indirect (export "indirect") (call_indirect (type $t) (i32.const 0)))
             (func $reference (export "reference") (call_ref $t (ref.func $reference)))
             (func $locals (export "locals") (local {many}) (call $locals))
             (func $operands (export "operands") {wide} (call $operands) {drops})
             (func $handler (export "handler")
               (block $b (try_table (catch_all $b) (call $handler))))
             (func $value (export "value") (result i64)
               (i64.add (call $value) (i64.const 1)))
             (func (export "fine") (result i32) (i32.const 42))
             (elem declare func $reference))"#,
        drops = "(drop)".repeat(200),
    ));
    let (mut store, instance) = instantiate(&mut Config::new(), &bytes);
    for _ in 0..3 {
        for name in [
            "direct",
            "mutual",
            "indirect",
            "reference",
            "locals",
            "operands",
            "handler",
            "value",
        ] {
            let code = trap(&mut store, instance, name);
            assert_eq!(code, Some(TrapCode::StackOverflow), "{name}");
            assert_eq!(trap(&mut store, instance, "fine"), None);
        }
    }
    let direct = instance.get_func(&store, "direct").expect("exported");
    let error = direct.call(&mut store, &[], &mut []).expect_err("traps");
    let message = error.to_string();
    assert!(message.contains("direct"), "{message}");
    assert!(message.len() < 1 << 16, "a backtrace is cut");
}

#[test]
fn recursion_through_the_host_is_limited() {
    let engine = Engine::default();
    let bytes = text(
        r#"(module (import "host" "again" (func $again))
             (func (export "run") (call $again)))"#,
    );
    let module = Module::new(&engine, bytes).expect("valid");
    let mut linker = Linker::new(&engine);
    linker
        .func_wrap("host", "again", |mut caller: Caller<'_, u32>| {
            *caller.data_mut() += 1;
            match caller.get_export("run") {
                Some(Extern::Func(run)) => run.call(&mut caller, &[], &mut []),
                _ => Ok(()),
            }
        })
        .expect("defined once");
    let mut store = Store::new(&engine, 0);
    store.limits(StoreLimits {
        host_depth: 20,
        ..StoreLimits::default()
    });
    let instance = linker.instantiate(&mut store, &module).expect("links");
    let run = instance.get_func(&store, "run").expect("exported");
    let error = run.call(&mut store, &[], &mut []).expect_err("limited");
    assert_eq!(error.trap_code(), Some(TrapCode::StackOverflow), "{error}");
    assert!((10..=21).contains(store.data()), "{} calls", store.data());
}

#[test]
fn exceptions_unwind_deep_stacks() {
    let bytes = text(
        r#"(module (tag $e (param i32))
             (func $down (param i32)
               (if (i32.eqz (local.get 0)) (then (throw $e (i32.const 7))))
               (call $down (i32.sub (local.get 0) (i32.const 1))))
             (func (export "run") (result i32)
               (block $caught (result i32)
                 (try_table (catch $e $caught) (call $down (i32.const 5000)))
                 (i32.const 0))))"#,
    );
    let (mut store, instance) = instantiate(&mut Config::new(), &bytes);
    let run = instance
        .get_typed_func::<(), i32>(&store, "run")
        .expect("exported");
    assert_eq!(run.call(&mut store, ()).expect("caught"), 7);
}
