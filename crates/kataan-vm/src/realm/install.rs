//! Filling a realm with built-in objects from the tables.

use super::{Intrinsic, Realm};
use crate::error::JsResult;
use crate::execution::closure::Closure;
use crate::native::{
    Args, Constructor, IntrinsicObject, Key, NativeId, ObjectForm, Property, PropertyKind,
    PropertyValue,
};
use crate::object::{
    Array, Attributes, Object, Own, PropertyKey, ShapeFlags, allocate_native, array_create,
    create_from_table, create_primitive_object, define_accessor_property, define_data_property,
    define_function_properties, find_own, function_name_value, new_object_base,
    ordinary_object_create_with_capacity, read_own, set_prototype_unchecked, string_create,
};
use crate::string::{Name, from_str};
use crate::symbol::WellKnownSymbol;
use crate::value::Value;
use crate::vm::Vm;
use kataan_bytecode::container::FunctionFlags;
use kataan_gc::Gc;

/// Makes all intrinsic objects of a realm, which is current.
pub(super) fn install(vm: &mut Vm, realm: Gc<Realm>) -> JsResult<()> {
    make_roots(vm, realm)?;
    let tables = vm.native_tables.clone();
    let mut next = 0;
    for table in &tables {
        // Objects first, so that rows may name any of them.
        let mut number = next;
        for object in table.objects {
            make_object(vm, realm, object, number)?;
            number += function_count(object);
        }
        let mut number = next;
        for object in table.objects {
            let target = realm.intrinsic(object.intrinsic);
            fill_object(vm, realm, object, target, number)?;
            number += function_count(object);
        }
        next = number + count_rows(table.functions);
    }
    Ok(())
}

/// The objects that everything else needs to exist: the two roots, the global object, and a plain
/// object in place of each intrinsic until its table makes it.
fn make_roots(vm: &mut Vm, realm: Gc<Realm>) -> JsResult<()> {
    let object_prototype = ordinary_object_create_with_capacity(vm, None, 0)?;
    crate::object::make_prototype(vm, object_prototype)?;
    object_prototype
        .shape()
        .add_flags(ShapeFlags::IMMUTABLE_PROTOTYPE);
    realm.set_intrinsic(Intrinsic::ObjectPrototype, object_prototype);
    let placeholder = ordinary_object_create_with_capacity(vm, Some(object_prototype), 0)?;
    for intrinsic in Intrinsic::ALL {
        if *intrinsic != Intrinsic::ObjectPrototype {
            realm.set_intrinsic(*intrinsic, placeholder);
        }
    }
    // Function.prototype is itself a function that accepts anything and returns undefined.
    let nothing = vm.natives.id_of(|_, _| Ok(Value::UNDEFINED));
    let function_prototype = allocate_native(vm, nothing, Some(object_prototype), &[], false)?;
    let empty = vm.empty_string().into();
    define_function_properties(vm, function_prototype, empty, 0.0)?;
    realm.set_intrinsic(Intrinsic::FunctionPrototype, function_prototype);
    let global = ordinary_object_create_with_capacity(vm, Some(object_prototype), 0)?;
    crate::object::make_unique(vm, global)?;
    realm.set_intrinsic(Intrinsic::Global, global);
    realm.global_object.set(global);
    realm.global_this.set(global.into());
    make_exotic_prototypes(vm, realm, object_prototype)?;
    make_thrower(vm, realm)
}

/// Prototypes that are instances of their own kind.
fn make_exotic_prototypes(
    vm: &mut Vm,
    realm: Gc<Realm>,
    object_prototype: Gc<Object>,
) -> JsResult<()> {
    let array = array_create(vm, 0, Some(object_prototype))?;
    let _: Option<Gc<Array>> = array.cast();
    realm.set_intrinsic(Intrinsic::ArrayPrototype, array);
    let empty = vm.empty_string();
    let string = string_create(vm, empty, object_prototype)?;
    realm.set_intrinsic(Intrinsic::StringPrototype, string);
    let number = create_primitive_object(vm, object_prototype, Value::ZERO)?;
    realm.set_intrinsic(Intrinsic::NumberPrototype, number);
    let boolean = create_primitive_object(vm, object_prototype, Value::FALSE)?;
    realm.set_intrinsic(Intrinsic::BooleanPrototype, boolean);
    Ok(())
}

