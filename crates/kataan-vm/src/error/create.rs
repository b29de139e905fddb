//! Making error objects (clause 20.5) for the engine's own throws.

use crate::error::JsResult;
use crate::object::{
    Attributes, ErrorObject, ErrorObjectInit, Object, define_data_property, new_object_base,
};
use crate::realm::Intrinsic;
use crate::string::{Name, from_str};
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::Gc;

/// The native error types.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum ErrorKind {
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    UriError,
    AggregateError,
}

impl ErrorKind {
    /// The prototype of its instances.
    pub const fn prototype(self) -> Intrinsic {
        match self {
            ErrorKind::Error => Intrinsic::ErrorPrototype,
            ErrorKind::EvalError => Intrinsic::EvalErrorPrototype,
            ErrorKind::RangeError => Intrinsic::RangeErrorPrototype,
            ErrorKind::ReferenceError => Intrinsic::ReferenceErrorPrototype,
            ErrorKind::SyntaxError => Intrinsic::SyntaxErrorPrototype,
            ErrorKind::TypeError => Intrinsic::TypeErrorPrototype,
            ErrorKind::UriError => Intrinsic::UriErrorPrototype,
            ErrorKind::AggregateError => Intrinsic::AggregateErrorPrototype,
        }
    }
}

/// A new error of the current realm, with its `message` and its stack trace.
pub fn create_error(vm: &mut Vm, kind: ErrorKind, text: &str) -> JsResult<Gc<Object>> {
    let prototype = vm.intrinsic(kind.prototype());
    let error = allocate_error(vm, Some(prototype))?;
    let message = from_str(vm, text)?;
    let key = vm.key(Name::Message);
    define_data_property(vm, error, key, message.into(), Attributes::HIDDEN)?;
    if let Some(capture) = vm.hooks.capture_stack_trace {
        capture(vm, error)?;
    }
    Ok(error)
}

/// An error object without properties; the constructors of the library start with it.
pub fn allocate_error(vm: &mut Vm, prototype: Option<Gc<Object>>) -> JsResult<Gc<Object>> {
    let base = new_object_base::<ErrorObject>(vm, prototype, 4)?;
    let error = vm.heap.allocate(ErrorObjectInit {
        base,
        trace: Value::UNDEFINED,
    })?;
    Ok(error.upcast())
}
