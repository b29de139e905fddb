//! Classes: constructors, fields, private members and `super`.

use super::assignment::Strictness;
use super::call::ReturnTo;
use super::dispatch::{Flow, Progress, feedback_of};
use super::exception::name_value;
use super::frame::Frame;
use super::invoke::{invoke, window_above};
use super::operand::{own_closure, own_object, private_key};
use super::pc::Pc;
use super::property::{finish_load, key};
use crate::Vm;
use crate::error::{JsResult, describe, message};
use crate::execution::closure::{Closure, class_constructor, new_closure};
use crate::execution::environment::Environment;
use crate::execution::template::Template;
use crate::inline_cache::{private, property as cache};
use crate::object::{Object, PropertyKey, ordinary_object_create};
use crate::operation;
use crate::operation::{
    PrivateElement, private_field_add, private_get, private_has, private_method_or_accessor_add,
    private_set,
};
use crate::realm::Intrinsic;
use crate::string::Name;
use crate::value::Value;
use kataan_bytecode::opcode::instructions;
use kataan_bytecode::opcode::operand::{ConstantIndex, Register};
use kataan_gc::Gc;

/// The environment in a register; none for `undefined`.
pub(super) fn environment_in(vm: &Vm, frame: Frame, register: Register) -> Option<Gc<Environment>> {
    vm.heap.gc(frame.get(register.0))
}

/// A template constant of the running function.
pub(super) fn template(vm: &mut Vm, frame: Frame, index: ConstantIndex) -> JsResult<Gc<Template>> {
    let value = name_value(vm, frame, index)?;
    Ok(vm.heap.gc(value).expect("a template constant"))
}

#[inline(never)]
pub(super) fn create_class(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::CreateClass>();
    let parent = vm.intrinsic(Intrinsic::FunctionPrototype);
    let proto_parent = vm.intrinsic(Intrinsic::ObjectPrototype);
    let template = template(vm, frame, i.template)?;
    let environment = environment_in(vm, frame, i.env);
    make_class(
        vm,
        frame,
        i.dst,
        template,
        environment,
        parent,
        Some(proto_parent),
    )
}

#[inline(never)]
pub(super) fn create_derived_class(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::CreateDerivedClass>();
    let heritage = frame.get(i.heritage.0);
    let (parent, proto_parent) = if heritage.is_null() {
        (vm.intrinsic(Intrinsic::FunctionPrototype), None)
    } else {
        let Some(superclass) = vm.object(heritage).filter(|object| object.is_constructor()) else {
            let text = describe(vm, heritage);
            return Err(vm.throw_type_error(message::BAD_HERITAGE, &[&text]));
        };
        let key = vm.key(Name::Prototype);
        let prototype = operation::get(vm, superclass, key)?;
        let proto_parent = vm.object(prototype);
        if proto_parent.is_none() && !prototype.is_null() {
            let text = describe(vm, prototype);
            return Err(vm.throw_type_error(message::BAD_HERITAGE_PROTOTYPE, &[&text]));
        }
        (superclass, proto_parent)
    };
    let template = template(vm, frame, i.template)?;
    let environment = environment_in(vm, frame, i.env);
    make_class(
        vm,
        frame,
        i.dst,
        template,
        environment,
        parent,
        proto_parent,
    )
}

/// The constructor and prototype of [ClassDefinitionEvaluation](https://tc39.es/ecma262/#sec-runtime-semantics-classdefinitionevaluation).
fn make_class(
    vm: &mut Vm,
    frame: Frame,
    dst: Register,
    template: Gc<Template>,
    environment: Option<Gc<Environment>>,
    parent: Gc<Object>,
    proto_parent: Option<Gc<Object>>,
) -> JsResult<()> {
    let prototype = ordinary_object_create(vm, proto_parent)?;
    let constructor = class_constructor(vm, template, environment, parent, prototype)?;
    frame.set(dst.0, constructor.into());
    frame.set(dst.0 + 1, prototype.into());
    Ok(())
}

