//! Objects without end, arrays beyond their bounds.

use super::build::{text, trap};
use kataan_wasm::{Engine, Instance, Module, Store, StoreLimits, TrapCode};

/// A store whose objects take little room.
fn small(source: &str) -> (Store<()>, Instance) {
    let engine = Engine::default();
    let module = Module::new(&engine, text(source)).expect("valid");
    let mut store = Store::new(&engine, ());
    store.limits(StoreLimits {
        heap_size: 4 << 20,
        ..StoreLimits::default()
    });
    let instance = Instance::new(&mut store, &module, &[]).expect("no imports");
    (store, instance)
}

#[test]
fn objects_that_are_kept_fill_the_heap_and_no_more() {
    let (mut store, instance) = small(
        r#"(module
             (type $list (struct (field (ref null $list)) (field i64 i64 i64)))
             (global $head (mut (ref null $list)) (ref.null $list))
             (func (export "keep")
               (loop $more
                 (global.set $head
                   (struct.new $list (global.get $head)
                     (i64.const 1) (i64.const 2) (i64.const 3)))
                 (br $more)))
             (func (export "forget") (global.set $head (ref.null $list)))
             (func (export "drop") (local i32)
               (loop $more
                 (drop (struct.new_default $list))
                 (local.set 0 (i32.add (local.get 0) (i32.const 1)))
                 (br_if $more (i32.lt_u (local.get 0) (i32.const 500000))))))"#,
    );
    for _ in 0..2 {
        let code = trap(&mut store, instance, "keep");
        assert_eq!(code, Some(TrapCode::OutOfMemory));
        assert_eq!(trap(&mut store, instance, "forget"), None);
        // What is dropped makes room.
        assert_eq!(trap(&mut store, instance, "drop"), None);
    }
}

#[test]
fn arrays_have_bounds_and_limits() {
    let (mut store, instance) = small(
        r#"(module
             (type $a (array (mut i32))) (type $w (array (mut v128)))
             (data $d "0123456789")
             (func $make (result (ref $a)) (array.new $a (i32.const 1) (i32.const 4)))
             (func (export "huge") (drop (array.new_default $a (i32.const -1))))
             (func (export "wide") (drop (array.new_default $w (i32.const -1))))
             (func (export "get") (drop (array.get $a (call $make) (i32.const 4))))
             (func (export "far") (drop (array.get $a (call $make) (i32.const -1))))
             (func (export "set") (array.set $a (call $make) (i32.const 4) (i32.const 0)))
             (func (export "fill")
               (array.fill $a (call $make) (i32.const 3) (i32.const 0) (i32.const 2)))
             (func (export "copy")
               (array.copy $a $a
                 (call $make) (i32.const 1) (call $make) (i32.const -1) (i32.const 2)))
             (func (export "data") (drop (array.new_data $a $d (i32.const 8) (i32.const 1))))
             (func (export "data-far") (drop (array.new_data $a $d (i32.const 1) (i32.const -1))))
             (func (export "null") (drop (array.get $a (ref.null $a) (i32.const 0)))))"#,
    );
    for name in [
        "huge", "wide", "get", "far", "set", "fill", "copy", "data", "data-far", "null",
    ] {
        assert!(trap(&mut store, instance, name).is_some(), "{name}");
    }
    assert_eq!(
        trap(&mut store, instance, "get"),
        Some(TrapCode::ArrayOutOfBounds)
    );
}
