//! A module that holds references: in a table, a global, and a structure.

use super::support::wat;
use kataan_wasm::{Instance, Module, Store, Val};

pub(crate) fn instance(store: &mut Store<()>, text: &str) -> Instance {
    let module = Module::new(store.engine(), wat(text)).expect("valid");
    Instance::new(store, &module, &[]).expect("links")
}

pub(crate) fn call(
    store: &mut Store<()>,
    instance: &Instance,
    name: &str,
    arguments: &[Val],
) -> Vec<Val> {
    let func = instance.get_func(&*store, name).expect("exported");
    let mut results = vec![Val::I32(0); func.ty(&*store).results().len()];
    func.call(&mut *store, arguments, &mut results)
        .expect("runs");
    results
}

pub(crate) const HOLDER: &str = r#"(module
    (table $t 4 externref)
    (global $g (mut externref) (ref.null extern))
    (type $box (struct (field (mut anyref))))
    (func (export "set") (param i32 externref) (table.set $t (local.get 0) (local.get 1)))
    (func (export "get") (param i32) (result externref) (table.get $t (local.get 0)))
    (func (export "keep") (param externref) (global.set $g (local.get 0)))
    (func (export "kept") (result externref) (global.get $g))
    (func (export "box") (param externref) (result externref)
      (extern.convert_any (struct.new $box (any.convert_extern (local.get 0)))))
    (func (export "unbox") (param externref) (result externref)
      (extern.convert_any (struct.get $box 0
        (ref.cast (ref $box) (any.convert_extern (local.get 0)))))))"#;
