//! Execution without end, stopped by each of the ways that there are.

use super::build::{instantiate, text, trap};
use kataan_wasm::{Config, TrapCode};
use std::time::{Duration, Instant};

/// Functions that never end.
const ENDLESS: &str = r#"(module
  (type $t (func)) (table funcref (elem $pass $tail))
  (tag $e)
  (global $count (mut i32) (i32.const 0))
  (memory 1 1)
  (func $pass)
  (func (export "loop") (loop $l (br $l)))
  (func (export "condition") (loop $l (br_if $l (i32.const 1))))
  (func (export "table") (loop $l (br_table $l $l $l (i32.const 7))))
  (func (export "count") (local i64)
    (loop $l (local.set 0 (i64.add (local.get 0) (i64.const 1)))
      (br_if $l (i64.ne (local.get 0) (i64.const -1)))))
  (func (export "memory")
    (loop $l (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))) (br $l)))
  (func (export "call") (loop $l (call $pass) (br $l)))
  (func (export "indirect") (loop $l (call_indirect (type $t) (i32.const 0)) (br $l)))
  (func $tail (export "tail") (return_call $tail))
  (func $even (export "mutual") (return_call $odd))
  (func $odd (return_call $even))
  (func (export "tail-indirect") (return_call_indirect (type $t) (i32.const 1)))
  (func (export "reference") (loop $l (call_ref $t (ref.func $pass)) (br $l)))
  (func (export "exception")
    (loop $l (block $b (try_table (catch_all $b) (throw $e))) (br $l)))
  (func (export "grow")
    (loop $l (drop (memory.grow (i32.const 1))) (br $l)))
  (func (export "nested")
    (loop $outer (loop $inner
      (global.set $count (i32.add (global.get $count) (i32.const 1)))
      (br_if $inner (i32.and (global.get $count) (i32.const 1023))))
      (br $outer)))
  (elem declare func $pass))"#;

fn names() -> Vec<String> {
    let module = super::build::check(&text(ENDLESS)).expect("valid");
    module
        .exports()
        .map(|export| export.name.to_owned())
        .collect()
}

#[test]
fn fuel_ends() {
    let mut config = Config::new();
    config.consume_fuel(true);
    let (mut store, instance) = instantiate(&mut config, &text(ENDLESS));
    for name in names() {
        store.set_fuel(20_000);
        let code = trap(&mut store, instance, &name);
        assert_eq!(code, Some(TrapCode::OutOfFuel), "{name}");
    }
}

#[test]
fn deadlines_are_kept() {
    let mut config = Config::new();
    config.epoch_interruption(true);
    let (mut store, instance) = instantiate(&mut config, &text(ENDLESS));
    for name in names() {
        store.set_deadline(Some(Instant::now() + Duration::from_millis(5)));
        let code = trap(&mut store, instance, &name);
        assert_eq!(code, Some(TrapCode::Deadline), "{name}");
    }
}

#[test]
fn epochs_and_other_threads_interrupt() {
    let mut config = Config::new();
    config.epoch_interruption(true);
    let (mut store, instance) = instantiate(&mut config, &text(ENDLESS));
    for name in names() {
        store.set_epoch_deadline(1);
        store.engine().increment_epoch();
        let code = trap(&mut store, instance, &name);
        assert_eq!(code, Some(TrapCode::Interrupt), "{name}");
        store.set_epoch_deadline(u64::MAX / 2);
        let handle = store.interrupt_handle();
        let code = std::thread::scope(|scope| {
            scope.spawn(move || {
                std::thread::sleep(Duration::from_millis(2));
                handle.interrupt();
            });
            trap(&mut store, instance, &name)
        });
        assert_eq!(code, Some(TrapCode::Interrupt), "{name}");
    }
}

#[test]
fn a_start_function_is_bounded_as_well() {
    let bytes = text("(module (func $s (loop $l (br $l))) (start $s))");
    let mut config = Config::new();
    config.consume_fuel(true);
    let engine = kataan_wasm::Engine::new(&config);
    let module = kataan_wasm::Module::new(&engine, bytes).expect("valid");
    let mut store = kataan_wasm::Store::new(&engine, ());
    store.set_fuel(1000);
    let error = kataan_wasm::Instance::new(&mut store, &module, &[]).expect_err("ends");
    assert_eq!(error.trap_code(), Some(TrapCode::OutOfFuel));
}
