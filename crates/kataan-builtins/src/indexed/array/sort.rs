//! Sorting: [SortIndexedProperties](https://tc39.es/ecma262/#sec-sortindexedproperties) and what
//! stands on it.
//!
//! The elements are read into a rooted list, and the heap crate's sort does the rest.

use crate::indexed::element::{create_element, existing_element, get_element};
use crate::message;
use kataan_gc::{Gc, RootedList, sort_list};
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::Args;
use kataan_vm::object::array_fast::{create_dense_element, own_dense_element};
use kataan_vm::object::{Object, PropertyKey};
use kataan_vm::operation::{
    array_create, call, delete_property_or_throw, has_property, is_callable, length_of_array_like,
    set, to_number, to_object, to_string,
};
use kataan_vm::string;
use kataan_vm::value::Value;

/// What [SortIndexedProperties](https://tc39.es/ecma262/#sec-sortindexedproperties) does with holes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holes {
    Skip,
    ReadThrough,
}

/// How two elements are ordered.
#[derive(Clone, Copy)]
pub(crate) enum Order {
    /// As text: [CompareArrayElements](https://tc39.es/ecma262/#sec-comparearrayelements) without
    /// a comparator.
    Text,
    /// As the comparator says.
    Comparator(Value),
}

impl Order {
    /// The order that the argument of a sorting method asks for.
    pub(crate) fn from_argument(vm: &mut Vm, comparator: Value) -> JsResult<Self> {
        if comparator.is_undefined() {
            return Ok(Self::Text);
        }
        if !is_callable(vm, comparator) {
            let text = describe(vm, comparator);
            return Err(vm.throw_type_error(message::COMPARATOR_NOT_CALLABLE, &[&text]));
        }
        Ok(Self::Comparator(comparator))
    }

    /// Whether `x` comes before `y`; neither is undefined.
    fn is_less(self, vm: &mut Vm, x: Value, y: Value) -> JsResult<bool> {
        match self {
            Self::Comparator(comparator) => {
                let result = call(vm, comparator, Value::UNDEFINED, &[x, y])?;
                Ok(to_number(vm, result)? < 0.0)
            }
            Self::Text => is_text_less(vm, x, y),
        }
    }
}

/// [Array.prototype.sort](https://tc39.es/ecma262/#sec-array.prototype.sort)
pub(super) fn sort(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let order = Order::from_argument(vm, args.get(0))?;
    let object = to_object(vm, args.this())?;
    let length = length_of_array_like(vm, object)?;
    let sorted = sort_indexed_properties(vm, object, length, order, Holes::Skip)?;
    for (index, element) in sorted.iter().enumerate() {
        vm.check_interrupt_every(index as u64)?;
        if own_dense_element(object, index as u64).is_none()
            || !create_dense_element(object, index as u64, element)
        {
            set(vm, object, PropertyKey::from_index(index as u64), element)?;
        }
    }
    // Holes end up behind the elements.
    for index in sorted.len() as u64..length {
        vm.check_interrupt_every(index)?;
        let key = PropertyKey::from_index(index);
        if has_property(vm, object, key)? {
            delete_property_or_throw(vm, object, key)?;
        }
    }
    Ok(object.into())
}

/// [Array.prototype.toSorted](https://tc39.es/ecma262/#sec-array.prototype.tosorted)
pub(super) fn to_sorted(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let order = Order::from_argument(vm, args.get(0))?;
    let object = to_object(vm, args.this())?;
    let length = length_of_array_like(vm, object)?;
    let result = array_create(vm, length, None)?;
    let sorted = sort_indexed_properties(vm, object, length, order, Holes::ReadThrough)?;
    for (index, element) in sorted.iter().enumerate() {
        vm.check_interrupt_every(index as u64)?;
        create_element(vm, result, index as u64, element)?;
    }
    Ok(result.into())
}

/// Elements that the list has room for at first, since a length may promise too much.
const FIRST_CAPACITY: u64 = 16;

/// [SortIndexedProperties](https://tc39.es/ecma262/#sec-sortindexedproperties): the elements in
/// order, undefined ones last.
pub(crate) fn sort_indexed_properties(
    vm: &mut Vm,
    object: Gc<Object>,
    length: u64,
    order: Order,
    holes: Holes,
) -> JsResult<RootedList> {
    let elements = vm
        .heap
        .new_list_with_capacity(length.min(FIRST_CAPACITY) as usize)?;
    let mut undefined_count = 0;
    for index in 0..length {
        vm.check_interrupt_every(index)?;
        let element = match holes {
            Holes::Skip => existing_element(vm, object, index)?,
            Holes::ReadThrough => Some(get_element(vm, object, index)?),
        };
        let Some(element) = element else { continue };
        if element.is_undefined() {
            undefined_count += 1;
        } else {
            elements.push(&mut vm.heap, element)?;
        }
    }
    let sorted = match order {
        Order::Text if elements.iter().all(|element| !element.is_object()) => {
            sort_primitives_as_text(vm, elements)?
        }
        _ => {
            sort_values(vm, elements, |vm, x, y| order.is_less(vm, x, y))?;
            elements
        }
    };
    for _ in 0..undefined_count {
        sorted.push(&mut vm.heap, Value::UNDEFINED)?;
    }
    Ok(sorted)
}

/// Sorts primitives by their text, which is made once for each: nobody can tell.
fn sort_primitives_as_text(vm: &mut Vm, elements: RootedList) -> JsResult<RootedList> {
    if elements.iter().all(|element| element.is_string()) {
        sort_values(vm, elements, is_text_less)?;
        return Ok(elements);
    }
    let texts = vm.heap.new_list_with_capacity(elements.len())?;
    let indices = vm.heap.new_list_with_capacity(elements.len())?;
    for (index, element) in elements.iter().enumerate() {
        let text = to_string(vm, element)?;
        texts.push(&mut vm.heap, text.into())?;
        indices.push(&mut vm.heap, Value::from_number(index as f64))?;
    }
    let text_of = |index: Value| {
        texts
            .get(index.as_number().unwrap_or(0.0) as usize)
            .unwrap_or(Value::UNDEFINED)
    };
    sort_values(vm, indices, |vm, x, y| {
        is_text_less(vm, text_of(x), text_of(y))
    })?;
    let sorted = vm.heap.new_list_with_capacity(elements.len())?;
    for index in indices.iter() {
        let element = elements
            .get(index.as_number().unwrap_or(0.0) as usize)
            .unwrap_or(Value::UNDEFINED);
        sorted.push(&mut vm.heap, element)?;
    }
    Ok(sorted)
}

/// Whether `x` comes before `y` as text.
fn is_text_less(vm: &mut Vm, x: Value, y: Value) -> JsResult<bool> {
    let (x, y) = (to_string(vm, x)?, to_string(vm, y)?);
    Ok(string::compare(vm, x, y)?.is_lt())
}

/// Sorts a list by `is_less(x, y)`: whether `x` comes before `y`.
pub(crate) fn sort_values(
    vm: &mut Vm,
    list: RootedList,
    mut is_less: impl FnMut(&mut Vm, Value, Value) -> JsResult<bool>,
) -> JsResult<()> {
    let mut comparisons = 0_u64;
    sort_list(vm, list, |vm, x, y| {
        comparisons += 1;
        vm.check_interrupt_every(comparisons)?;
        is_less(vm, x, y)
    })
}
