//! The `String` constructor and its static methods.

use crate::fundamental::symbol::symbol_descriptive_string;
use crate::message;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::Args;
use kataan_vm::object::{PropertyKey, string_create};
use kataan_vm::operation::{
    get, get_prototype_from_constructor, is_integral_number, length_of_array_like, to_number,
    to_object, to_string, to_uint16,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{Name, StringBuilder, single_unit};
use kataan_vm::symbol::Symbol;
use kataan_vm::value::Value;

/// [String](https://tc39.es/ecma262/#sec-string-constructor-string-value)
pub(super) fn string(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let string = match args.passed(0) {
        None => vm.empty_string(),
        Some(value) => {
            if !args.is_construct()
                && let Some(symbol) = vm.heap.gc::<Symbol>(value)
            {
                return symbol_descriptive_string(vm, symbol);
            }
            to_string(vm, value)?
        }
    };
    if !args.is_construct() {
        return Ok(string.into());
    }
    let default = Intrinsic::StringPrototype;
    let prototype = get_prototype_from_constructor(vm, args.new_target(), default)?;
    Ok(string_create(vm, string, prototype)?.into())
}

/// [String.fromCharCode](https://tc39.es/ecma262/#sec-string.fromcharcode)
pub(super) fn from_char_code(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if args.len() == 1 {
        let unit = to_uint16(vm, args.get(0))?;
        return Ok(single_unit(vm, unit)?.into());
    }
    let mut builder = StringBuilder::new();
    for argument in args.iter_from(0) {
        let unit = to_uint16(vm, argument)?;
        builder.push_unit(unit);
    }
    Ok(builder.finish(vm)?.into())
}

/// [String.fromCodePoint](https://tc39.es/ecma262/#sec-string.fromcodepoint)
pub(super) fn from_code_point(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let mut builder = StringBuilder::new();
    for argument in args.iter_from(0) {
        let number = to_number(vm, argument)?;
        let valid =
            is_integral_number(Value::from_number(number)) && (0.0..=1_114_111.0).contains(&number);
        if !valid {
            let text = describe(vm, argument);
            return Err(vm.throw_range_error(message::INVALID_CODE_POINT, &[&text]));
        }
        builder.push_code_point(number as u32);
    }
    Ok(builder.finish(vm)?.into())
}

/// [String.raw](https://tc39.es/ecma262/#sec-string.raw)
pub(super) fn raw(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let cooked = to_object(vm, args.get(0))?;
    let key = vm.key(Name::Raw);
    let literals = get(vm, cooked, key)?;
    let literals = to_object(vm, literals)?;
    let count = length_of_array_like(vm, literals)?;
    let mut builder = StringBuilder::new();
    for index in 0..count {
        vm.check_interrupt_every(index)?;
        let literal = get(vm, literals, PropertyKey::from_index(index))?;
        let literal = to_string(vm, literal)?;
        builder.push_string(vm, literal)?;
        if index + 1 < count
            && let Some(substitution) = args.passed(index as usize + 1)
        {
            let substitution = to_string(vm, substitution)?;
            builder.push_string(vm, substitution)?;
        }
    }
    Ok(builder.finish(vm)?.into())
}