/// [%ThrowTypeError%](https://tc39.es/ecma262/#sec-%throwtypeerror%).
///
/// DEPARTURE: with a sloppy function as receiver it gives `undefined`: old programs ask such functions
/// for their `caller` and `arguments`, and no engine lets them fail. Not `null`, which tells programs
/// (and the conformance suite) that callers are known, and that there is none.
fn throw_type_error(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if let Some(closure) = vm.heap.gc::<Closure>(args.this())
        && closure.template.get().has(FunctionFlags::CONSTRUCTOR)
        && !closure.template.get().has(FunctionFlags::STRICT)
    {
        return Ok(Value::UNDEFINED);
    }
    Err(vm.throw_type_error(crate::error::message::RESTRICTED_PROPERTY, &[]))
}

/// Makes the realm's %ThrowTypeError%, and the properties of functions that it restricts.
fn make_thrower(vm: &mut Vm, realm: Gc<Realm>) -> JsResult<()> {
    let code = vm.natives.id_of(throw_type_error);
    let prototype = realm.intrinsic(Intrinsic::FunctionPrototype);
    let thrower = allocate_native(vm, code, Some(prototype), &[], false)?;
    let (length, name) = (vm.key(Name::Length), vm.key(Name::Name));
    let empty = vm.empty_string().into();
    define_data_property(vm, thrower, length, Value::ZERO, Attributes::NONE)?;
    define_data_property(vm, thrower, name, empty, Attributes::NONE)?;
    crate::object::ordinary_prevent_extensions(vm, thrower)?;
    realm.set_intrinsic(Intrinsic::ThrowTypeError, thrower);
    for name in [Name::Caller, Name::Arguments] {
        let key = vm.key(name);
        let thrower = thrower.into();
        define_accessor_property(
            vm,
            prototype,
            key,
            thrower,
            thrower,
            Attributes::CONFIGURABLE,
        )?;
    }
    Ok(())
}

/// How many numbers the functions of an object take; in the order of `Natives::add`.
fn function_count(object: &IntrinsicObject) -> u32 {
    let own = match object.form {
        ObjectForm::Constructor(_) | ObjectForm::Function(..) => 1,
        ObjectForm::Ordinary(_) | ObjectForm::Existing => 0,
    };
    own + count_rows(object.properties)
}

fn count_rows(rows: &[Property]) -> u32 {
    rows.iter().map(count_row).sum()
}

fn count_row(row: &Property) -> u32 {
    match row.kind {
        PropertyKind::Method(_) => 1,
        PropertyKind::Accessor(accessor) => {
            u32::from(accessor.get.is_some()) + u32::from(accessor.set.is_some())
        }
        PropertyKind::Value(_) | PropertyKind::Alias(_) => 0,
    }
}

fn prototype_of(realm: Gc<Realm>, object: &IntrinsicObject) -> Option<Gc<Object>> {
    object.prototype.map(|prototype| realm.intrinsic(prototype))
}

fn make_object(
    vm: &mut Vm,
    realm: Gc<Realm>,
    object: &IntrinsicObject,
    number: u32,
) -> JsResult<()> {
    let made = match object.form {
        ObjectForm::Existing => {
            let existing = realm.intrinsic(object.intrinsic);
            let prototype = prototype_of(realm, object);
            if existing.shape().prototype() != prototype {
                set_prototype_unchecked(vm, existing, prototype)?;
            }
            return Ok(());
        }
        ObjectForm::Ordinary(_) => {
            let base = new_object_base::<Object>(vm, prototype_of(realm, object), 0)?;
            vm.heap.allocate(base)?
        }
        ObjectForm::Function(name, length, _) => {
            let function = allocate_native(
                vm,
                NativeId(number),
                prototype_of(realm, object),
                &[],
                false,
            )?;
            let key = key_of(vm, name)?;
            let name = function_name_value(vm, key, None)?;
            define_function_properties(vm, function, name, f64::from(length))?;
            function
        }
        ObjectForm::Constructor(constructor) => {
            let function =
                allocate_native(vm, NativeId(number), prototype_of(realm, object), &[], true)?;
            let name = from_str(vm, constructor.name)?.into();
            define_function_properties(vm, function, name, f64::from(constructor.length))?;
            function
        }
    };
    // One of its kind: no use in a tree of shapes.
    crate::object::make_unique(vm, made)?;
    realm.set_intrinsic(object.intrinsic, made);
    Ok(())
}