#[inline(never)]
pub(super) fn set_class_fields(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::SetClassFields>();
    let constructor = own_closure(vm, frame, i.constructor)?;
    let initializer = vm.object(frame.get(i.initializer.0));
    constructor.fields.set(initializer);
    Ok(())
}

/// Calls the initialiser of a constructor's fields, whose frame takes the place above this one.
#[inline(never)]
pub(super) fn initialize_fields(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::InitializeFields>();
    let constructor = vm.heap.gc::<Closure>(frame.get(i.constructor.0));
    let Some(fields) = constructor.and_then(|constructor| constructor.fields.get()) else {
        vm.pc = pc.after::<instructions::InitializeFields>();
        return Ok(Flow::Continue);
    };
    let feedback = feedback_of(vm.heap.region(), frame);
    let registers = feedback.frame.get().registers;
    let window = window_above(vm, frame, registers, fields.into(), frame.get(i.object.0))?;
    // The result is dropped: it goes to the word just above this frame.
    let to = ReturnTo::new(
        pc.after::<instructions::InitializeFields>(),
        registers,
        registers,
    );
    invoke(vm, window, 0, to)
}

#[inline(never)]
pub(super) fn new_private_name(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::NewPrivateName>();
    let description = name_value(vm, frame, i.description)?;
    let name = crate::symbol::create_private_name(vm, description)?;
    frame.set(i.dst.0, name.into());
    Ok(())
}

/// The object of a private access, which must be one.
fn private_object(
    vm: &mut Vm,
    frame: Frame,
    register: Register,
    name: PropertyKey,
) -> JsResult<Gc<Object>> {
    let value = frame.get(register.0);
    match vm.object(value) {
        Some(object) => Ok(object),
        None => {
            let name = crate::error::describe_key(vm, name);
            Err(vm.throw_type_error(message::PRIVATE_MISSING, &[&name]))
        }
    }
}

#[inline(never)]
pub(super) fn get_private(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::GetPrivate>();
    let name = private_key(vm, frame, i.name)?;
    let object = private_object(vm, frame, i.object, name)?;
    let value = private_get(vm, object, name)?;
    let feedback = feedback_of(vm.heap.region(), frame);
    private::record_load(vm, feedback, i.feedback, object, name)?;
    frame.set(i.dst.0, value);
    Ok(())
}

#[inline(never)]
pub(super) fn set_private(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::SetPrivate>();
    let name = private_key(vm, frame, i.name)?;
    let object = private_object(vm, frame, i.object, name)?;
    private_set(vm, object, name, frame.get(i.src.0))?;
    let feedback = feedback_of(vm.heap.region(), frame);
    private::record_store(vm, feedback, i.feedback, object, name)
}

#[inline(never)]
pub(super) fn has_private(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::HasPrivate>();
    let name = private_key(vm, frame, i.name)?;
    let value = frame.get(i.object.0);
    let Some(object) = vm.object(value) else {
        let text = describe(vm, value);
        return Err(vm.throw_type_error(message::IN_NOT_OBJECT, &[&text]));
    };
    let outcome = private_has(vm, object, name);
    frame.set(i.dst.0, Value::from_bool(outcome));
    Ok(())
}

#[inline(never)]
pub(super) fn define_private_field(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::DefinePrivateField>();
    let name = private_key(vm, frame, i.name)?;
    let object = private_object(vm, frame, i.object, name)?;
    private_field_add(vm, object, name, frame.get(i.src.0))
}

#[inline(never)]
pub(super) fn define_private_method(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::DefinePrivateMethod>();
    let name = private_key(vm, frame, i.name)?;
    let object = private_object(vm, frame, i.object, name)?;
    private_method_or_accessor_add(
        vm,
        object,
        name,
        PrivateElement::Method(frame.get(i.function.0)),
    )
}

#[inline(never)]
pub(super) fn define_private_accessor(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::DefinePrivateAccessor>();
    let name = private_key(vm, frame, i.name)?;
    let object = private_object(vm, frame, i.object, name)?;
    let (get, set) = (frame.get(i.accessors.0), frame.get(i.accessors.0 + 1));
    private_method_or_accessor_add(vm, object, name, PrivateElement::Accessor { get, set })
}

