//! The language types (clause 6.1) of values.

use super::Value;
use crate::error::JsResult;
use crate::object::Object;
use crate::string::Name;
use crate::vm::Vm;
use kataan_gc::Gc;

/// A language type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Type {
    Undefined,
    Null,
    Boolean,
    String,
    Symbol,
    Number,
    BigInt,
    Object,
}

/// The type of a value that script can see.
#[inline]
pub fn type_of(value: Value) -> Type {
    if value.is_number() {
        Type::Number
    } else if value.is_object() {
        Type::Object
    } else if value.is_string() {
        Type::String
    } else if value.is_undefined() {
        Type::Undefined
    } else if value.is_null() {
        Type::Null
    } else if value.is_bool() {
        Type::Boolean
    } else if value.is_symbol() {
        Type::Symbol
    } else {
        Type::BigInt
    }
}

/// What the operator `typeof` gives.
pub fn typeof_name(vm: &Vm, value: Value) -> Name {
    match type_of(value) {
        Type::Undefined => Name::Undefined,
        Type::Null => Name::Object,
        Type::Boolean => Name::Boolean,
        Type::String => Name::String,
        Type::Symbol => Name::Symbol,
        Type::Number => Name::Number,
        Type::BigInt => Name::Bigint,
        Type::Object => match vm.object(value) {
            Some(object) if object.is_html_dda() => Name::Undefined,
            Some(object) if object.is_callable() => Name::Function,
            _ => Name::Object,
        },
    }
}

/// A number or a big integer: what [ToNumeric](https://tc39.es/ecma262/#sec-tonumeric) gives.
#[derive(Clone, Copy, Debug)]
pub enum Numeric {
    /// A number.
    Number(f64),
    /// A big integer.
    BigInt(Gc<super::bigint::JsBigInt>),
}

/// A value that must be an object, as the specification's assertions say.
pub fn expect_object(vm: &mut Vm, value: Value) -> JsResult<Gc<Object>> {
    match vm.object(value) {
        Some(object) => Ok(object),
        None => {
            let text = crate::error::describe(vm, value);
            Err(vm.throw_type_error(crate::error::message::NOT_OBJECT, &[&text]))
        }
    }
}