fn fill_object(
    vm: &mut Vm,
    realm: Gc<Realm>,
    object: &IntrinsicObject,
    target: Gc<Object>,
    number: u32,
) -> JsResult<()> {
    let mut number = number;
    match object.form {
        ObjectForm::Constructor(constructor) => {
            number += 1;
            link_constructor(vm, realm, target, &constructor)?;
        }
        ObjectForm::Function(..) => number += 1,
        ObjectForm::Ordinary(Some(name)) => {
            let key = key_of(vm, name)?;
            let global = realm.global_object();
            define_data_property(vm, global, key, target.into(), Attributes::HIDDEN)?;
        }
        ObjectForm::Ordinary(None) | ObjectForm::Existing => {}
    }
    for row in object.properties {
        install_row(vm, realm, target, row, number)?;
        number += count_row(row);
    }
    Ok(())
}

fn link_constructor(
    vm: &mut Vm,
    realm: Gc<Realm>,
    function: Gc<Object>,
    it: &Constructor,
) -> JsResult<()> {
    if let Some(prototype) = it.prototype {
        let prototype = realm.intrinsic(prototype);
        let key = vm.key(Name::Prototype);
        define_data_property(vm, function, key, prototype.into(), Attributes::NONE)?;
        // A prototype whose `constructor` is not the usual property has a row for it.
        let key = vm.key(Name::Constructor);
        if matches!(read_own(prototype, find_own(prototype, key)), Own::Absent) {
            define_data_property(vm, prototype, key, function.into(), Attributes::HIDDEN)?;
        }
    }
    if it.global {
        let key = key_of(vm, it.name)?;
        let global = realm.global_object();
        define_data_property(vm, global, key, function.into(), Attributes::HIDDEN)?;
    }
    Ok(())
}

/// The property key of a row.
pub(crate) fn key_of(vm: &mut Vm, key: Key) -> JsResult<PropertyKey> {
    match WellKnownSymbol::of_row_key(key) {
        Some(symbol) => Ok(vm.symbol_key(symbol)),
        None => vm.intern(key),
    }
}

fn install_row(
    vm: &mut Vm,
    realm: Gc<Realm>,
    target: Gc<Object>,
    row: &Property,
    number: u32,
) -> JsResult<()> {
    let key = key_of(vm, row.key)?;
    match row.kind {
        PropertyKind::Method(function) => {
            let name = key_of(vm, function.name)?;
            let object = create_from_table(vm, NativeId(number), name, function.length, None)?;
            if let Some(intrinsic) = function.intrinsic {
                realm.set_intrinsic(intrinsic, object);
            }
            define_data_property(vm, target, key, object.into(), row.attributes)
        }
        PropertyKind::Accessor(accessor) => {
            let mut number = number;
            let mut get = Value::UNDEFINED;
            if accessor.get.is_some() {
                get = create_from_table(vm, NativeId(number), key, 0, Some("get"))?.into();
                number += 1;
            }
            let mut set = Value::UNDEFINED;
            if accessor.set.is_some() {
                set = create_from_table(vm, NativeId(number), key, 1, Some("set"))?.into();
            }
            define_accessor_property(vm, target, key, get, set, row.attributes)
        }
        PropertyKind::Value(value) => {
            let value = row_value(vm, realm, value)?;
            define_data_property(vm, target, key, value, row.attributes)
        }
        PropertyKind::Alias(of) => {
            let of = key_of(vm, of)?;
            // Read from where an earlier row put it: the target may be exotic.
            let value = match read_own(target, find_own(target, of)) {
                Own::Data(value, _) => value,
                Own::Accessor(..) | Own::Absent => Value::UNDEFINED,
            };
            define_data_property(vm, target, key, value, row.attributes)
        }
    }
}

fn row_value(vm: &mut Vm, realm: Gc<Realm>, value: PropertyValue) -> JsResult<Value> {
    Ok(match value {
        PropertyValue::Undefined => Value::UNDEFINED,
        PropertyValue::Null => Value::NULL,
        PropertyValue::Boolean(boolean) => Value::from_bool(boolean),
        PropertyValue::Integer(integer) => Value::from_i32(integer),
        PropertyValue::Number(number) => Value::from_number(number),
        PropertyValue::String(text) => from_str(vm, text)?.into(),
        PropertyValue::Intrinsic(intrinsic) => realm.intrinsic(intrinsic).into(),
        PropertyValue::Names(names) => {
            let object = ordinary_object_create_with_capacity(vm, None, names.len() as u16)?;
            for name in names {
                let key = vm.intern(name)?;
                define_data_property(vm, object, key, Value::TRUE, Attributes::ALL)?;
            }
            object.into()
        }
        PropertyValue::Symbol(name) => key_of(vm, name)?.to_raw(),
    })
}
