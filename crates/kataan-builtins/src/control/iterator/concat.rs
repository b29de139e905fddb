//! [Iterator.concat](https://tc39.es/ecma262/#sec-iterator.concat)

use super::iterator_helper::{HelperKind, IteratorHelper, Parts, create};
use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::Args;
use kataan_vm::operation::{get_iterator_from_method, get_method, iterator_step_value};
use kataan_vm::symbol::WellKnownSymbol;
use kataan_vm::value::Value;

/// [Iterator.concat](https://tc39.es/ecma262/#sec-iterator.concat)
pub(super) fn concat(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let list = vm.heap.new_list()?;
    for item in args.iter_from(0) {
        if !item.is_object() {
            let text = describe(vm, item);
            return Err(vm.throw_type_error(message::NOT_AN_OBJECT, &[&text]));
        }
        let key = vm.symbol_key(WellKnownSymbol::Iterator);
        let method = get_method(vm, item, key)?;
        if method.is_undefined() {
            let text = describe(vm, item);
            return Err(vm.throw_type_error(message::NOT_ITERABLE, &[&text]));
        }
        list.extend(&mut vm.heap, &[item, method])?;
    }
    create(
        vm,
        Parts {
            list: Some(list),
            ..Parts::of(HelperKind::Concat)
        },
    )
}

pub(super) fn concat_step(vm: &mut Vm, helper: Gc<IteratorHelper>) -> JsResult<Option<Value>> {
    loop {
        vm.check_interrupt()?;
        if let Some(mut record) = helper.record() {
            let element = iterator_step_value(vm, &mut record)?;
            if element.is_some() {
                return Ok(element);
            }
            helper.iterator.set(None);
        }
        let Some(list) = helper.list.get() else {
            return Ok(None);
        };
        let at = helper.count() as usize;
        let (Some(iterable), Some(method)) = (list.get(at), list.get(at + 1)) else {
            return Ok(None);
        };
        helper.add_to_count(2.0);
        let record = get_iterator_from_method(vm, iterable, method)?;
        helper.iterator.set(record.iterator);
        helper.next.set(record.next);
    }
}
