//! The least library that programs about the language itself need: `print`, the prototypes of
//! generators and promises, a few methods of arrays.

use kataan_vm::execution::promise::{as_promise, promise_then};
use kataan_vm::execution::{
    ResumeMode, async_from_sync_next, async_from_sync_return, async_from_sync_throw,
    async_generator_enqueue, indirect_eval,
};
use kataan_vm::interpreter::{
    function_apply, function_call, generator_next, generator_return, generator_throw,
};
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, NativeTable, ObjectForm, Property, PropertyValue, alias,
    method, method_with, value,
};
use kataan_vm::object::{
    ArrayIterationKind, ArrayIterator, Attributes, array_length, array_push,
    create_array_from_list, create_array_iterator, slots::get_dense,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{Name, from_str, to_rust_string};
use kataan_vm::{JsResult, Value, Vm, operation};
use std::cell::RefCell;

thread_local! {
    /// What `print` wrote, if it is to be kept.
    pub(crate) static OUTPUT: RefCell<Option<String>> = const { RefCell::new(None) };
}

fn print(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let mut line = String::new();
    for index in 0..args.len() {
        if index > 0 {
            line.push(' ');
        }
        line.push_str(&show(vm, args.get(index))?);
    }
    line.push('\n');
    OUTPUT.with_borrow_mut(|output| match output {
        Some(text) => text.push_str(&line),
        None => print!("{line}"),
    });
    Ok(Value::UNDEFINED)
}

fn show(vm: &mut Vm, value: Value) -> JsResult<String> {
    if let Some(object) = vm.object(value) {
        if kataan_vm::object::is_plain_array(object) {
            let mut parts = Vec::new();
            for index in 0..array_length(object) {
                let part = match get_dense(object, index) {
                    Some(value) => show(vm, value)?,
                    None => "hole".to_owned(),
                };
                parts.push(part);
            }
            return Ok(format!("[{}]", parts.join(", ")));
        }
        let (name, message) = (vm.key(Name::Name), vm.key(Name::Message));
        let message = operation::get(vm, object, message)?;
        if let Some(message) = vm.string(message) {
            let message = to_rust_string(vm, message)?;
            let name = operation::get(vm, object, name)?;
            return Ok(format!(
                "{}: {message}",
                kataan_vm::error::describe(vm, name)
            ));
        }
        return Ok(kataan_vm::error::describe(vm, value));
    }
    if value.is_symbol() {
        return Ok(kataan_vm::error::describe(vm, value));
    }
    let string = operation::to_string(vm, value)?;
    to_rust_string(vm, string)
}

fn now(_: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Ok(Value::from_number(
        now.map_or(0.0, |now| now.as_millis() as f64),
    ))
}

fn floor(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(Value::from_number(
        operation::to_number(vm, args.get(0))?.floor(),
    ))
}

fn sqrt(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(Value::from_number(
        operation::to_number(vm, args.get(0))?.sqrt(),
    ))
}

fn this(_: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(args.this())
}

fn eval(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    indirect_eval(vm, args.get(0))
}

fn array_push_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let array = operation::to_object(vm, args.this())?;
    for argument in args.iter_from(0) {
        array_push(vm, array, argument)?;
    }
    Ok(Value::from_number(f64::from(array_length(array))))
}

fn array_values(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let array = operation::to_object(vm, args.this())?;
    Ok(create_array_iterator(vm, array, ArrayIterationKind::Value)?.into())
}

fn array_iterator_next(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iterator = vm
        .heap
        .gc::<ArrayIterator>(args.this())
        .expect("an array iterator");
    let index = iterator.next.get();
    let target = iterator.target.get();
    let (value, done) = match target {
        Some(array) if index < u64::from(array_length(array)) => {
            iterator.next.set(index + 1);
            (operation::get_index(vm, array, index)?, false)
        }
        _ => {
            iterator.target.set(None);
            (Value::UNDEFINED, true)
        }
    };
    Ok(operation::create_iter_result(vm, value, done)?.into())
}

fn array(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    match args.get(0).as_i32() {
        Some(length) if args.len() == 1 => {
            Ok(kataan_vm::object::array_create(vm, length as u64, None)?.into())
        }
        _ => {
            let values: Vec<Value> = args.iter_from(0).collect();
            Ok(create_array_from_list(vm, &values)?.into())
        }
    }
}

