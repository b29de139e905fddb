//! The one table of error messages of this crate. `{}` stands for a part that the thrower gives.

use core::fmt::{Display, Write};

/// The text of an error, with `{}` for its parts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Message(pub &'static str);

impl Message {
    /// The text with its parts put in, in order.
    pub fn format(self, parts: &[&dyn Display]) -> String {
        let mut text = String::with_capacity(self.0.len() + 16);
        let mut parts = parts.iter();
        let mut rest = self.0;
        while let Some(at) = rest.find("{}") {
            text.push_str(&rest[..at]);
            if let Some(part) = parts.next() {
                // Writing to a string does not fail.
                let _ = write!(text, "{part}");
            }
            rest = &rest[at + 2..];
        }
        text.push_str(rest);
        text
    }
}

macro_rules! messages {
    ($( $(#[$meta:meta])* $name:ident = $text:literal; )*) => {
        $( $(#[$meta])* #[doc = concat!("“", $text, "”")] pub const $name: Message = Message($text); )*
    };
}

messages! {
    NOT_CALLABLE = "{} is not a function";
    MALFORMED_BYTECODE = "the bytecode is malformed: an operand is not what its instruction needs";
    NOT_CONSTRUCTOR = "{} is not a constructor";
    NOT_OBJECT = "{} is not an object";
    NOT_ITERABLE = "{} is not iterable";
    CLASS_CALLED = "class constructor {} cannot be called without 'new'";
    REQUIRES_NEW = "constructor {} requires 'new'";
    NULLISH_TO_OBJECT = "cannot convert {} to an object";
    NULLISH_DESTRUCTURED = "cannot destructure {}";
    OPAQUE_OBJECT = "objects of WebAssembly are opaque: they have no properties";
    NULLISH_PROPERTY = "cannot read properties of {} (reading '{}')";
    NULLISH_PROPERTY_SET = "cannot set properties of {} (setting '{}')";
    NO_PRIMITIVE = "cannot convert an object to a primitive value";
    BAD_TO_PRIMITIVE = "Symbol.toPrimitive returned an object";
    SYMBOL_TO_NUMBER = "cannot convert a symbol to a number";
    SYMBOL_TO_STRING = "cannot convert a symbol to a string";
    BIGINT_TO_NUMBER = "cannot convert a BigInt to a number";
    MIXED_BIGINT = "cannot mix BigInt and other types, use explicit conversions";
    TO_BIGINT = "cannot convert {} to a BigInt";
    BIGINT_SYNTAX = "cannot convert '{}' to a BigInt";
    BIGINT_TOO_BIG = "the BigInt is too large";
    BIGINT_DIVISION = "division by zero";
    BIGINT_NEGATIVE_EXPONENT = "the exponent of a BigInt must not be negative";
    BIGINT_UNSIGNED_SHIFT = "BigInts have no unsigned right shift, use '>>'";
    STRING_TOO_LONG = "the string is too long";
    BAD_ARRAY_LENGTH = "invalid array length";
    BAD_INDEX = "invalid index";
    LIST_TOO_LONG = "too many arguments or list elements";
    STACK_OVERFLOW = "maximum call stack size exceeded";
    READ_ONLY = "cannot assign to read-only property '{}' of {}";
    NO_SETTER = "cannot set property '{}' of {}, which has only a getter";
    NOT_EXTENSIBLE = "cannot add property '{}', {} is not extensible";
    CANNOT_DELETE = "cannot delete property '{}' of {}";
    CANNOT_REDEFINE = "cannot redefine property '{}'";
    CANNOT_SET = "cannot set property '{}' of {}";
    CYCLIC_PROTOTYPE = "the prototype chain would be cyclic";
    IMMUTABLE_PROTOTYPE = "the prototype of {} is immutable";
    CANNOT_SET_PROTOTYPE = "cannot set the prototype of {}";
    CANNOT_PREVENT_EXTENSIONS = "cannot prevent extensions of {}";
    CANNOT_FREEZE = "cannot freeze {}";
    DESCRIPTOR_NOT_OBJECT = "a property descriptor must be an object, not {}";
    DESCRIPTOR_MIXED = "a property descriptor must not have both accessors and a value or writable attribute";
    GETTER_NOT_CALLABLE = "a getter must be a function, not {}";
    SETTER_NOT_CALLABLE = "a setter must be a function, not {}";
    INSTANCEOF_NOT_OBJECT = "the right-hand side of 'instanceof' is not an object: {}";
    INSTANCEOF_NOT_CALLABLE = "the right-hand side of 'instanceof' is not callable: {}";
    INSTANCEOF_PROTOTYPE = "the 'prototype' of the right-hand side of 'instanceof' is not an object: {}";
    IN_NOT_OBJECT = "the right-hand side of 'in' is not an object: {}";
    SPECIES_NOT_CONSTRUCTOR = "the species constructor is not a constructor: {}";
    CONSTRUCTOR_NOT_OBJECT = "the 'constructor' property is not an object: {}";
    ITERATOR_NOT_OBJECT = "the result of Symbol.iterator is not an object: {}";
    ITERATOR_RESULT = "the iterator's result is not an object: {}";
    PROXY_REVOKED = "cannot perform '{}' on a revoked proxy";
    PROXY_TRAP_NOT_CALLABLE = "the proxy's trap '{}' is not a function: {}";
    PROXY_INVARIANT = "the proxy's trap '{}' broke an invariant: {}";
    PROXY_TRAP_FALSE = "the proxy's trap '{}' returned false for property '{}'";
    INCOMPATIBLE_RECEIVER = "{} called on an incompatible receiver: {}";
    DETACHED_BUFFER = "the ArrayBuffer is detached";
    BUFFER_OUT_OF_BOUNDS = "the view is out of the bounds of its ArrayBuffer";
    BUFFER_TOO_LARGE = "the ArrayBuffer is too large";
    BUFFER_NOT_RESIZABLE = "the ArrayBuffer is not resizable";
    NOT_DEFINED = "{} is not defined";
    UNINITIALIZED = "cannot access '{}' before its initialization";
    CONSTANT_ASSIGNMENT = "assignment to constant '{}'";
    PRIVATE_MISSING = "the object has no private member {}";
    PRIVATE_EXISTS = "the object already has a private member {}";
    PRIVATE_READ_ONLY = "the private member {} is read-only";
    PRIVATE_NO_GETTER = "the private member {} has no getter";
    PRIVATE_NO_SETTER = "the private member {} has no setter";
    NAMESPACE_UNINITIALIZED = "the module's export '{}' is not initialized yet";
    RESTRICTED_PROPERTY = "'caller', 'callee' and 'arguments' cannot be accessed here";
    NOT_ITERATOR_METHOD = "the iterator has no method '{}'";
    GENERATOR_RUNNING = "the generator is already running";
    NOT_DISPOSABLE = "{} is not disposable";
    ALREADY_DECLARED = "'{}' has already been declared";
    CANNOT_DECLARE = "cannot declare the global '{}'";
    PROMISE_SELF = "a promise cannot be resolved with itself";
    PROMISE_EXECUTOR_TWICE = "the promise executor has been called already";
    DERIVED_RESULT = "a derived constructor may return only an object or undefined";
    THIS_UNINITIALIZED = "super() must be called before 'this' is used or the constructor returns";
    SUPER_TWICE = "super() may be called only once";
    BAD_HERITAGE = "class extends value {}, which is no constructor and not null";
    BAD_HERITAGE_PROTOTYPE = "class extends value does not have a valid 'prototype': {}";
    MODULE_NOT_FOUND = "cannot find module '{}'";
    UNKNOWN_IMPORT_ATTRIBUTE = "import attribute '{}' is not supported";
    BAD_IMPORT_ATTRIBUTE = "the value of an import attribute must be a string, not {}";
    EXPORT_NOT_FOUND = "module '{}' does not provide an export named '{}'";
    EXPORT_AMBIGUOUS = "module '{}' provides several exports named '{}'";
    NO_MODULE_SOURCE = "the module has no source object";
    DEFERRED_NOT_READY = "the deferred module cannot be evaluated now: it is being evaluated, or awaits";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_go_in_in_order() {
        assert_eq!(
            READ_ONLY.format(&[&"x", &"#<A>"]),
            "cannot assign to read-only property 'x' of #<A>"
        );
    }
}