#[inline(never)]
pub(super) fn get_super_base(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::GetSuperBase>();
    let home = own_object(vm, frame, i.home)?;
    let base = operation::get_prototype_of(vm, home)?;
    frame.set(i.dst.0, base.map_or(Value::NULL, Value::from));
    Ok(())
}

/// The object that a super reference searches.
fn super_base(vm: &mut Vm, frame: Frame, base: Register, key: PropertyKey) -> JsResult<Gc<Object>> {
    let value = frame.get(base.0);
    match vm.object(value) {
        Some(object) => Ok(object),
        None => {
            let (base, key) = (describe(vm, value), crate::error::describe_key(vm, key));
            Err(vm.throw_type_error(message::NULLISH_PROPERTY, &[&base, &key]))
        }
    }
}

#[inline(never)]
pub(super) fn get_super_property(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Progress> {
    let i = pc.decode::<instructions::GetSuperProperty>();
    let base = frame.get(i.base.0);
    let feedback = feedback_of(vm.heap.region(), frame);
    if let Some(value) = cache::load(vm.heap.region(), feedback, i.feedback, base) {
        frame.set(i.dst.0, value);
        return Ok(Progress::Done);
    }
    let key = key(vm, frame, i.key)?;
    let object = super_base(vm, frame, i.base, key)?;
    let this = frame.get(i.base.0 + 1);
    let loaded = cache::load_with_receiver(vm, feedback, i.feedback, object, key, this)?;
    let after = pc.after::<instructions::GetSuperProperty>();
    finish_load(vm, frame, loaded, this, i.dst.0, after)
}

#[inline(never)]
pub(super) fn get_super_element(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::GetSuperElement>();
    let key = operation::to_property_key(vm, frame.get(i.key.0))?;
    let object = super_base(vm, frame, i.base, key)?;
    let value = operation::get_with_receiver(vm, object, key, frame.get(i.base.0 + 1))?;
    frame.set(i.dst.0, value);
    Ok(())
}

#[inline(never)]
pub(super) fn set_super_property(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::SetSuperProperty>();
    let key = key(vm, frame, i.key)?;
    let object = super_base(vm, frame, i.base, key)?;
    let strictness = super::element::strictness(i.strict);
    set_super(
        vm,
        object,
        key,
        frame.get(i.src.0),
        frame.get(i.base.0 + 1),
        strictness,
    )
}

#[inline(never)]
pub(super) fn set_super_element(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::SetSuperElement>();
    let key = operation::to_property_key(vm, frame.get(i.key.0))?;
    let object = super_base(vm, frame, i.base, key)?;
    let strictness = super::element::strictness(i.strict);
    set_super(
        vm,
        object,
        key,
        frame.get(i.src.0),
        frame.get(i.base.0 + 1),
        strictness,
    )
}

fn set_super(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
    receiver: Value,
    strictness: Strictness,
) -> JsResult<()> {
    let done = operation::set_with_receiver(vm, object, key, value, receiver)?;
    if !done && strictness == Strictness::Strict {
        let (key, text) = (crate::error::describe_key(vm, key), describe(vm, receiver));
        return Err(vm.throw_type_error(message::CANNOT_SET, &[&key, &text]));
    }
    Ok(())
}

#[inline(never)]
pub(super) fn get_super_constructor(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::GetSuperConstructor>();
    let constructor = own_object(vm, frame, i.constructor)?;
    let parent = operation::get_prototype_of(vm, constructor)?;
    frame.set(i.dst.0, parent.map_or(Value::NULL, Value::from));
    Ok(())
}

/// A closure of a template constant.
pub(super) fn closure(
    vm: &mut Vm,
    frame: Frame,
    index: ConstantIndex,
    environment: Register,
) -> JsResult<Gc<Closure>> {
    let template = template(vm, frame, index)?;
    let environment = environment_in(vm, frame, environment);
    new_closure(vm, template, environment)
}