fn then(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let promise = as_promise(vm, args.this()).expect("a promise");
    promise_then(vm, promise, args.get(0), args.get(1))
}

fn async_next(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    async_generator_enqueue(vm, args.this(), ResumeMode::Next, args.get(0), "next")
}

fn async_return(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    async_generator_enqueue(vm, args.this(), ResumeMode::Return, args.get(0), "return")
}

fn async_throw(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    async_generator_enqueue(vm, args.this(), ResumeMode::Throw, args.get(0), "throw")
}

fn error(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let constructor = if args.is_construct() {
        args.new_target()
    } else {
        args.callee()
    };
    let prototype =
        operation::get_prototype_from_constructor(vm, constructor, Intrinsic::ErrorPrototype)?;
    let error = kataan_vm::error::allocate_error(vm, Some(prototype))?;
    let key = vm.key(Name::Message);
    kataan_vm::object::define_data_property(vm, error, key, args.get(0), Attributes::HIDDEN)?;
    kataan_vm::interpreter::capture_stack_trace(vm, error, None)?;
    Ok(error.into())
}

fn promise(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let promise = kataan_vm::execution::promise::new_promise(vm)?;
    let (resolve, reject) = kataan_vm::execution::promise::create_resolving_functions(vm, promise)?;
    operation::call(vm, args.get(0), Value::UNDEFINED, &[resolve, reject])?;
    Ok(promise.into())
}

fn symbol_iterator(vm: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    Ok(vm.well_known_symbol(kataan_vm::symbol::WellKnownSymbol::Iterator))
}

fn text(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = kataan_vm::error::describe(vm, args.this());
    Ok(from_str(vm, &text)?.into())
}

const fn object(
    intrinsic: Intrinsic,
    name: Option<&'static str>,
    prototype: Intrinsic,
    properties: &'static [Property],
) -> IntrinsicObject {
    IntrinsicObject {
        intrinsic,
        form: ObjectForm::Ordinary(name),
        prototype: Some(prototype),
        properties,
    }
}

const fn existing(
    intrinsic: Intrinsic,
    prototype: Option<Intrinsic>,
    properties: &'static [Property],
) -> IntrinsicObject {
    IntrinsicObject {
        intrinsic,
        form: ObjectForm::Existing,
        prototype,
        properties,
    }
}

const fn constructor(
    intrinsic: Intrinsic,
    name: &'static str,
    code: kataan_vm::native::NativeFunction,
    prototype: Intrinsic,
) -> IntrinsicObject {
    IntrinsicObject {
        intrinsic,
        form: ObjectForm::Constructor(Constructor {
            name,
            length: 1,
            code,
            prototype: Some(prototype),
            global: true,
        }),
        prototype: Some(Intrinsic::FunctionPrototype),
        properties: &[],
    }
}

const OBJECT: Intrinsic = Intrinsic::ObjectPrototype;

