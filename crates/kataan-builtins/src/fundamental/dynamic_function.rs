//! Functions made of text: `Function`, `GeneratorFunction`, `AsyncFunction`,
//! `AsyncGeneratorFunction`, and `eval`.

use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::execution::{DynamicFunctionKind, create_dynamic_function, indirect_eval};
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, NativeFunction, ObjectForm, PropertyValue, value,
};
use kataan_vm::object::{Attributes, Object};
use kataan_vm::operation::{get_prototype_from_constructor, to_string};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::StringBuilder;
use kataan_vm::value::Value;

/// A constructor of functions.
const fn constructor(
    intrinsic: Intrinsic,
    name: &'static str,
    code: NativeFunction,
    prototype: Intrinsic,
    parent: Intrinsic,
    global: bool,
) -> IntrinsicObject {
    IntrinsicObject {
        intrinsic,
        form: ObjectForm::Constructor(Constructor {
            name,
            length: 1,
            code,
            prototype: Some(prototype),
            global,
        }),
        prototype: Some(parent),
        properties: &[],
    }
}

/// `Function`
pub(crate) static FUNCTION: IntrinsicObject = constructor(
    Intrinsic::Function,
    "Function",
    function,
    Intrinsic::FunctionPrototype,
    Intrinsic::FunctionPrototype,
    true,
);

/// `%GeneratorFunction%`
pub(crate) static GENERATOR_FUNCTION: IntrinsicObject = constructor(
    Intrinsic::GeneratorFunction,
    "GeneratorFunction",
    generator_function,
    Intrinsic::GeneratorFunctionPrototype,
    Intrinsic::Function,
    false,
);

/// `%AsyncFunction%`
pub(crate) static ASYNC_FUNCTION: IntrinsicObject = constructor(
    Intrinsic::AsyncFunction,
    "AsyncFunction",
    async_function,
    Intrinsic::AsyncFunctionPrototype,
    Intrinsic::Function,
    false,
);

/// `%AsyncFunction.prototype%`
pub(crate) static ASYNC_FUNCTION_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::AsyncFunctionPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[
        value(
            "constructor",
            PropertyValue::Intrinsic(Intrinsic::AsyncFunction),
            Attributes::CONFIGURABLE,
        ),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("AsyncFunction"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// `%AsyncGeneratorFunction%`
pub(crate) static ASYNC_GENERATOR_FUNCTION: IntrinsicObject = constructor(
    Intrinsic::AsyncGeneratorFunction,
    "AsyncGeneratorFunction",
    async_generator_function,
    Intrinsic::AsyncGeneratorFunctionPrototype,
    Intrinsic::Function,
    false,
);

/// `eval`
pub(crate) static EVAL: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::Eval,
    form: ObjectForm::Function("eval", 1, eval),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[],
};

/// [CreateDynamicFunction](https://tc39.es/ecma262/#sec-createdynamicfunction): parameters and body
/// become text, in the order of the arguments; then the function gets the prototype that
/// `new.target` asks for.
fn create(
    vm: &mut Vm,
    args: Args<'_>,
    kind: DynamicFunctionKind,
    default: Intrinsic,
) -> JsResult<Value> {
    let count = args.len().saturating_sub(1);
    let mut parameters = StringBuilder::new();
    for index in 0..count {
        if index > 0 {
            parameters.push_str(",");
        }
        let parameter = to_string(vm, args.get(index))?;
        parameters.push_string(vm, parameter)?;
    }
    let parameters = parameters.finish(vm)?;
    let body = match args.passed(count) {
        Some(body) => to_string(vm, body)?,
        None => vm.empty_string(),
    };
    let new_target = if args.is_construct() {
        args.new_target()
    } else {
        args.callee()
    };
    let prototype = get_prototype_from_constructor(vm, new_target, default)?;
    let function = create_dynamic_function(vm, kind, parameters.into(), body.into())?;
    set_prototype(vm, function, prototype)?;
    Ok(function.into())
}

/// Gives the new function a prototype of its own, where it is another than the realm's.
fn set_prototype(vm: &mut Vm, function: Gc<Object>, prototype: Gc<Object>) -> JsResult<()> {
    if function.shape().prototype() != Some(prototype) {
        kataan_vm::operation::set_prototype_of(vm, function, Some(prototype))?;
    }
    Ok(())
}

/// [Function](https://tc39.es/ecma262/#sec-function-p1-p2-pn-body)
fn function(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    create(
        vm,
        args,
        DynamicFunctionKind::Normal,
        Intrinsic::FunctionPrototype,
    )
}

/// [GeneratorFunction](https://tc39.es/ecma262/#sec-generatorfunction)
fn generator_function(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    create(
        vm,
        args,
        DynamicFunctionKind::Generator,
        Intrinsic::GeneratorFunctionPrototype,
    )
}

/// [AsyncFunction](https://tc39.es/ecma262/#sec-async-function-constructor-arguments)
fn async_function(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    create(
        vm,
        args,
        DynamicFunctionKind::Async,
        Intrinsic::AsyncFunctionPrototype,
    )
}

/// [AsyncGeneratorFunction](https://tc39.es/ecma262/#sec-asyncgeneratorfunction)
fn async_generator_function(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let default = Intrinsic::AsyncGeneratorFunctionPrototype;
    create(vm, args, DynamicFunctionKind::AsyncGenerator, default)
}

/// [eval](https://tc39.es/ecma262/#sec-eval-x), called in any way but as a direct eval.
fn eval(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    indirect_eval(vm, args.get(0))
}
