//! Module namespace exotic objects (clause 10.4.6).
//!
//! Exports are kept sorted by name; each names a slot of the exporting module's environment, which
//! another folder owns, or a namespace object.

use super::internal_methods::{InternalMethods, ORDINARY};
use super::ordinary::*;
use super::property::{Attributes, PropertyDescriptor};
use super::property_key::PropertyKey;
use super::storage::define_data_property;
use super::{Object, new_object_base};
use crate::error::{JsResult, describe_key, message};
use crate::operation;
use crate::string::from_str;
use crate::symbol::WellKnownSymbol;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{AnyCell, Field, Gc, Nullable, Plain, RootedList, Slot, cell, cell_part};

cell_part! {
    /// An export: a slot of an environment, or a value if there is no environment.
    pub struct NamespaceExport {
        /// The raw property key.
        pub name: Slot,
        /// The value, if `environment` is null.
        pub value: Slot,
        /// The environment that has the binding.
        pub environment: Nullable<AnyCell>,
        /// Its slot.
        pub slot: Plain<u32>,
    }
}

cell! {
    /// The exports of a namespace in order.
    pub struct NamespaceExports {}
    tail pub exports: [NamespaceExport; word];
}

cell! {
    /// A module namespace object.
    pub struct ModuleNamespace: Object {
        /// Its exports, sorted by code units.
        pub exports: Field<NamespaceExports>,
        /// The module, for the module loader.
        pub module: Nullable<AnyCell>,
        /// Of a deferred namespace: whether the module must be evaluated before an access.
        pub is_deferred: Plain<bool>,
    }
}

/// The internal methods of namespaces.
pub(super) static METHODS: InternalMethods = InternalMethods {
    set_prototype_of,
    is_extensible: |_, _| Ok(false),
    prevent_extensions: |_, _| Ok(true),
    get_own_property,
    define_own_property,
    has_property,
    get,
    set: |_, _, _, _, _| Ok(false),
    delete,
    own_property_keys,
    ..ORDINARY
};

impl ModuleNamespace {
    /// [ModuleNamespaceCreate](https://tc39.es/ecma262/#sec-modulenamespacecreate).
    pub fn create(
        vm: &mut Vm,
        exports: Gc<NamespaceExports>,
        module: Option<Gc<AnyCell>>,
        tag: &str,
    ) -> JsResult<Gc<Object>> {
        let base = new_object_base::<ModuleNamespace>(vm, None, 1)?;
        let init = ModuleNamespaceInit {
            base,
            exports,
            module,
            is_deferred: false,
        };
        let object: Gc<Object> = vm.heap.allocate(init)?.upcast();
        object.mark_exotic();
        let tag = from_str(vm, tag)?;
        let key = vm.symbol_key(WellKnownSymbol::ToStringTag);
        define_data_property(vm, object, key, tag.into(), Attributes::NONE)?;
        super::ordinary::ordinary_prevent_extensions(vm, object)?;
        Ok(object)
    }
}

/// Evaluates a deferred module before its exports are looked at; `then` and symbols do not count.
fn prepare(vm: &mut Vm, object: Gc<Object>, key: Option<PropertyKey>) -> JsResult<()> {
    let Some(namespace) = object.cast::<ModuleNamespace>() else {
        return Ok(());
    };
    if !namespace.is_deferred.get() {
        return Ok(());
    }
    if key.is_some_and(|key| key.is_symbol() || key == vm.key(crate::string::Name::Then)) {
        return Ok(());
    }
    match vm.hooks.evaluate_deferred {
        Some(evaluate) => evaluate(vm, object),
        None => Ok(()),
    }
}

enum Export {
    None,
    Uninitialized,
    Value(Value),
}

fn export(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<Export> {
    prepare(vm, object, Some(key))?;
    let Some(namespace) = object.cast::<ModuleNamespace>() else {
        return Ok(Export::None);
    };
    if namespace.is_deferred.get() && key == vm.key(crate::string::Name::Then) {
        return Ok(Export::None);
    }
    let exports = namespace.exports.get();
    let Some(export) = exports
        .exports()
        .iter()
        .find(|export| export.name.get() == key.to_raw())
    else {
        return Ok(Export::None);
    };
    let value = match (export.environment.get(), vm.hooks.environment) {
        (Some(environment), Some(access)) => (access.get)(environment, export.slot.get()),
        _ => export.value.get(),
    };
    Ok(if value.is_uninitialized() {
        Export::Uninitialized
    } else {
        Export::Value(value)
    })
}

fn uninitialized<T>(vm: &mut Vm, key: PropertyKey) -> JsResult<T> {
    let text = describe_key(vm, key);
    Err(vm.throw_reference_error(message::NAMESPACE_UNINITIALIZED, &[&text]))
}

fn set_prototype_of(_: &mut Vm, _: Gc<Object>, prototype: Option<Gc<Object>>) -> JsResult<bool> {
    Ok(prototype.is_none())
}

fn get_own_property(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
) -> JsResult<Option<PropertyDescriptor>> {
    if key.is_symbol() {
        return ordinary_get_own_property(vm, object, key);
    }
    match export(vm, object, key)? {
        Export::None => Ok(None),
        Export::Uninitialized => uninitialized(vm, key),
        Export::Value(value) => {
            let attributes = Attributes::WRITABLE.with(Attributes::ENUMERABLE);
            Ok(Some(PropertyDescriptor::data(value, attributes)))
        }
    }
}

fn define_own_property(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    descriptor: &PropertyDescriptor,
) -> JsResult<bool> {
    if key.is_symbol() {
        return ordinary_define_own_property(vm, object, key, descriptor);
    }
    let Some(current) = get_own_property(vm, object, key)? else {
        return Ok(false);
    };
    if descriptor.configurable == Some(true)
        || descriptor.enumerable == Some(false)
        || descriptor.is_accessor()
        || descriptor.writable == Some(false)
    {
        return Ok(false);
    }
    match descriptor.value {
        Some(value) => operation::same_value(vm, value, current.value_or_undefined()),
        None => Ok(true),
    }
}

fn has_property(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<bool> {
    if key.is_symbol() {
        return ordinary_has_property(vm, object, key);
    }
    Ok(!matches!(export(vm, object, key)?, Export::None))
}

fn get(vm: &mut Vm, object: Gc<Object>, key: PropertyKey, receiver: Value) -> JsResult<Value> {
    if key.is_symbol() {
        return ordinary_get(vm, object, key, receiver);
    }
    match export(vm, object, key)? {
        Export::None => Ok(Value::UNDEFINED),
        Export::Uninitialized => uninitialized(vm, key),
        Export::Value(value) => Ok(value),
    }
}

fn delete(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<bool> {
    if key.is_symbol() {
        return ordinary_delete(vm, object, key);
    }
    Ok(matches!(export(vm, object, key)?, Export::None))
}

fn own_property_keys(vm: &mut Vm, object: Gc<Object>) -> JsResult<RootedList> {
    prepare(vm, object, None)?;
    let keys = vm.heap.new_list()?;
    if let Some(namespace) = object.cast::<ModuleNamespace>() {
        let exports = namespace.exports.get();
        for export in exports.exports() {
            let is_then = export.name.get() == vm.key(crate::string::Name::Then).to_raw();
            if !(namespace.is_deferred.get() && is_then) {
                keys.push(&mut vm.heap, export.name.get())?;
            }
        }
    }
    append_named_keys(vm, object, keys)?;
    Ok(keys)
}
