//! Integrity levels of objects (clauses 7.3.15 and 7.3.16).

use super::{
    define_property_or_throw, get_own_property, is_extensible, own_property_keys,
    prevent_extensions,
};
use crate::error::JsResult;
use crate::execution::late_properties::complete;
use crate::object::{
    Object, PropertyDescriptor, PropertyKey, Restriction, is_restricted, restrict_ordinary,
};
use crate::vm::Vm;
use kataan_gc::Gc;

/// How much of an object is fixed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IntegrityLevel {
    /// No property can be added, removed or reconfigured.
    Sealed,
    /// Nor can values change.
    Frozen,
}

impl IntegrityLevel {
    fn restriction(self) -> Restriction {
        match self {
            IntegrityLevel::Sealed => Restriction::Sealed,
            IntegrityLevel::Frozen => Restriction::Frozen,
        }
    }
}

/// [SetIntegrityLevel](https://tc39.es/ecma262/#sec-setintegritylevel).
pub fn set_integrity_level(
    vm: &mut Vm,
    object: Gc<Object>,
    level: IntegrityLevel,
) -> JsResult<bool> {
    complete(vm, object)?;
    if !object.is_exotic() {
        restrict_ordinary(vm, object, level.restriction())?;
        return Ok(true);
    }
    if !prevent_extensions(vm, object)? {
        return Ok(false);
    }
    let keys = own_property_keys(vm, object)?;
    for (index, raw) in keys.iter().enumerate() {
        vm.check_interrupt_every(index as u64)?;
        let key = PropertyKey::from_raw(raw);
        let mut descriptor = PropertyDescriptor {
            configurable: Some(false),
            ..PropertyDescriptor::default()
        };
        if level == IntegrityLevel::Frozen {
            match get_own_property(vm, object, key)? {
                None => continue,
                Some(current) if !current.is_accessor() => descriptor.writable = Some(false),
                Some(_) => {}
            }
        }
        define_property_or_throw(vm, object, key, &descriptor)?;
    }
    Ok(true)
}

/// [TestIntegrityLevel](https://tc39.es/ecma262/#sec-testintegritylevel).
pub fn test_integrity_level(
    vm: &mut Vm,
    object: Gc<Object>,
    level: IntegrityLevel,
) -> JsResult<bool> {
    complete(vm, object)?;
    if !object.is_exotic() {
        return Ok(is_restricted(vm, object, level.restriction()));
    }
    if is_extensible(vm, object)? {
        return Ok(false);
    }
    let keys = own_property_keys(vm, object)?;
    for (index, raw) in keys.iter().enumerate() {
        vm.check_interrupt_every(index as u64)?;
        let Some(current) = get_own_property(vm, object, PropertyKey::from_raw(raw))? else {
            continue;
        };
        if current.is_configurable() || (level == IntegrityLevel::Frozen && current.is_writable()) {
            return Ok(false);
        }
    }
    Ok(true)
}