/// The library.
pub(crate) static TABLE: NativeTable = NativeTable {
    name: "support",
    objects: &[
        existing(OBJECT, None, &[method("toString", 0, text)]),
        existing(
            Intrinsic::FunctionPrototype,
            Some(OBJECT),
            &[
                method("call", 1, function_call),
                method("apply", 2, function_apply),
            ],
        ),
        existing(
            Intrinsic::Global,
            Some(OBJECT),
            &[
                method("print", 1, print),
                method("symbolIterator", 0, symbol_iterator),
                method_with("eval", 1, eval, Attributes::HIDDEN, Some(Intrinsic::Eval)),
                value("undefined", PropertyValue::Undefined, Attributes::NONE),
                value("NaN", PropertyValue::Number(f64::NAN), Attributes::NONE),
                value(
                    "Infinity",
                    PropertyValue::Number(f64::INFINITY),
                    Attributes::NONE,
                ),
            ],
        ),
        object(
            Intrinsic::Date,
            Some("Date"),
            OBJECT,
            &[method("now", 0, now)],
        ),
        object(
            Intrinsic::Math,
            Some("Math"),
            OBJECT,
            &[method("floor", 1, floor), method("sqrt", 1, sqrt)],
        ),
        object(
            Intrinsic::IteratorPrototype,
            None,
            OBJECT,
            &[method("[Symbol.iterator]", 0, this)],
        ),
        object(
            Intrinsic::AsyncIteratorPrototype,
            None,
            OBJECT,
            &[method("[Symbol.asyncIterator]", 0, this)],
        ),
        existing(
            Intrinsic::ArrayPrototype,
            Some(OBJECT),
            &[
                method("push", 1, array_push_method),
                method_with(
                    "values",
                    0,
                    array_values,
                    Attributes::HIDDEN,
                    Some(Intrinsic::ArrayPrototypeValues),
                ),
                alias("[Symbol.iterator]", "values"),
            ],
        ),
        object(
            Intrinsic::ArrayIteratorPrototype,
            None,
            Intrinsic::IteratorPrototype,
            &[method_with(
                "next",
                0,
                array_iterator_next,
                Attributes::HIDDEN,
                Some(Intrinsic::ArrayIteratorPrototypeNext),
            )],
        ),
        object(
            Intrinsic::GeneratorPrototype,
            None,
            Intrinsic::IteratorPrototype,
            &[
                method("next", 1, generator_next),
                method("return", 1, generator_return),
                method("throw", 1, generator_throw),
            ],
        ),
        object(
            Intrinsic::AsyncGeneratorPrototype,
            None,
            Intrinsic::AsyncIteratorPrototype,
            &[
                method("next", 1, async_next),
                method("return", 1, async_return),
                method("throw", 1, async_throw),
            ],
        ),
        object(
            Intrinsic::AsyncFromSyncIteratorPrototype,
            None,
            Intrinsic::AsyncIteratorPrototype,
            &[
                method("next", 1, async_from_sync_next),
                method("return", 1, async_from_sync_return),
                method("throw", 1, async_from_sync_throw),
            ],
        ),
        object(
            Intrinsic::PromisePrototype,
            None,
            OBJECT,
            &[method_with(
                "then",
                2,
                then,
                Attributes::HIDDEN,
                Some(Intrinsic::PromisePrototypeThen),
            )],
        ),
        object(
            Intrinsic::AsyncFunctionPrototype,
            None,
            Intrinsic::FunctionPrototype,
            &[],
        ),
        object(
            Intrinsic::GeneratorFunctionPrototype,
            None,
            Intrinsic::FunctionPrototype,
            &[],
        ),
        object(
            Intrinsic::AsyncGeneratorFunctionPrototype,
            None,
            Intrinsic::FunctionPrototype,
            &[],
        ),
        object(
            Intrinsic::ErrorPrototype,
            None,
            OBJECT,
            &[value(
                "name",
                PropertyValue::String("Error"),
                Attributes::HIDDEN,
            )],
        ),
        object(
            Intrinsic::TypeErrorPrototype,
            None,
            Intrinsic::ErrorPrototype,
            &[value(
                "name",
                PropertyValue::String("TypeError"),
                Attributes::HIDDEN,
            )],
        ),
        object(
            Intrinsic::ReferenceErrorPrototype,
            None,
            Intrinsic::ErrorPrototype,
            &[value(
                "name",
                PropertyValue::String("ReferenceError"),
                Attributes::HIDDEN,
            )],
        ),
        object(
            Intrinsic::RangeErrorPrototype,
            None,
            Intrinsic::ErrorPrototype,
            &[value(
                "name",
                PropertyValue::String("RangeError"),
                Attributes::HIDDEN,
            )],
        ),
        object(
            Intrinsic::SyntaxErrorPrototype,
            None,
            Intrinsic::ErrorPrototype,
            &[value(
                "name",
                PropertyValue::String("SyntaxError"),
                Attributes::HIDDEN,
            )],
        ),
        constructor(Intrinsic::Error, "Error", error, Intrinsic::ErrorPrototype),
        constructor(
            Intrinsic::Promise,
            "Promise",
            promise,
            Intrinsic::PromisePrototype,
        ),
        constructor(
            Intrinsic::RangeError,
            "RangeError",
            error,
            Intrinsic::RangeErrorPrototype,
        ),
        constructor(Intrinsic::Array, "Array", array, Intrinsic::ArrayPrototype),
    ],
    functions: &[],
    steps: &[],
};
