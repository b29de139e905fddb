//! [Error Objects](https://tc39.es/ecma262/#sec-error-objects).

use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, allocate_error, describe};
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, NativeFunction, ObjectForm, PropertyValue, method, value,
};
use kataan_vm::object::{Attributes, ErrorObject, Object, define_data_property};
use kataan_vm::operation::{
    IteratorKind, create_array_from_rooted_list, get, get_iterator, get_prototype_from_constructor,
    has_property, is_callable, iterator_to_list, to_string,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{Name, StringBuilder};
use kataan_vm::value::Value;

/// The constructor of an error type.
const fn constructor(
    intrinsic: Intrinsic,
    prototype: Intrinsic,
    parent: Intrinsic,
    name: &'static str,
    length: u8,
    code: NativeFunction,
) -> IntrinsicObject {
    IntrinsicObject {
        intrinsic,
        form: ObjectForm::Constructor(Constructor {
            name,
            length,
            code,
            prototype: Some(prototype),
            global: true,
        }),
        prototype: Some(parent),
        properties: &[],
    }
}

macro_rules! native_errors {
    ($($kind:ident, $prototype:ident, $static_name:ident, $prototype_name:ident, $code:ident, $text:literal;)*) => {
        $(
            #[doc = concat!("`", $text, "`")]
            pub(crate) static $static_name: IntrinsicObject = constructor(
                Intrinsic::$kind, Intrinsic::$prototype, Intrinsic::Error, $text, 1, $code,
            );

            #[doc = concat!("`", $text, ".prototype`")]
            pub(crate) static $prototype_name: IntrinsicObject = IntrinsicObject {
                intrinsic: Intrinsic::$prototype,
                form: ObjectForm::Ordinary(None),
                prototype: Some(Intrinsic::ErrorPrototype),
                properties: &[
                    value("name", PropertyValue::String($text), Attributes::HIDDEN),
                    value("message", PropertyValue::String(""), Attributes::HIDDEN),
                ],
            };

            /// [NativeError](https://tc39.es/ecma262/#sec-nativeerror)
            fn $code(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
                let error = error_from_arguments(vm, args, Intrinsic::$prototype, 0)?;
                finish(vm, error)
            }
        )*
    };
}

native_errors! {
    EvalError, EvalErrorPrototype, EVAL_ERROR, EVAL_ERROR_PROTOTYPE, eval_error, "EvalError";
    RangeError, RangeErrorPrototype, RANGE_ERROR, RANGE_ERROR_PROTOTYPE, range_error, "RangeError";
    ReferenceError, ReferenceErrorPrototype, REFERENCE_ERROR, REFERENCE_ERROR_PROTOTYPE, reference_error, "ReferenceError";
    SyntaxError, SyntaxErrorPrototype, SYNTAX_ERROR, SYNTAX_ERROR_PROTOTYPE, syntax_error, "SyntaxError";
    TypeError, TypeErrorPrototype, TYPE_ERROR, TYPE_ERROR_PROTOTYPE, type_error, "TypeError";
    UriError, UriErrorPrototype, URI_ERROR, URI_ERROR_PROTOTYPE, uri_error, "URIError";
}

/// `Error`
pub(crate) static ERROR: IntrinsicObject = IntrinsicObject {
    properties: &[
        method("captureStackTrace", 2, capture_stack_trace),
        method("isError", 1, is_error),
        value(
            "stackTraceLimit",
            PropertyValue::Integer(10),
            Attributes::ALL,
        ),
    ],
    ..constructor(
        Intrinsic::Error,
        Intrinsic::ErrorPrototype,
        Intrinsic::FunctionPrototype,
        "Error",
        1,
        error,
    )
};

/// `Error.prototype`
pub(crate) static ERROR_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::ErrorPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        value("name", PropertyValue::String("Error"), Attributes::HIDDEN),
        value("message", PropertyValue::String(""), Attributes::HIDDEN),
        method("toString", 0, to_string_method),
    ],
};

/// `AggregateError`
pub(crate) static AGGREGATE_ERROR: IntrinsicObject = constructor(
    Intrinsic::AggregateError,
    Intrinsic::AggregateErrorPrototype,
    Intrinsic::Error,
    "AggregateError",
    2,
    aggregate_error,
);

/// `AggregateError.prototype`
pub(crate) static AGGREGATE_ERROR_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::AggregateErrorPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ErrorPrototype),
    properties: &[
        value(
            "name",
            PropertyValue::String("AggregateError"),
            Attributes::HIDDEN,
        ),
        value("message", PropertyValue::String(""), Attributes::HIDDEN),
    ],
};

/// `SuppressedError`
pub(crate) static SUPPRESSED_ERROR: IntrinsicObject = constructor(
    Intrinsic::SuppressedError,
    Intrinsic::SuppressedErrorPrototype,
    Intrinsic::Error,
    "SuppressedError",
    3,
    suppressed_error,
);

/// `SuppressedError.prototype`
pub(crate) static SUPPRESSED_ERROR_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::SuppressedErrorPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ErrorPrototype),
    properties: &[
        value(
            "name",
            PropertyValue::String("SuppressedError"),
            Attributes::HIDDEN,
        ),
        value("message", PropertyValue::String(""), Attributes::HIDDEN),
    ],
};

