//! The `Array` constructor and its static methods.

use crate::keyed::append_collection;
use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::object::array_fast::{append_iterated, pristine_elements};
use kataan_vm::object::{Object, PropertyKey};
use kataan_vm::operation::{
    array_create, call, construct, create_data_property_or_throw, get, get_iterator_from_method,
    get_method, get_prototype_from_constructor, if_abrupt_close_iterator, is_array,
    iterator_step_value, length_of_array_like, require_callable, to_object,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::symbol::WellKnownSymbol;
use kataan_vm::value::Value;

use super::mutate::{MAX_SAFE_LENGTH, set_length};

/// [Array](https://tc39.es/ecma262/#sec-array)
pub(super) fn array(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let new_target = if args.is_construct() {
        args.new_target()
    } else {
        args.callee()
    };
    let prototype = get_prototype_from_constructor(vm, new_target, Intrinsic::ArrayPrototype)?;
    if args.len() != 1 {
        let array = array_create(vm, args.len() as u64, Some(prototype))?;
        for (index, element) in args.iter_from(0).enumerate() {
            let key = PropertyKey::from_index(index as u64);
            create_data_property_or_throw(vm, array, key, element)?;
        }
        return Ok(array.into());
    }
    let length = args.get(0);
    if !length.is_number() {
        let array = array_create(vm, 0, Some(prototype))?;
        create_data_property_or_throw(vm, array, PropertyKey::from_index(0), length)?;
        return Ok(array.into());
    }
    let number = length.as_number().unwrap_or(f64::NAN);
    let integer = number as u32;
    if f64::from(integer) != number {
        return Err(vm.throw_range_error(message::INVALID_ARRAY_LENGTH, &[]));
    }
    let array = array_create(vm, u64::from(integer), Some(prototype))?;
    Ok(array.into())
}

/// [Array.isArray](https://tc39.es/ecma262/#sec-array.isarray)
pub(super) fn is_array_static(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    is_array(vm, args.get(0)).map(Value::from)
}

/// `Construct(constructor, arguments)` if it is a constructor, else a new array of `length`.
fn construct_or_array(
    vm: &mut Vm,
    constructor: Value,
    arguments: &[Value],
    length: u64,
) -> JsResult<Gc<Object>> {
    match vm
        .object(constructor)
        .filter(|object| object.is_constructor())
    {
        Some(constructor) => construct(vm, constructor, arguments, None),
        None => array_create(vm, length, None),
    }
}

/// [Array.of](https://tc39.es/ecma262/#sec-array.of)
pub(super) fn of(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let length = args.len() as u64;
    let argument = Value::from_number(length as f64);
    let array = construct_or_array(vm, args.this(), &[argument], length)?;
    for (index, element) in args.iter_from(0).enumerate() {
        let key = PropertyKey::from_index(index as u64);
        create_data_property_or_throw(vm, array, key, element)?;
    }
    set_length(vm, array, length)?;
    Ok(array.into())
}

/// [Array.from](https://tc39.es/ecma262/#sec-array.from)
pub(super) fn from(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let items = args.get(0);
    let mapper = match args.get(1) {
        mapper if mapper.is_undefined() => None,
        mapper => Some(require_callable(vm, mapper)?),
    };
    let key = vm.symbol_key(WellKnownSymbol::Iterator);
    let using_iterator = get_method(vm, items, key)?;
    if !using_iterator.is_undefined() {
        if mapper.is_none()
            && args.this() == vm.intrinsic(Intrinsic::Array).into()
            && let Some(source) = vm.object(items)
        {
            let array = array_create(vm, 0, None)?;
            let is_done = if pristine_elements(vm, source)?.is_some() {
                append_iterated(vm, array, source)?
            } else {
                append_collection(vm, array, items)?
            };
            if is_done {
                return Ok(array.into());
            }
        }
        return from_iterable(vm, args, using_iterator, mapper);
    }
    let array_like = to_object(vm, items)?;
    let length = length_of_array_like(vm, array_like)?;
    let argument = Value::from_number(length as f64);
    let array = construct_or_array(vm, args.this(), &[argument], length)?;
    for index in 0..length {
        vm.check_interrupt_every(index)?;
        let key = PropertyKey::from_index(index);
        let mut element = get(vm, array_like, key)?;
        if let Some(mapper) = mapper {
            let arguments = [element, Value::from_index(index)];
            element = call(vm, mapper, args.get(2), &arguments)?;
        }
        create_data_property_or_throw(vm, array, key, element)?;
    }
    set_length(vm, array, length)?;
    Ok(array.into())
}

/// The part of `Array.from` for an iterable.
fn from_iterable(
    vm: &mut Vm,
    args: Args<'_>,
    method: Value,
    mapper: Option<Value>,
) -> JsResult<Value> {
    let array = construct_or_array(vm, args.this(), &[], 0)?;
    let mut record = get_iterator_from_method(vm, args.get(0), method)?;
    let mut index = 0;
    while let Some(next) = iterator_step_value(vm, &mut record)? {
        let stored = store_mapped(vm, args, array, index, next, mapper);
        if_abrupt_close_iterator(vm, &record, stored)?;
        index += 1;
    }
    set_length(vm, array, index)?;
    Ok(array.into())
}

fn store_mapped(
    vm: &mut Vm,
    args: Args<'_>,
    array: Gc<Object>,
    index: u64,
    element: Value,
    mapper: Option<Value>,
) -> JsResult<()> {
    if index >= MAX_SAFE_LENGTH {
        return Err(vm.throw_type_error(message::ARRAY_TOO_LONG, &[]));
    }
    let mapped = match mapper {
        Some(mapper) => call(
            vm,
            mapper,
            args.get(2),
            &[element, Value::from_index(index)],
        )?,
        None => element,
    };
    create_data_property_or_throw(vm, array, PropertyKey::from_index(index), mapped)
}
