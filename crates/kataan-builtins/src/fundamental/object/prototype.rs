//! What every object inherits.

use crate::numbers::date::DateObject;
use crate::text::regexp::RegExpObject;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::object::{
    ErrorObject, MappedArguments, Object, PrimitiveObject, StringObject, UnmappedArguments,
};
use kataan_vm::operation::{
    get, get_own_property, get_prototype_of, has_own_property, invoke, is_array, to_object,
    to_property_key,
};
use kataan_vm::string::{self, Name};
use kataan_vm::symbol::WellKnownSymbol;
use kataan_vm::value::{Type, Value, type_of};

/// [Object.prototype.hasOwnProperty](https://tc39.es/ecma262/#sec-object.prototype.hasownproperty)
pub(super) fn has_own_property_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let key = to_property_key(vm, args.get(0))?;
    let object = to_object(vm, args.this())?;
    has_own_property(vm, object, key).map(Value::from)
}

/// [Object.prototype.isPrototypeOf](https://tc39.es/ecma262/#sec-object.prototype.isprototypeof)
pub(super) fn is_prototype_of(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let Some(mut object) = vm.object(args.get(0)) else {
        return Ok(Value::FALSE);
    };
    let prototype = to_object(vm, args.this())?;
    while let Some(next) = get_prototype_of(vm, object)? {
        if next == prototype {
            return Ok(Value::TRUE);
        }
        vm.check_interrupt()?;
        object = next;
    }
    Ok(Value::FALSE)
}

/// [Object.prototype.propertyIsEnumerable](https://tc39.es/ecma262/#sec-object.prototype.propertyisenumerable)
pub(super) fn property_is_enumerable(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let key = to_property_key(vm, args.get(0))?;
    let object = to_object(vm, args.this())?;
    let descriptor = get_own_property(vm, object, key)?;
    let enumerable = descriptor
        .and_then(|descriptor| descriptor.enumerable)
        .unwrap_or(false);
    Ok(Value::from(enumerable))
}

/// [Object.prototype.toLocaleString](https://tc39.es/ecma262/#sec-object.prototype.tolocalestring)
pub(super) fn to_locale_string(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let key = vm.key(Name::ToString);
    invoke(vm, args.this(), key, &[])
}

/// [Object.prototype.toString](https://tc39.es/ecma262/#sec-object.prototype.tostring)
pub(super) fn to_string_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    object_to_string(vm, args.this())
}

/// The algorithm of `Object.prototype.toString`, for any `this`.
pub(crate) fn object_to_string(vm: &mut Vm, this: Value) -> JsResult<Value> {
    if this.is_undefined() {
        return Ok(string::from_str(vm, "[object Undefined]")?.into());
    }
    if this.is_null() {
        return Ok(string::from_str(vm, "[object Null]")?.into());
    }
    let object = to_object(vm, this)?;
    let builtin_tag = if is_array(vm, object.into())? {
        "Array"
    } else {
        builtin_tag(object)
    };
    let key = vm.symbol_key(WellKnownSymbol::ToStringTag);
    let tag = get(vm, object, key)?;
    let Some(tag) = vm.string(tag) else {
        // Much the most frequent, and short.
        let mut text = [b']'; 24];
        text[..8].copy_from_slice(b"[object ");
        let end = 8 + builtin_tag.len();
        text[8..end].copy_from_slice(builtin_tag.as_bytes());
        return Ok(string::from_latin1(vm, &text[..=end])?.into());
    };
    let mut builder = string::StringBuilder::new();
    builder.push_str("[object ");
    builder.push_string(vm, tag)?;
    builder.push_str("]");
    Ok(builder.finish(vm)?.into())
}

/// The tag of an object that has no `Symbol.toStringTag` and is no array.
fn builtin_tag(object: Gc<Object>) -> &'static str {
    if object.is_callable() {
        return "Function";
    }
    if let Some(wrapper) = object.cast::<PrimitiveObject>() {
        return match type_of(wrapper.value()) {
            Type::Boolean => "Boolean",
            Type::Number => "Number",
            _ => "Object",
        };
    }
    if object.is::<RegExpObject>() {
        "RegExp"
    } else if object.is::<DateObject>() {
        "Date"
    } else if object.is::<ErrorObject>() {
        "Error"
    } else if object.is::<StringObject>() {
        "String"
    } else if object.is::<MappedArguments>() || object.is::<UnmappedArguments>() {
        "Arguments"
    } else {
        "Object"
    }
}

/// [Object.prototype.valueOf](https://tc39.es/ecma262/#sec-object.prototype.valueof)
pub(super) fn value_of(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(to_object(vm, args.this())?.into())
}
