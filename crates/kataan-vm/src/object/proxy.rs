//! Proxy objects (clause 10.5): creation, and the way to their traps. The traps are in
//! `proxy_traps`.

use super::internal_methods::InternalMethods;
use super::property_key::PropertyKey;
use super::proxy_traps as traps;
use super::{Object, new_object_base};
use crate::error::{JsResult, describe, message};
use crate::operation;
use crate::string::Name;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Gc, Nullable, cell};

cell! {
    /// A proxy; both fields are null once it is revoked.
    pub struct Proxy: Object {
        pub(crate) target: Nullable<Object>,
        pub(crate) handler: Nullable<Object>,
    }
}

impl Proxy {
    /// `[[ProxyTarget]]`.
    pub fn target(&self) -> Option<Gc<Object>> {
        self.target.get()
    }

    /// `[[ProxyHandler]]`.
    pub fn handler(&self) -> Option<Gc<Object>> {
        self.handler.get()
    }

    /// Revokes it.
    pub fn revoke(&self) {
        self.target.set(None);
        self.handler.set(None);
    }
}

/// The internal methods of proxies.
pub(super) static METHODS: InternalMethods = InternalMethods {
    get_prototype_of: traps::get_prototype_of,
    set_prototype_of: traps::set_prototype_of,
    is_extensible: traps::is_extensible,
    prevent_extensions: traps::prevent_extensions,
    get_own_property: traps::get_own_property,
    define_own_property: traps::define_own_property,
    has_property: traps::has_property,
    get: traps::get,
    set: traps::set,
    delete: traps::delete,
    own_property_keys: traps::own_property_keys,
};

/// [ProxyCreate](https://tc39.es/ecma262/#sec-proxycreate).
pub fn proxy_create(vm: &mut Vm, target: Value, handler: Value) -> JsResult<Gc<Object>> {
    let target = crate::value::expect_object(vm, target)?;
    let handler = crate::value::expect_object(vm, handler)?;
    let base = new_object_base::<Proxy>(vm, None, 0)?;
    let init = ProxyInit {
        base,
        target: Some(target),
        handler: Some(handler),
    };
    let proxy: Gc<Object> = vm.heap.allocate(init)?.upcast();
    proxy.mark_exotic();
    if target.is_callable() {
        proxy.mark_callable(target.is_constructor());
    }
    Ok(proxy)
}

/// Where an operation on a proxy goes.
pub(super) enum Way {
    /// No trap: to the target.
    Target(Gc<Object>),
    /// To the trap.
    Trap {
        trap: Value,
        handler: Value,
        target: Gc<Object>,
    },
}

/// Finds the trap `name` of a proxy.
pub(crate) fn way(
    vm: &mut Vm,
    object: Gc<Object>,
    name: Name,
) -> JsResult<(Gc<Object>, Option<(Value, Value)>)> {
    Ok(match find_way(vm, object, name)? {
        Way::Target(target) => (target, None),
        Way::Trap {
            trap,
            handler,
            target,
        } => (target, Some((trap, handler))),
    })
}

pub(super) fn find_way(vm: &mut Vm, object: Gc<Object>, name: Name) -> JsResult<Way> {
    vm.check_stack()?;
    vm.check_interrupt()?;
    let key = vm.key(name);
    let fields = object
        .cast::<Proxy>()
        .and_then(|proxy| Some((proxy.target.get()?, proxy.handler.get()?)));
    let Some((target, handler)) = fields else {
        let text = trap_text(vm, name);
        return Err(vm.throw_type_error(message::PROXY_REVOKED, &[&text]));
    };
    let trap = operation::get(vm, handler, key)?;
    if trap.is_nullish() {
        return Ok(Way::Target(target));
    }
    if !operation::is_callable(vm, trap) {
        let (text, found) = (trap_text(vm, name), describe(vm, trap));
        return Err(vm.throw_type_error(message::PROXY_TRAP_NOT_CALLABLE, &[&text, &found]));
    }
    Ok(Way::Trap {
        trap,
        handler: handler.into(),
        target,
    })
}

pub(super) fn trap_text(vm: &mut Vm, name: Name) -> String {
    crate::error::describe_key(vm, vm.key(name))
}

/// The error of a trap that broke an invariant.
pub(super) fn broken<T>(vm: &mut Vm, name: Name, what: &str) -> JsResult<T> {
    let text = trap_text(vm, name);
    Err(vm.throw_type_error(message::PROXY_INVARIANT, &[&text, &what]))
}

/// The key as the trap sees it.
pub(super) fn key_value(vm: &mut Vm, key: PropertyKey) -> JsResult<Value> {
    key.to_value(vm)
}