/// A new error with the `message` at argument `index`; its `cause` comes with [`install_cause`].
fn error_with_message(
    vm: &mut Vm,
    args: Args<'_>,
    default: Intrinsic,
    index: usize,
) -> JsResult<Gc<Object>> {
    let new_target = if args.is_construct() {
        args.new_target()
    } else {
        args.callee()
    };
    let prototype = get_prototype_from_constructor(vm, new_target, default)?;
    let error = allocate_error(vm, Some(prototype))?;
    let message = args.get(index);
    if !message.is_undefined() {
        let message = to_string(vm, message)?;
        let key = vm.key(Name::Message);
        define_data_property(vm, error, key, message.into(), Attributes::HIDDEN)?;
    }
    Ok(error)
}

/// [InstallErrorCause](https://tc39.es/ecma262/#sec-installerrorcause)
fn install_cause(vm: &mut Vm, error: Gc<Object>, options: Value) -> JsResult<()> {
    let Some(options) = vm.object(options) else {
        return Ok(());
    };
    let key = vm.key(Name::Cause);
    if has_property(vm, options, key)? {
        let cause = get(vm, options, key)?;
        define_data_property(vm, error, key, cause, Attributes::HIDDEN)?;
    }
    Ok(())
}

/// A new error whose message is argument `index` and whose options are the next.
fn error_from_arguments(
    vm: &mut Vm,
    args: Args<'_>,
    default: Intrinsic,
    index: usize,
) -> JsResult<Gc<Object>> {
    let error = error_with_message(vm, args, default, index)?;
    install_cause(vm, error, args.get(index + 1))?;
    Ok(error)
}

/// Adds the stack trace.
fn finish(vm: &mut Vm, error: Gc<Object>) -> JsResult<Value> {
    if let Some(capture) = vm.hooks.capture_stack_trace {
        capture(vm, error)?;
    }
    Ok(error.into())
}

/// [Error](https://tc39.es/ecma262/#sec-error-message)
fn error(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let error = error_from_arguments(vm, args, Intrinsic::ErrorPrototype, 0)?;
    finish(vm, error)
}

/// [AggregateError](https://tc39.es/ecma262/#sec-aggregate-error)
fn aggregate_error(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let error = error_with_message(vm, args, Intrinsic::AggregateErrorPrototype, 1)?;
    install_cause(vm, error, args.get(2))?;
    let mut record = get_iterator(vm, args.get(0), IteratorKind::Sync)?;
    let errors = iterator_to_list(vm, &mut record)?;
    let errors = create_array_from_rooted_list(vm, errors)?;
    let key = vm.key(Name::Errors);
    define_data_property(vm, error, key, errors.into(), Attributes::HIDDEN)?;
    finish(vm, error)
}

/// [SuppressedError](https://tc39.es/proposal-explicit-resource-management/#sec-suppressederror)
fn suppressed_error(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let error = error_with_message(vm, args, Intrinsic::SuppressedErrorPrototype, 2)?;
    for (name, value) in [(Name::Error, args.get(0)), (Name::Suppressed, args.get(1))] {
        let key = vm.key(name);
        define_data_property(vm, error, key, value, Attributes::HIDDEN)?;
    }
    finish(vm, error)
}

/// [Error.isError](https://tc39.es/ecma262/#sec-error.iserror)
fn is_error(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(Value::from_bool(
        vm.heap.gc::<ErrorObject>(args.get(0)).is_some(),
    ))
}

/// `Error.captureStackTrace`, as V8 has it: gives any object a `stack`, which begins with the
/// caller of the function given, else with the caller of this one.
fn capture_stack_trace(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let Some(object) = vm.object(args.get(0)) else {
        let text = describe(vm, args.get(0));
        return Err(vm.throw_type_error(message::NOT_AN_OBJECT, &[&text]));
    };
    let above = match args.get(1) {
        function if is_callable(vm, function) => function,
        _ => args.callee(),
    };
    kataan_vm::interpreter::capture_stack_trace(vm, object, Some(above))?;
    Ok(Value::UNDEFINED)
}

/// [Error.prototype.toString](https://tc39.es/ecma262/#sec-error.prototype.tostring)
fn to_string_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let Some(object) = vm.object(args.this()) else {
        let text = describe(vm, args.this());
        let parts: [&dyn core::fmt::Display; 2] = [&"Error.prototype.toString", &text];
        return Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &parts));
    };
    let key = vm.key(Name::Name);
    let name = match get(vm, object, key)? {
        name if name.is_undefined() => kataan_vm::string::from_str(vm, "Error")?,
        name => to_string(vm, name)?,
    };
    let key = vm.key(Name::Message);
    let text = match get(vm, object, key)? {
        text if text.is_undefined() => vm.empty_string(),
        text => to_string(vm, text)?,
    };
    if name.is_empty() {
        return Ok(text.into());
    }
    if text.is_empty() {
        return Ok(name.into());
    }
    let mut builder = StringBuilder::new();
    builder.push_string(vm, name)?;
    builder.push_str(": ");
    builder.push_string(vm, text)?;
    Ok(builder.finish(vm)?.into())
}
