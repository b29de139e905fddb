//! [AddEntriesFromIterable](https://tc39.es/ecma262/#sec-add-entries-from-iterable)

use crate::indexed::element::get_element;
use crate::message;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::operation::{
    IteratorKind, get_iterator, if_abrupt_close_iterator, iterator_step_value,
};
use kataan_vm::value::Value;

/// Hands each entry of `iterable`, an array-like of key and value, to `add`; closes the iterator
/// if that throws.
pub(crate) fn add_entries_from_iterable(
    vm: &mut Vm,
    iterable: Value,
    mut add: impl FnMut(&mut Vm, Value, Value) -> JsResult<()>,
) -> JsResult<()> {
    let mut record = get_iterator(vm, iterable, IteratorKind::Sync)?;
    while let Some(entry) = iterator_step_value(vm, &mut record)? {
        vm.check_interrupt()?;
        let added = add_entry(vm, entry, &mut add);
        if_abrupt_close_iterator(vm, &record, added)?;
    }
    Ok(())
}

fn add_entry(
    vm: &mut Vm,
    entry: Value,
    add: &mut impl FnMut(&mut Vm, Value, Value) -> JsResult<()>,
) -> JsResult<()> {
    let Some(object) = vm.object(entry) else {
        let text = describe(vm, entry);
        return Err(vm.throw_type_error(message::ENTRY_NOT_OBJECT, &[&text]));
    };
    let key = get_element(vm, object, 0)?;
    let value = get_element(vm, object, 1)?;
    add(vm, key, value)
}
