//! Literals and definitions.

use super::dispatch::feedback_of;
use super::exception::name_value;
use super::frame::Frame;
use super::operand::{own_array, own_object};
use super::pc::Pc;
use super::property::key;
use crate::Vm;
use crate::error::JsResult;
use crate::execution::unit::constant;
use crate::object::{
    self, Attributes, Object, PropertyDescriptor, PropertyKey, Shape, array_push,
    create_array_from_list, create_array_with_capacity, create_object_with_shape, shape_for_keys,
};
use crate::operation;
use crate::realm::Intrinsic;
use crate::string::Name;
use crate::value::Value;
use kataan_bytecode::container::Constant;
use kataan_bytecode::opcode::instructions;
use kataan_bytecode::opcode::operand::{ConstantIndex, Enumerable, FeedbackSlot, Register};
use kataan_gc::Gc;

#[cold]
#[inline(never)]
pub(super) fn load_constant(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::LoadConstant>();
    let value = name_value(vm, frame, i.constant)?;
    frame.set(i.dst.0, value);
    Ok(())
}

/// The numbers of a list constant of the running function.
fn list(vm: &mut Vm, frame: Frame, index: ConstantIndex) -> Vec<ConstantIndex> {
    let feedback = feedback_of(vm.heap.region(), frame);
    let (code, _) = feedback
        .template
        .get()
        .code_index(vm)
        .expect("the running function has code");
    match code.unit(vm).constant(index) {
        Some(
            Constant::KeyList(list) | Constant::ValueList(list) | Constant::TemplateStrings(list),
        ) => list.constants().collect(),
        _ => Vec::new(),
    }
}

/// The cell that a literal's site keeps.
fn site<T: kataan_gc::Kinded>(vm: &Vm, frame: Frame, slot: FeedbackSlot) -> Option<Gc<T>> {
    let feedback = feedback_of(vm.heap.region(), frame);
    feedback.slots()[slot.index()].extra.get()?.cast()
}

fn set_site<T: kataan_gc::CellType>(vm: &Vm, frame: Frame, slot: FeedbackSlot, cell: Gc<T>) {
    let feedback = feedback_of(vm.heap.region(), frame);
    feedback.slots()[slot.index()].extra.set(cell.erase());
}

#[inline(never)]
pub(super) fn new_object(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::NewObject>();
    let object = object::create_object(vm)?;
    frame.set(i.dst.0, object.into());
    Ok(())
}

#[inline(never)]
pub(super) fn create_object(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::CreateObject>();
    let values = frame.words(usize::from(i.values.0), usize::from(i.count));
    if let Some(shape) = site::<Shape>(vm, frame, i.feedback) {
        let object = create_object_with_shape(vm, shape, values)?;
        frame.set(i.dst.0, object.into());
        return Ok(());
    }
    let mut keys = Vec::with_capacity(values.len());
    for name in list(vm, frame, i.keys) {
        keys.push(key(vm, frame, name)?);
    }
    let prototype = vm.intrinsic(Intrinsic::ObjectPrototype);
    let object = match shape_for_keys(vm, Some(prototype), i.count, &keys)? {
        Some(shape) => {
            set_site(vm, frame, i.feedback, shape);
            create_object_with_shape(vm, shape, values)?
        }
        None => {
            let object = object::create_object(vm)?;
            for (key, value) in keys.iter().zip(values) {
                object::define_data_property(vm, object, *key, *value, Attributes::ALL)?;
            }
            object
        }
    };
    frame.set(i.dst.0, object.into());
    Ok(())
}

/// The object and key of a definition.
fn target(
    vm: &mut Vm,
    frame: Frame,
    object: Register,
    key: Register,
) -> JsResult<(Gc<Object>, PropertyKey)> {
    let object = own_object(vm, frame, object)?;
    let key = operation::to_property_key(vm, frame.get(key.0))?;
    Ok((object, key))
}

