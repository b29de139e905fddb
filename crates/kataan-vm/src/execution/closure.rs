//! Closures (10.2): function objects with bytecode.
//!
//! Creating one is one allocation: a template keeps the shape of its closures (`length` and `name`
//! are their slots), and everything else is shared by them. Their `prototype` is made when somebody
//! looks ([`late_properties`](super::late_properties)).

use super::environment::Environment;
use super::template::Template;
use crate::Vm;
use crate::error::JsResult;
use crate::inline_cache::feedback::FeedbackVector;
use crate::object::{
    Attributes, Object, ObjectInit, Shape, define_data_property, incomplete_root_shape_of,
    object_base, root_shape_of, with_length_and_name,
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

/// Inline slots of other closures: `length` and `name`.
const SLOTS: u16 = 2;

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
    let values = [length, name];
    let mut base = object_base(vm, shape);
    base.inline_slots = TailInit::Copy(&values);
    let closure = vm.heap.allocate(ClosureInit {
        base,
        template,
        environment,
        feedback: template.feedback.get(),
        home_object: None,
        fields: None,
    })?;
    closure.mark_callable(template.has(FunctionFlags::CONSTRUCTOR));
    if template.has(FunctionFlags::PROTOTYPE) {
        // Until its late property is made.
        closure.mark_exotic();
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

/// The shape of the closures of a template, kept in it.
fn closure_shape(
    vm: &mut Vm,
    template: Gc<Template>,
    prototype: Option<Gc<Object>>,
) -> JsResult<Gc<Shape>> {
    let root = if template.has(FunctionFlags::PROTOTYPE) {
        incomplete_root_shape_of::<Closure>(vm, prototype, SLOTS)?
    } else {
        root_shape_of::<Closure>(vm, prototype, SLOTS)?
    };
    let shape = with_length_and_name(vm, root)?;
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
