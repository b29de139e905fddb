//! Closures (10.2): function objects with bytecode.
//!
//! Creating one is one allocation: a template keeps the shape of its closures (their own `length`,
//! `name`, `prototype` and the like are the first slots), and everything else is shared by them.

use super::environment::Environment;
use super::template::Template;
use crate::Vm;
use crate::error::JsResult;
use crate::inline_cache::feedback::FeedbackVector;
use crate::object::{
    Attributes, Object, ObjectInit, PropertyKey, create_object_with_shape, define_data_property,
    object_base, ordinary_object_create, root_shape_of, shape_with, slots,
};
use crate::realm::{Intrinsic, Realm};
use crate::string::Name;
use crate::value::Value;
use kataan_bytecode::container::{FunctionFlags, FunctionIndex};
use kataan_gc::{Field, Gc, Nullable, TailInit, cell};

cell! {
    /// A function object with bytecode.
    pub struct Closure: Object {
        /// What it has in common with other closures of the same source.
        pub template: Field<Template>,
        /// The environment that it captured; none for the global one.
        pub environment: Nullable<Environment>,
        /// What it has seen; none before the first call.
        pub feedback: Nullable<FeedbackVector>,
        /// `[[HomeObject]]`.
        pub home_object: Nullable<Object>,
        /// Of a class constructor: the method that initialises the fields of instances.
        pub fields: Nullable<Object>,
    }
}

/// Inline slots of a class constructor: `length`, `name` and `prototype`.
const CLASS_SLOTS: u16 = 3;

/// The most inline slots that a closure begins with (see [`own_names`]).
const SLOTS: usize = 5;

/// Whether closures of a template have `arguments` and `caller` of their own: sloppy functions
/// that construct do, so that reading them throws no error, as it would if they inherited the
/// accessors of `Function.prototype`. What calls a function is not told: both are `undefined`.
fn has_legacy_names(template: Gc<Template>) -> bool {
    template.has(FunctionFlags::CONSTRUCTOR) && !template.has(FunctionFlags::STRICT)
}

/// The names of the own properties of new closures of a template, in order.
fn own_names(
    vm: &Vm,
    template: Gc<Template>,
) -> impl Iterator<Item = (PropertyKey, Attributes)> + use<> {
    let legacy = has_legacy_names(template);
    let prototype = template.has(FunctionFlags::PROTOTYPE);
    let names = [
        (Name::Length, Attributes::CONFIGURABLE, true),
        (Name::Name, Attributes::CONFIGURABLE, true),
        (Name::Arguments, Attributes::NONE, legacy),
        (Name::Caller, Attributes::NONE, legacy),
        (Name::Prototype, Attributes::WRITABLE, prototype),
    ]
    .map(|(name, attributes, has)| has.then_some((vm.key(name), attributes)));
    names.into_iter().flatten()
}

/// [OrdinaryFunctionCreate](https://tc39.es/ecma262/#sec-ordinaryfunctioncreate) with the
/// prototype and own properties that the template's kind asks for.
pub(crate) fn new_closure(
    vm: &mut Vm,
    template: Gc<Template>,
    environment: Option<Gc<Environment>>,
) -> JsResult<Gc<Closure>> {
    let shape = match template.closure_shape.get() {
        Some(shape) => shape,
        None => {
            let prototype = vm.intrinsic(function_prototype(template));
            closure_shape(vm, template, Some(prototype))?
        }
    };
    let length = Value::from_number(f64::from(template.length.get()));
    let name = match template.name.get() {
        name if name.is_undefined() => vm.empty_string().into(),
        name => name,
    };
    let is_constructor = template.has(FunctionFlags::CONSTRUCTOR);
    let values = [
        length,
        name,
        Value::UNDEFINED,
        Value::UNDEFINED,
        Value::UNDEFINED,
    ];
    let mut base = object_base(vm, shape);
    base.inline_slots = TailInit::Copy(&values[..usize::from(shape.inline_capacity())]);
    let closure = vm.heap.allocate(ClosureInit {
        base,
        template,
        environment,
        feedback: template.feedback.get(),
        home_object: None,
        fields: None,
    })?;
    closure.mark_callable(is_constructor);
    if template.has(FunctionFlags::PROTOTYPE) {
        let prototype = if is_constructor {
            new_instance_prototype(vm, closure)?
        } else {
            new_prototype(vm, template)?
        };
        let place = if has_legacy_names(template) {
            SLOTS - 1
        } else {
            2
        };
        slots::slot(&closure.upcast(), place as u32).set(prototype);
    }
    Ok(closure)
}

