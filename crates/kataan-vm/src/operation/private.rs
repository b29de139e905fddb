//! Private members of objects (clauses 7.3.26 to 7.3.32).
//!
//! A private name is a symbol that reflection never sees, so that a private member is a named
//! property: a field is writable, a method is not, an accessor is one.

use crate::error::{JsResult, describe_key, message};
use crate::object::{
    Attributes, ModuleNamespace, Object, Own, PropertyKey, Proxy, add_own, find_own, read_own,
    write_own,
};
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::Gc;

/// A private method or accessor.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum PrivateElement {
    Method(Value),
    Accessor { get: Value, set: Value },
}

/// Whether the object has the member: `#name in object`.
#[inline]
pub fn private_has(_: &mut Vm, object: Gc<Object>, name: PropertyKey) -> bool {
    object.shape().has(name)
}

/// Whether private members may be added. A namespace is never extensible; a proxy's own members are
/// no business of its target, nor of its traps.
fn accepts_members(object: Gc<Object>) -> bool {
    if object.is_exotic() {
        if object.cast::<ModuleNamespace>().is_some() {
            return false;
        }
        if object.cast::<Proxy>().is_some() {
            return true;
        }
    }
    object.shape().is_extensible()
}

fn check_absent(vm: &mut Vm, object: Gc<Object>, name: PropertyKey) -> JsResult<()> {
    if !accepts_members(object) {
        let (name, text) = (
            describe_key(vm, name),
            crate::error::describe(vm, object.into()),
        );
        return Err(vm.throw_type_error(message::NOT_EXTENSIBLE, &[&name, &text]));
    }
    if private_has(vm, object, name) {
        let text = describe_key(vm, name);
        return Err(vm.throw_type_error(message::PRIVATE_EXISTS, &[&text]));
    }
    Ok(())
}

/// [PrivateFieldAdd](https://tc39.es/ecma262/#sec-privatefieldadd).
pub fn private_field_add(
    vm: &mut Vm,
    object: Gc<Object>,
    name: PropertyKey,
    value: Value,
) -> JsResult<()> {
    check_absent(vm, object, name)?;
    add_own(
        vm,
        object,
        name,
        value,
        Value::UNDEFINED,
        Attributes::WRITABLE,
    )
}

/// [PrivateMethodOrAccessorAdd](https://tc39.es/ecma262/#sec-privatemethodoraccessoradd).
pub fn private_method_or_accessor_add(
    vm: &mut Vm,
    object: Gc<Object>,
    name: PropertyKey,
    element: PrivateElement,
) -> JsResult<()> {
    check_absent(vm, object, name)?;
    match element {
        PrivateElement::Method(method) => {
            add_own(vm, object, name, method, Value::UNDEFINED, Attributes::NONE)
        }
        PrivateElement::Accessor { get, set } => {
            add_own(vm, object, name, get, set, Attributes::ACCESSOR)
        }
    }
}

/// [PrivateGet](https://tc39.es/ecma262/#sec-privateget).
pub fn private_get(vm: &mut Vm, object: Gc<Object>, name: PropertyKey) -> JsResult<Value> {
    let missing = match read_own(object, find_own(object, name)) {
        Own::Data(value, _) => return Ok(value),
        Own::Accessor(get, ..) if !get.is_undefined() => {
            return super::call(vm, get, object.into(), &[]);
        }
        Own::Accessor(..) => message::PRIVATE_NO_GETTER,
        Own::Absent => message::PRIVATE_MISSING,
    };
    let text = describe_key(vm, name);
    Err(vm.throw_type_error(missing, &[&text]))
}

/// [PrivateSet](https://tc39.es/ecma262/#sec-privateset).
pub fn private_set(
    vm: &mut Vm,
    object: Gc<Object>,
    name: PropertyKey,
    value: Value,
) -> JsResult<()> {
    let place = find_own(object, name);
    let refused = match read_own(object, place) {
        Own::Data(_, attributes) if attributes.is_writable() => {
            write_own(object, place, value);
            return Ok(());
        }
        Own::Accessor(_, set, _) if !set.is_undefined() => {
            super::call(vm, set, object.into(), &[value])?;
            return Ok(());
        }
        Own::Data(..) => message::PRIVATE_READ_ONLY,
        Own::Accessor(..) => message::PRIVATE_NO_SETTER,
        Own::Absent => message::PRIVATE_MISSING,
    };
    let text = describe_key(vm, name);
    Err(vm.throw_type_error(refused, &[&text]))
}
