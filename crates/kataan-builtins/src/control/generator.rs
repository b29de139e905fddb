//! [Generator](https://tc39.es/ecma262/#sec-generator-objects) and
//! [AsyncGenerator](https://tc39.es/ecma262/#sec-asyncgenerator-objects) objects, and the prototypes
//! of their functions.

use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::execution::{ResumeMode, async_generator_enqueue};
use kataan_vm::interpreter::{generator_next, generator_return, generator_throw};
use kataan_vm::native::{
    Args, IntrinsicObject, ObjectForm, PropertyValue, method, method_with, value,
};
use kataan_vm::object::Attributes;
use kataan_vm::realm::Intrinsic;
use kataan_vm::value::Value;

/// `%GeneratorFunction.prototype%`
pub(crate) static GENERATOR_FUNCTION_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::GeneratorFunctionPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[
        value(
            "constructor",
            PropertyValue::Intrinsic(Intrinsic::GeneratorFunction),
            Attributes::CONFIGURABLE,
        ),
        value(
            "prototype",
            PropertyValue::Intrinsic(Intrinsic::GeneratorPrototype),
            Attributes::CONFIGURABLE,
        ),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("GeneratorFunction"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// `%GeneratorPrototype%`
pub(crate) static GENERATOR_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::GeneratorPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::IteratorPrototype),
    properties: &[
        value(
            "constructor",
            PropertyValue::Intrinsic(Intrinsic::GeneratorFunctionPrototype),
            Attributes::CONFIGURABLE,
        ),
        method_with(
            "next",
            1,
            generator_next,
            Attributes::HIDDEN,
            Some(Intrinsic::GeneratorPrototypeNext),
        ),
        method("return", 1, generator_return),
        method("throw", 1, generator_throw),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("Generator"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// `%AsyncGeneratorFunction.prototype%`
pub(crate) static ASYNC_GENERATOR_FUNCTION_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::AsyncGeneratorFunctionPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[
        value(
            "constructor",
            PropertyValue::Intrinsic(Intrinsic::AsyncGeneratorFunction),
            Attributes::CONFIGURABLE,
        ),
        value(
            "prototype",
            PropertyValue::Intrinsic(Intrinsic::AsyncGeneratorPrototype),
            Attributes::CONFIGURABLE,
        ),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("AsyncGeneratorFunction"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// `%AsyncGeneratorPrototype%`
pub(crate) static ASYNC_GENERATOR_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::AsyncGeneratorPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::AsyncIteratorPrototype),
    properties: &[
        value(
            "constructor",
            PropertyValue::Intrinsic(Intrinsic::AsyncGeneratorFunctionPrototype),
            Attributes::CONFIGURABLE,
        ),
        method("next", 1, async_next),
        method("return", 1, async_return),
        method("throw", 1, async_throw),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("AsyncGenerator"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// [%AsyncGeneratorPrototype%.next](https://tc39.es/ecma262/#sec-asyncgenerator-prototype-next)
fn async_next(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    async_generator_enqueue(vm, args.this(), ResumeMode::Next, args.get(0), "next")
}

/// [%AsyncGeneratorPrototype%.return](https://tc39.es/ecma262/#sec-asyncgenerator-prototype-return)
fn async_return(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    async_generator_enqueue(vm, args.this(), ResumeMode::Return, args.get(0), "return")
}

/// [%AsyncGeneratorPrototype%.throw](https://tc39.es/ecma262/#sec-asyncgenerator-prototype-throw)
fn async_throw(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    async_generator_enqueue(vm, args.this(), ResumeMode::Throw, args.get(0), "throw")
}
