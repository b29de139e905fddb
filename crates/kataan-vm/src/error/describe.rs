//! Values as messages show them.

use crate::object::{PropertyKey, get_data_without_side_effects};
use crate::string::{Name, as_flat};
use crate::symbol::Symbol;
use crate::value::bigint::{JsBigInt, to_text};
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
        Type::String => format!("\"{}\"", string_text(vm, value)),
        Type::Symbol => symbol_text(vm, value),
        Type::BigInt => vm
            .heap
            .gc::<JsBigInt>(value)
            .map_or_else(String::new, |big| {
                if big.to_i64().is_some() {
                    to_text(&big, 10)
                } else {
                    "a large BigInt".into()
                }
            }),
        Type::Object => object_text(vm, value),
    }
}

/// A property key as messages show it.
pub fn describe_key(vm: &mut Vm, key: PropertyKey) -> String {
    let raw = key.to_raw();
    if raw.is_string() {
        return string_text(vm, raw);
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
        string_text(vm, key)
    } else {
        describe(vm, key)
    }
}

fn string_text(vm: &mut Vm, value: Value) -> String {
    let Some(string) = vm.string(value) else {
        return String::new();
    };
    let Some(flat) = as_flat(string) else {
        return "a long string".into();
    };
    let units = flat.units();
    if units.len() <= LONGEST_TEXT {
        return units.to_rust_string();
    }
    format!("{}…", units.slice(0..LONGEST_TEXT).to_rust_string())
}

fn symbol_text(vm: &mut Vm, value: Value) -> String {
    let Some(symbol) = vm.heap.gc::<Symbol>(value) else {
        return String::new();
    };
    let text = string_text(vm, symbol.description());
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
            .map(|name| string_text(vm, name))
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
    match name.map(|name| string_text(vm, name)) {
        Some(name) if !name.is_empty() => format!("#<{name}>"),
        _ => "#<Object>".into(),
    }
}
