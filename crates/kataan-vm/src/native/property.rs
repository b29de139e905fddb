//! Rows: how the properties of a built-in object are declared.
//!
//! ```ignore
//! pub(super) static ARRAY_PROTOTYPE: &[Property] = &[
//!     method("at", 1, access::at),
//!     getter("size", size),
//!     alias("[Symbol.iterator]", "values"),
//!     constant("BYTES_PER_ELEMENT", PropertyValue::Integer(8)),
//! ];
//! ```
//!
//! A key in brackets, like `[Symbol.iterator]`, is a well-known symbol.

use super::NativeFunction;
use crate::object::Attributes;
use crate::realm::Intrinsic;

/// A property key as text: a name, or a well-known symbol like `[Symbol.iterator]`.
pub type Key = &'static str;

/// A function of a row.
#[derive(Clone, Copy)]
pub struct Function {
    /// Its `name` property, without a prefix like `get `.
    pub name: Key,
    /// Its `length` property.
    pub length: u8,
    /// Its code.
    pub code: NativeFunction,
    /// The intrinsic that it is, if it is one by itself.
    pub intrinsic: Option<Intrinsic>,
}

/// The functions of an accessor property.
#[derive(Clone, Copy)]
pub struct Accessor {
    /// The getter.
    pub get: Option<NativeFunction>,
    /// The setter.
    pub set: Option<NativeFunction>,
}

/// The value of a `value` or `constant` row.
#[derive(Clone, Copy, Debug)]
pub enum PropertyValue {
    /// `undefined`.
    Undefined,
    /// `null`.
    Null,
    /// A boolean.
    Boolean(bool),
    /// An int32.
    Integer(i32),
    /// A double.
    Number(f64),
    /// A string.
    String(&'static str),
    /// Another intrinsic object.
    Intrinsic(Intrinsic),
    /// An object without prototype whose properties of these names are true.
    Names(&'static [&'static str]),
    /// A well-known symbol, like `[Symbol.iterator]`.
    Symbol(&'static str),
}

/// What a row declares.
#[derive(Clone, Copy)]
pub(crate) enum PropertyKind {
    Method(Function),
    Accessor(Accessor),
    Value(PropertyValue),
    Alias(Key),
}

/// A row: one property of a built-in object.
#[derive(Clone, Copy)]
pub struct Property {
    pub(crate) key: Key,
    pub(crate) attributes: Attributes,
    pub(crate) kind: PropertyKind,
}

/// A method: writable, configurable, not enumerable.
pub const fn method(key: Key, length: u8, code: NativeFunction) -> Property {
    method_with(key, length, code, Attributes::HIDDEN, None)
}

/// A method with attributes of its own, or one that is an intrinsic.
pub const fn method_with(
    key: Key,
    length: u8,
    code: NativeFunction,
    attributes: Attributes,
    intrinsic: Option<Intrinsic>,
) -> Property {
    let function = Function {
        name: key,
        length,
        code,
        intrinsic,
    };
    Property {
        key,
        attributes,
        kind: PropertyKind::Method(function),
    }
}

/// A method whose key is a symbol and whose `name` is spelled out.
pub const fn symbol_method(
    key: Key,
    name: Key,
    length: u8,
    code: NativeFunction,
    attributes: Attributes,
) -> Property {
    let function = Function {
        name,
        length,
        code,
        intrinsic: None,
    };
    Property {
        key,
        attributes,
        kind: PropertyKind::Method(function),
    }
}

/// An accessor without a setter: configurable, not enumerable.
pub const fn getter(key: Key, get: NativeFunction) -> Property {
    accessor(key, Some(get), None)
}

/// An accessor: configurable, not enumerable.
pub const fn accessor(
    key: Key,
    get: Option<NativeFunction>,
    set: Option<NativeFunction>,
) -> Property {
    let kind = PropertyKind::Accessor(Accessor { get, set });
    Property {
        key,
        attributes: Attributes::CONFIGURABLE,
        kind,
    }
}

/// A data property with the given attributes.
pub const fn value(key: Key, value: PropertyValue, attributes: Attributes) -> Property {
    Property {
        key,
        attributes,
        kind: PropertyKind::Value(value),
    }
}

/// A data property that is not writable, enumerable or configurable.
pub const fn constant(key: Key, value: PropertyValue) -> Property {
    Property {
        key,
        attributes: Attributes::NONE,
        kind: PropertyKind::Value(value),
    }
}

/// A hidden property with the same value as an earlier row `of` of the same array.
pub const fn alias(key: Key, of: Key) -> Property {
    Property {
        key,
        attributes: Attributes::HIDDEN,
        kind: PropertyKind::Alias(of),
    }
}
