//! [Boolean Objects](https://tc39.es/ecma262/#sec-boolean-objects).

use crate::message;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::{Args, Constructor, IntrinsicObject, ObjectForm, method};
use kataan_vm::object::{PrimitiveObject, create_primitive_object};
use kataan_vm::operation::{get_prototype_from_constructor, to_boolean};
use kataan_vm::realm::Intrinsic;
use kataan_vm::value::Value;

/// The constructor.
pub(crate) static BOOLEAN: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::Boolean,
    form: ObjectForm::Constructor(Constructor {
        name: "Boolean",
        length: 1,
        code: boolean,
        prototype: Some(Intrinsic::BooleanPrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[],
};

/// The prototype, a Boolean object itself.
pub(crate) static BOOLEAN_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::BooleanPrototype,
    form: ObjectForm::Existing,
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        method("toString", 0, to_string_method),
        method("valueOf", 0, value_of),
    ],
};

/// [Boolean](https://tc39.es/ecma262/#sec-boolean-constructor-boolean-value)
fn boolean(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let value = Value::from(to_boolean(vm, args.get(0)));
    if !args.is_construct() {
        return Ok(value);
    }
    let default = Intrinsic::BooleanPrototype;
    let prototype = get_prototype_from_constructor(vm, args.new_target(), default)?;
    let object = create_primitive_object(vm, prototype, value)?;
    Ok(object.into())
}

/// [ThisBooleanValue](https://tc39.es/ecma262/#sec-thisbooleanvalue)
fn this_boolean_value(vm: &mut Vm, value: Value, method: &'static str) -> JsResult<bool> {
    let inner = match vm.heap.gc::<PrimitiveObject>(value) {
        Some(object) => object.value(),
        None => value,
    };
    if inner.is_bool() {
        return Ok(inner == Value::TRUE);
    }
    let text = describe(vm, value);
    Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]))
}

/// [Boolean.prototype.toString](https://tc39.es/ecma262/#sec-boolean.prototype.tostring)
fn to_string_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let value = this_boolean_value(vm, args.this(), "Boolean.prototype.toString")?;
    let name = if value {
        kataan_vm::string::Name::True
    } else {
        kataan_vm::string::Name::False
    };
    Ok(vm.name_value(name))
}

/// [Boolean.prototype.valueOf](https://tc39.es/ecma262/#sec-boolean.prototype.valueof)
fn value_of(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    this_boolean_value(vm, args.this(), "Boolean.prototype.valueOf").map(Value::from)
}