fn attributes(visibility: Enumerable) -> Attributes {
    match visibility {
        Enumerable::No => Attributes::HIDDEN,
        Enumerable::Yes => Attributes::ALL,
    }
}

#[inline(never)]
pub(super) fn define_method(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::DefineMethod>();
    let (object, key) = target(vm, frame, i.object, i.key)?;
    let descriptor = PropertyDescriptor::data(frame.get(i.function.0), attributes(i.visibility));
    operation::define_property_or_throw(vm, object, key, &descriptor)
}

fn define_accessor(
    vm: &mut Vm,
    (object, key): (Gc<Object>, PropertyKey),
    get: Option<Value>,
    set: Option<Value>,
    visibility: Enumerable,
) -> JsResult<()> {
    let descriptor = PropertyDescriptor {
        get,
        set,
        enumerable: Some(visibility == Enumerable::Yes),
        configurable: Some(true),
        ..PropertyDescriptor::default()
    };
    operation::define_property_or_throw(vm, object, key, &descriptor)
}

#[inline(never)]
pub(super) fn define_getter(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::DefineGetter>();
    let target = target(vm, frame, i.object, i.key)?;
    define_accessor(
        vm,
        target,
        Some(frame.get(i.function.0)),
        None,
        i.visibility,
    )
}

#[inline(never)]
pub(super) fn define_setter(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::DefineSetter>();
    let target = target(vm, frame, i.object, i.key)?;
    define_accessor(
        vm,
        target,
        None,
        Some(frame.get(i.function.0)),
        i.visibility,
    )
}

#[inline(never)]
pub(super) fn set_literal_prototype(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::SetLiteralPrototype>();
    let object = own_object(vm, frame, i.object)?;
    let value = frame.get(i.src.0);
    if value.is_object() || value.is_null() {
        let prototype = vm.object(value);
        operation::set_prototype_of(vm, object, prototype)?;
    }
    Ok(())
}

#[inline(never)]
pub(super) fn copy_properties(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::CopyProperties>();
    let object = own_object(vm, frame, i.object)?;
    operation::copy_data_properties(vm, object, frame.get(i.src.0), &[])
}

#[inline(never)]
pub(super) fn copy_rest_properties(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::CopyRestProperties>();
    let object = object::create_object(vm)?;
    for register in i.excluded.0..i.excluded.0 + i.count as u16 {
        // Keys in their canonical spelling, in place: the registers are the instruction's own.
        let key = operation::to_property_key(vm, frame.get(register))?;
        frame.set(register, key.to_raw());
    }
    let excluded = frame.words(usize::from(i.excluded.0), i.count as usize);
    operation::copy_data_properties(vm, object, frame.get(i.src.0), excluded)?;
    frame.set(i.dst.0, object.into());
    Ok(())
}

#[inline(never)]
pub(super) fn new_array(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::NewArray>();
    let array = create_array_with_capacity(vm, i.capacity)?;
    frame.set(i.dst.0, array.into());
    Ok(())
}

#[inline(never)]
pub(super) fn create_array(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::CreateArray>();
    let values = frame.words(usize::from(i.values.0), usize::from(i.count));
    let array = create_array_from_list(vm, values)?;
    frame.set(i.dst.0, array.into());
    Ok(())
}

/// Copies the site's first instance, which script never sees.
#[inline(never)]
pub(super) fn create_constant_array(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::CreateConstantArray>();
    let model = match site::<object::Array>(vm, frame, i.feedback) {
        Some(model) => model.upcast(),
        None => {
            let constants = list(vm, frame, i.values);
            let model = create_array_with_capacity(vm, constants.len() as u32)?;
            set_site(vm, frame, i.feedback, model);
            let feedback = feedback_of(vm.heap.region(), frame);
            let (code, _) = feedback
                .template
                .get()
                .code_index(vm)
                .expect("the running function has code");
            for index in constants {
                // The hole's constant is the hole, which is what an absent element is.
                let value = constant(vm, code, index)?;
                array_push(vm, model, value)?;
            }
            model
        }
    };
    let length = object::array_length(model);
    let elements = object::new_elements_copy(vm, model.elements.get(), 0, length as usize)?;
    let array = object::array_of_elements(vm, elements, length)?;
    frame.set(i.dst.0, array.into());
    Ok(())
}

