//! Array-like objects as lists (clauses 7.3.18 and 7.3.19).

use super::call::with_values;
use super::{get, get_name, to_length};
use crate::error::{JsResult, describe, message};
use crate::object::{Object, PropertyKey, dense_view};
use crate::string::Name;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Gc, RootedList, TailInit, ValueArrayInit};

/// Longer lists of arguments are refused.
const MAX_LIST: u64 = 1 << 24;

/// [LengthOfArrayLike](https://tc39.es/ecma262/#sec-lengthofarraylike).
#[inline]
pub fn length_of_array_like(vm: &mut Vm, object: Gc<Object>) -> JsResult<u64> {
    if crate::object::is_plain_array(object) {
        return Ok(u64::from(crate::object::array_length(object)));
    }
    let length = get_name(vm, object, Name::Length)?;
    to_length(vm, length)
}

/// [CreateListFromArrayLike](https://tc39.es/ecma262/#sec-createlistfromarraylike).
pub fn create_list_from_array_like(vm: &mut Vm, value: Value) -> JsResult<RootedList> {
    let Some(object) = vm.object(value) else {
        let text = describe(vm, value);
        return Err(vm.throw_type_error(message::NOT_OBJECT, &[&text]));
    };
    let length = length_of_array_like(vm, object)?;
    if length > MAX_LIST {
        return Err(vm.throw_range_error(message::LIST_TOO_LONG, &[]));
    }
    let list = vm.heap.new_list_with_capacity(length as usize)?;
    if let Some((elements, _)) = dense_view(object) {
        for index in 0..length as usize {
            vm.check_interrupt_every(index as u64)?;
            let value = elements.dense()[index].get();
            list.push(
                &mut vm.heap,
                if value.is_hole() {
                    Value::UNDEFINED
                } else {
                    value
                },
            )?;
        }
        return Ok(list);
    }
    for index in 0..length {
        let value = get(vm, object, PropertyKey::from_index(index))?;
        list.push(&mut vm.heap, value)?;
        if index % 4096 == 0 {
            vm.check_interrupt()?;
        }
    }
    Ok(list)
}

/// Gives `use_values` the values of a list as they are now, as a slice: to pass them as arguments.
pub fn with_list<R>(
    vm: &mut Vm,
    list: RootedList,
    use_values: impl FnOnce(&mut Vm, &[Value]) -> JsResult<R>,
) -> JsResult<R> {
    let copy = vm.heap.allocate(ValueArrayInit {
        slots: TailInit::Fill(list.len(), Value::UNDEFINED),
    })?;
    for (index, (slot, value)) in copy.slots().iter().zip(list.iter()).enumerate() {
        vm.check_interrupt_every(index as u64)?;
        slot.set(value);
    }
    with_values(copy, |values| use_values(vm, values))
}
