//! Essential internal methods (clause 6.1.7.2): one table of functions for each kind of object.
//!
//! Ordinary objects never come here: their methods are called directly, after one test of a flag.

use super::ordinary::*;
use super::property::PropertyDescriptor;
use super::property_key::PropertyKey;
use super::{
    Array, BoundFunction, ForeignReference, MappedArguments, ModuleNamespace, Object, Proxy,
    StringObject, TypedArray, arguments, array, foreign, namespace, proxy, string_object,
    typed_array,
};
use crate::error::JsResult;
use crate::execution::{closure::Closure, late_properties};
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Gc, Kinded, RootedList};

type Target = Gc<Object>;

/// The internal methods of a kind.
#[derive(Clone, Copy)]
#[allow(clippy::type_complexity)]
pub struct InternalMethods {
    /// `[[GetPrototypeOf]]`
    pub get_prototype_of: fn(&mut Vm, Target) -> JsResult<Option<Target>>,
    /// `[[SetPrototypeOf]]`
    pub set_prototype_of: fn(&mut Vm, Target, Option<Target>) -> JsResult<bool>,
    /// `[[IsExtensible]]`
    pub is_extensible: fn(&mut Vm, Target) -> JsResult<bool>,
    /// `[[PreventExtensions]]`
    pub prevent_extensions: fn(&mut Vm, Target) -> JsResult<bool>,
    /// `[[GetOwnProperty]]`
    pub get_own_property: fn(&mut Vm, Target, PropertyKey) -> JsResult<Option<PropertyDescriptor>>,
    /// `[[DefineOwnProperty]]`
    pub define_own_property:
        fn(&mut Vm, Target, PropertyKey, &PropertyDescriptor) -> JsResult<bool>,
    /// `[[HasProperty]]`
    pub has_property: fn(&mut Vm, Target, PropertyKey) -> JsResult<bool>,
    /// `[[Get]]`
    pub get: fn(&mut Vm, Target, PropertyKey, Value) -> JsResult<Value>,
    /// `[[Set]]`
    pub set: fn(&mut Vm, Target, PropertyKey, Value, Value) -> JsResult<bool>,
    /// `[[Delete]]`
    pub delete: fn(&mut Vm, Target, PropertyKey) -> JsResult<bool>,
    /// `[[OwnPropertyKeys]]`: raw keys, see [`PropertyKey::to_raw`].
    pub own_property_keys: fn(&mut Vm, Target) -> JsResult<RootedList>,
}

impl core::fmt::Debug for InternalMethods {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("InternalMethods").finish_non_exhaustive()
    }
}

/// Those of ordinary objects, to start the table of an exotic kind from.
pub const ORDINARY: InternalMethods = InternalMethods {
    get_prototype_of: ordinary_get_prototype_of,
    set_prototype_of: ordinary_set_prototype_of,
    is_extensible: ordinary_is_extensible,
    prevent_extensions: ordinary_prevent_extensions,
    get_own_property: ordinary_get_own_property,
    define_own_property: ordinary_define_own_property,
    has_property: ordinary_has_property,
    get: ordinary_get,
    set: ordinary_set,
    delete: ordinary_delete,
    own_property_keys: ordinary_own_property_keys,
};

/// The internal methods of a kind that a crate above declares.
#[derive(Clone, Copy, Debug)]
pub struct KindMethods {
    /// The kind's id.
    pub kind: u8,
    /// Its methods.
    pub methods: &'static InternalMethods,
}

/// The tables by kind.
pub fn method_table(kinds: &[KindMethods]) -> Box<[&'static InternalMethods; 256]> {
    let mut table: Box<[&'static InternalMethods; 256]> = Box::new([&ORDINARY; 256]);
    let own: [(u8, &'static InternalMethods); 8] = [
        (Closure::KIND, &late_properties::METHODS),
        (Array::KIND, &array::METHODS),
        (MappedArguments::KIND, &arguments::METHODS),
        (StringObject::KIND, &string_object::METHODS),
        (TypedArray::KIND, &typed_array::METHODS),
        (ModuleNamespace::KIND, &namespace::METHODS),
        (Proxy::KIND, &proxy::METHODS),
        (ForeignReference::KIND, &foreign::METHODS),
    ];
    let _ = BoundFunction::KIND;
    for (kind, methods) in own {
        table[usize::from(kind)] = methods;
    }
    for kind in kinds {
        table[usize::from(kind.kind)] = kind.methods;
    }
    table
}

impl Vm {
    /// The internal methods of an object.
    #[inline(always)]
    pub fn methods_of(&self, object: Gc<Object>) -> &'static InternalMethods {
        self.methods[usize::from(object.kind())]
    }
}