/// The intrinsic that closures of a template inherit from.
fn function_prototype(template: Gc<Template>) -> Intrinsic {
    match (
        template.has(FunctionFlags::ASYNC),
        template.has(FunctionFlags::GENERATOR),
    ) {
        (false, false) => Intrinsic::FunctionPrototype,
        (true, false) => Intrinsic::AsyncFunctionPrototype,
        (false, true) => Intrinsic::GeneratorFunctionPrototype,
        (true, true) => Intrinsic::AsyncGeneratorFunctionPrototype,
    }
}

/// The `prototype` object of a new closure that constructs, with its `constructor`.
fn new_instance_prototype(vm: &mut Vm, closure: Gc<Closure>) -> JsResult<Value> {
    let realm = vm.realm();
    let shape = match realm.prototype_shape.get() {
        Some(shape) => shape,
        None => {
            let parent = vm.intrinsic(Intrinsic::ObjectPrototype);
            let root = root_shape_of::<Object>(vm, Some(parent), 4)?;
            let shape = shape_with(vm, root, vm.key(Name::Constructor), Attributes::HIDDEN)?;
            realm.prototype_shape.set(shape);
            shape
        }
    };
    Ok(create_object_with_shape(vm, shape, &[closure.into()])?.into())
}

/// The `prototype` object of a new generator function.
fn new_prototype(vm: &mut Vm, template: Gc<Template>) -> JsResult<Value> {
    let parent = vm.intrinsic(if template.has(FunctionFlags::ASYNC) {
        Intrinsic::AsyncGeneratorPrototype
    } else {
        Intrinsic::GeneratorPrototype
    });
    Ok(ordinary_object_create(vm, Some(parent))?.into())
}

/// The shape of the closures of a template, kept in it.
fn closure_shape(
    vm: &mut Vm,
    template: Gc<Template>,
    prototype: Option<Gc<Object>>,
) -> JsResult<Gc<crate::object::Shape>> {
    let slots = own_names(vm, template).count() as u16;
    let mut shape = root_shape_of::<Closure>(vm, prototype, slots)?;
    for (key, attributes) in own_names(vm, template) {
        shape = shape_with(vm, shape, key, attributes)?;
    }
    template.closure_shape.set(shape);
    Ok(shape)
}

/// The constructor of [ClassDefinitionEvaluation](https://tc39.es/ecma262/#sec-runtime-semantics-classdefinitionevaluation),
/// joined with its prototype object.
pub(crate) fn class_constructor(
    vm: &mut Vm,
    template: Gc<Template>,
    environment: Option<Gc<Environment>>,
    parent: Gc<Object>,
    prototype: Gc<Object>,
) -> JsResult<Gc<Closure>> {
    // The parent is the class's own business: no shape is kept in the template.
    let shape = root_shape_of::<Closure>(vm, Some(parent), CLASS_SLOTS)?;
    let base: ObjectInit<'_> = object_base(vm, shape);
    let closure = vm.heap.allocate(ClosureInit {
        base,
        template,
        environment,
        feedback: template.feedback.get(),
        home_object: Some(prototype),
        fields: None,
    })?;
    closure.mark_callable(true);
    let function: Gc<Object> = closure.upcast();
    let (length, name, key) = (
        vm.key(Name::Length),
        vm.key(Name::Name),
        vm.key(Name::Prototype),
    );
    let number = Value::from_number(f64::from(template.length.get()));
    define_data_property(vm, function, length, number, Attributes::CONFIGURABLE)?;
    let text = match template.name.get() {
        text if text.is_undefined() => vm.empty_string().into(),
        text => text,
    };
    define_data_property(vm, function, name, text, Attributes::CONFIGURABLE)?;
    define_data_property(vm, function, key, prototype.into(), Attributes::NONE)?;
    let constructor = vm.key(Name::Constructor);
    define_data_property(
        vm,
        prototype,
        constructor,
        closure.into(),
        Attributes::HIDDEN,
    )?;
    Ok(closure)
}

/// The source text of a closure: the whole class for a class constructor.
pub(crate) fn source_of_closure(vm: &mut Vm, function: Gc<Object>) -> JsResult<Value> {
    let Some(closure) = function.cast::<Closure>() else {
        return Ok(Value::UNDEFINED);
    };
    let template = closure.template.get();
    let unit = template.unit.get();
    let span = unit
        .function(vm, FunctionIndex(template.function.get()))
        .span();
    let source = unit.source.get();
    source.slice(vm, span)
}

/// The realm of a closure.
pub(crate) fn realm_of_closure(_: &Vm, function: Gc<Object>) -> Option<Gc<Realm>> {
    let closure = function.cast::<Closure>()?;
    Some(closure.template.get().unit.get().realm.get())
}
