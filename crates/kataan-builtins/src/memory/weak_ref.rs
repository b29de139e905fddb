//! [WeakRef Objects](https://tc39.es/ecma262/#sec-weak-ref-objects).

use crate::message;
use kataan_gc::{WeakSlot, cell};
use kataan_vm::error::describe;
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, ObjectForm, PropertyValue, method, receiver, value,
};
use kataan_vm::object::{Attributes, Object, new_object_base};
use kataan_vm::operation::{can_be_held_weakly, get_prototype_from_constructor};
use kataan_vm::realm::Intrinsic;
use kataan_vm::{JsResult, Value, Vm};

cell! {
    /// An object with `[[WeakRefTarget]]`.
    pub struct WeakRefObject: Object {
        target: WeakSlot,
    }
}

/// The constructor.
pub(crate) static WEAK_REF: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::WeakRef,
    form: ObjectForm::Constructor(Constructor {
        name: "WeakRef",
        length: 1,
        code: weak_ref,
        prototype: Some(Intrinsic::WeakRefPrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[],
};

/// The prototype.
pub(crate) static WEAK_REF_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::WeakRefPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        method("deref", 0, deref),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("WeakRef"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// [WeakRef](https://tc39.es/ecma262/#sec-weak-ref-target)
fn weak_ref(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !args.is_construct() {
        return Err(vm.throw_type_error(message::CONSTRUCTOR_WITHOUT_NEW, &[&"WeakRef"]));
    }
    let target = args.get(0);
    if !can_be_held_weakly(vm, target) {
        let text = describe(vm, target);
        return Err(vm.throw_type_error(message::INVALID_WEAK_KEY, &[&"reference's target", &text]));
    }
    let default = Intrinsic::WeakRefPrototype;
    let prototype = get_prototype_from_constructor(vm, args.new_target(), default)?;
    vm.keep_during_job(target)?;
    let base = new_object_base::<WeakRefObject>(vm, Some(prototype), 0)?;
    Ok(vm.heap.allocate(WeakRefObjectInit { base, target })?.into())
}

/// [WeakRef.prototype.deref](https://tc39.es/ecma262/#sec-weak-ref.prototype.deref)
fn deref(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let reference = receiver::<WeakRefObject>(vm, args.this(), "WeakRef.prototype.deref")?;
    let target = reference.target.get();
    // A target that died reads as the hole or undefined.
    if !target.is_reference() {
        return Ok(Value::UNDEFINED);
    }
    vm.keep_during_job(target)?;
    Ok(target)
}