#[inline(never)]
pub(super) fn array_append(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::ArrayAppend>();
    let array = own_array(vm, frame, i.array)?;
    for index in 0..i.count {
        array_push(vm, array, frame.get(i.values.0 + index))?;
    }
    Ok(())
}

#[inline(never)]
pub(super) fn array_append_holes(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::ArrayAppendHoles>();
    let array = own_array(vm, frame, i.array)?;
    let length = u64::from(object::array_length(array)) + u64::from(i.count);
    let key = vm.key(Name::Length);
    let descriptor = PropertyDescriptor::only_value(Value::from_number(length as f64));
    operation::define_property_or_throw(vm, array, key, &descriptor)
}

#[inline(never)]
pub(super) fn array_spread(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::ArraySpread>();
    let array = own_array(vm, frame, i.array)?;
    super::iteration::append_all(vm, array, frame.get(i.iterable.0))
}

#[inline(never)]
pub(super) fn create_regexp(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::CreateRegexp>();
    let feedback = feedback_of(vm.heap.region(), frame);
    let (code, _) = feedback
        .template
        .get()
        .code_index(vm)
        .expect("the running function has code");
    let Some(Constant::RegExp { pattern, flags }) = code.unit(vm).constant(i.pattern) else {
        return Ok(());
    };
    let (pattern, flags) = (constant(vm, code, pattern)?, constant(vm, code, flags)?);
    let object = match vm.hooks.create_regexp {
        Some(create) => create(vm, pattern, flags)?,
        // The intrinsic constructor does the same, only slower.
        None => {
            let constructor = vm.intrinsic(Intrinsic::RegExp);
            if !constructor.is_constructor() {
                let text = "regular expressions are not part of this build";
                return Err(vm.throw_error_text(crate::error::ErrorKind::SyntaxError, text));
            }
            operation::construct(vm, constructor, &[pattern, flags], None)?
        }
    };
    frame.set(i.dst.0, object.into());
    Ok(())
}

/// [GetTemplateObject](https://tc39.es/ecma262/#sec-gettemplateobject)
#[inline(never)]
pub(super) fn get_template_object(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::GetTemplateObject>();
    if let Some(object) = site::<object::Array>(vm, frame, i.feedback) {
        frame.set(i.dst.0, object.into());
        return Ok(());
    }
    let strings = list(vm, frame, i.strings);
    let feedback = feedback_of(vm.heap.region(), frame);
    let (code, _) = feedback
        .template
        .get()
        .code_index(vm)
        .expect("the running function has code");
    let (cooked, raw) = strings.split_at(strings.len() / 2);
    let mut arrays = [None; 2];
    for (place, constants) in [(0, cooked), (1, raw)] {
        let array = create_array_with_capacity(vm, constants.len() as u32)?;
        arrays[place] = Some(array);
        for index in constants {
            let value = constant(vm, code, *index)?;
            array_push(vm, array, value)?;
        }
    }
    let [Some(template), Some(raw)] = arrays else {
        return Ok(());
    };
    operation::set_integrity_level(vm, raw, operation::IntegrityLevel::Frozen)?;
    let key = vm.key(Name::Raw);
    object::define_data_property(vm, template, key, raw.into(), Attributes::NONE)?;
    operation::set_integrity_level(vm, template, operation::IntegrityLevel::Frozen)?;
    set_site(vm, frame, i.feedback, template);
    frame.set(i.dst.0, template.into());
    Ok(())
}
