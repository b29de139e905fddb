//! Values as messages show them.

use crate::object::{PropertyKey, get_data_without_side_effects};
use crate::string::Units;
use crate::string::{Name, as_flat};
use crate::symbol::Symbol;
use crate::value::bigint::JsBigInt;
use crate::value::number_to_string::NumberText;
use crate::value::{Type, Value, type_of};
use crate::vm::Vm;

const LONGEST_TEXT: usize = 60;

/// A short text for a value; never runs script.
pub fn describe(vm: &mut Vm, value: Value) -> String {
    match type_of(value) {
        Type::Undefined => "undefined".into(),
        Type::Null => "null".into(),
        Type::Boolean => (value == Value::TRUE).to_string(),
        Type::Number => NumberText::new()
            .format(value.as_number().unwrap_or(f64::NAN))
            .to_string(),
        Type::String => format!("\"{}\"", describe_text(vm, value)),
        Type::Symbol => symbol_text(vm, value),
        Type::BigInt => vm
            .heap
            .gc::<JsBigInt>(value)
            .and_then(|big| big.to_i64())
            .map_or_else(|| "a large BigInt".into(), |small| small.to_string()),
        Type::Object => object_text(vm, value),
    }
}

/// A property key as messages show it.
pub fn describe_key(vm: &mut Vm, key: PropertyKey) -> String {
    let raw = key.to_raw();
    if raw.is_string() {
        return describe_text(vm, raw);
    }
    if raw.is_symbol() {
        return symbol_text(vm, raw);
    }
    NumberText::new()
        .format(raw.as_number().unwrap_or(0.0))
        .to_string()
}

/// What stands between the brackets of `object[key]`, as messages show it: not yet converted, since
/// that may run script.
pub(crate) fn describe_element_key(vm: &mut Vm, key: Value) -> String {
    if key.is_string() {
        describe_text(vm, key)
    } else {
        describe(vm, key)
    }
}

/// A string as messages show it: the start of it, if it is long.
pub fn describe_text(vm: &mut Vm, value: Value) -> String {
    let Some(string) = vm.string(value) else {
        return String::new();
    };
    let Some(flat) = as_flat(string) else {
        return "a long string".into();
    };
    let units = flat.units();
    start_of_text(units, LONGEST_TEXT)
}

/// The units as text, the first `most` if they are more.
pub fn start_of_text(units: Units<'_>, most: usize) -> String {
    if units.len() <= most {
        return units.to_rust_string();
    }
    format!("{}…", units.slice(0..most).to_rust_string())
}

fn symbol_text(vm: &mut Vm, value: Value) -> String {
    let Some(symbol) = vm.heap.gc::<Symbol>(value) else {
        return String::new();
    };
    let text = describe_text(vm, symbol.description());
    if symbol.is_private() {
        text
    } else {
        format!("Symbol({text})")
    }
}

fn object_text(vm: &mut Vm, value: Value) -> String {
    let Some(object) = vm.object(value) else {
        return "an object".into();
    };
    if object.is_callable() {
        let name = get_data_without_side_effects(vm, object, vm.key(Name::Name));
        return match name
            .filter(|name| name.is_string())
            .map(|name| describe_text(vm, name))
        {
            Some(name) if !name.is_empty() => format!("function {name}"),
            _ => "an anonymous function".into(),
        };
    }
    let constructor = get_data_without_side_effects(vm, object, vm.key(Name::Constructor));
    let name = constructor
        .and_then(|constructor| vm.object(constructor))
        .and_then(|constructor| get_data_without_side_effects(vm, constructor, vm.key(Name::Name)))
        .filter(|name| name.is_string());
    match name.map(|name| describe_text(vm, name)) {
        Some(name) if !name.is_empty() => format!("#<{name}>"),
        _ => "#<Object>".into(),
    }
}
