//! [FinalizationRegistry Objects](https://tc39.es/ecma262/#sec-finalization-registry-objects).
//!
//! The heap watches each registration's target and queues those that died; the VM asks for their
//! callbacks when no job is left, through a hook that the first registry installs.

use crate::message;
use kataan_gc::{Field, Gc, Nullable, Plain, Registration, RegistrationInit, Slot, cell};
use kataan_vm::error::describe;
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, ObjectForm, PropertyValue, method, receiver, value,
};
use kataan_vm::object::{Attributes, Object, new_object_base};
use kataan_vm::operation::{
    call, can_be_held_weakly, get_prototype_from_constructor, is_callable, same_value,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::{JsResult, Value, Vm};

cell! {
    /// A registration in the list of its registry.
    pub struct RegistrationNode {
        registration: Field<Registration>,
        next: Nullable<RegistrationNode>,
    }
}

cell! {
    /// An object with `[[Cells]]`.
    pub struct FinalizationRegistryObject: Object {
        cleanup: Slot,
        first: Nullable<RegistrationNode>,
        /// How many registrations the list has.
        count: Plain<u32>,
        /// How many of them are done with.
        finished: Plain<u32>,
    }
}

/// The constructor.
pub(crate) static FINALIZATION_REGISTRY: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::FinalizationRegistry,
    form: ObjectForm::Constructor(Constructor {
        name: "FinalizationRegistry",
        length: 1,
        code: finalization_registry,
        prototype: Some(Intrinsic::FinalizationRegistryPrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[],
};

/// The prototype.
pub(crate) static FINALIZATION_REGISTRY_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::FinalizationRegistryPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        method("register", 2, register),
        method("unregister", 1, unregister),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("FinalizationRegistry"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// [FinalizationRegistry](https://tc39.es/ecma262/#sec-finalization-registry-cleanup-callback)
fn finalization_registry(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !args.is_construct() {
        let name = "FinalizationRegistry";
        return Err(vm.throw_type_error(message::CONSTRUCTOR_WITHOUT_NEW, &[&name]));
    }
    let cleanup = args.get(0);
    if !is_callable(vm, cleanup) {
        let text = describe(vm, cleanup);
        return Err(vm.throw_type_error(message::CLEANUP_NOT_CALLABLE, &[&text]));
    }
    let default = Intrinsic::FinalizationRegistryPrototype;
    let prototype = get_prototype_from_constructor(vm, args.new_target(), default)?;
    let base = new_object_base::<FinalizationRegistryObject>(vm, Some(prototype), 0)?;
    let registry = vm.heap.allocate(FinalizationRegistryObjectInit {
        base,
        cleanup,
        first: None,
        count: 0,
        finished: 0,
    })?;
    vm.hooks.clean_up_finalized = Some(clean_up_finalized);
    Ok(registry.into())
}

/// [FinalizationRegistry.prototype.register](https://tc39.es/ecma262/#sec-finalization-registry.prototype.register)
fn register(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let method = "FinalizationRegistry.prototype.register";
    let registry = receiver::<FinalizationRegistryObject>(vm, args.this(), method)?;
    let (target, held, token) = (args.get(0), args.get(1), args.get(2));
    if !can_be_held_weakly(vm, target) {
        let text = describe(vm, target);
        return Err(vm.throw_type_error(message::INVALID_WEAK_KEY, &[&"target", &text]));
    }
    if same_value(vm, target, held)? {
        return Err(vm.throw_type_error(message::TARGET_IS_HELD_VALUE, &[]));
    }
    if !token.is_undefined() && !can_be_held_weakly(vm, token) {
        let text = describe(vm, token);
        return Err(vm.throw_type_error(message::INVALID_WEAK_KEY, &[&"token", &text]));
    }
    if registry.finished.get() > registry.count.get() / 2 {
        registry.drop_finished();
    }
    let registration = vm.heap.allocate(RegistrationInit {
        target,
        held,
        token,
        registry: registry.into(),
    })?;
    let node = vm.heap.allocate(RegistrationNodeInit {
        registration,
        next: registry.first.get(),
    })?;
    registry.first.set(node);
    registry.count.set(registry.count.get() + 1);
    Ok(Value::UNDEFINED)
}

/// [FinalizationRegistry.prototype.unregister](https://tc39.es/ecma262/#sec-finalization-registry.prototype.unregister)
fn unregister(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let method = "FinalizationRegistry.prototype.unregister";
    let registry = receiver::<FinalizationRegistryObject>(vm, args.this(), method)?;
    let token = args.get(0);
    if !can_be_held_weakly(vm, token) {
        let text = describe(vm, token);
        return Err(vm.throw_type_error(message::INVALID_WEAK_KEY, &[&"token", &text]));
    }
    let mut removed = false;
    let mut next = registry.first.get();
    let mut step = 0;
    while let Some(node) = next {
        vm.check_interrupt_every(step)?;
        step += 1;
        let registration = node.registration.get();
        if registration.token.get() == token && !is_finished(registration) {
            registry.finish(registration);
            removed = true;
        }
        next = node.next.get();
    }
    Ok(Value::from(removed))
}

/// Whether a registration was unregistered or its callback called.
fn is_finished(registration: Gc<Registration>) -> bool {
    registration.registry.get().is_undefined()
}

impl FinalizationRegistryObject {
    /// Marks a registration as done with: nothing is watched or held any more.
    fn finish(&self, registration: Gc<Registration>) {
        registration.registry.set(Value::UNDEFINED);
        registration.target.set(Value::UNDEFINED);
        registration.held.set(Value::UNDEFINED);
        registration.token.set(Value::UNDEFINED);
        self.finished.set(self.finished.get() + 1);
    }

    /// Takes what is done with out of the list.
    fn drop_finished(&self) {
        let mut next = self.first.get();
        let mut kept: Option<Gc<RegistrationNode>> = None;
        let mut count = 0;
        self.first.set(None);
        while let Some(node) = next {
            next = node.next.get();
            if is_finished(node.registration.get()) {
                continue;
            }
            match kept {
                Some(last) => last.next.set(node),
                None => self.first.set(node),
            }
            kept = Some(node);
            count += 1;
        }
        if let Some(last) = kept {
            last.next.set(None);
        }
        self.count.set(count);
        self.finished.set(0);
    }
}

/// Calls the callbacks of all targets that died:
/// [CleanupFinalizationRegistry](https://tc39.es/ecma262/#sec-cleanup-finalization-registry) of
/// their registries.
fn clean_up_finalized(vm: &mut Vm) -> JsResult<()> {
    while let Some(registration) = vm.heap.take_dead_registration() {
        let registry = registration.registry.get();
        let Some(registry) = vm.heap.gc::<FinalizationRegistryObject>(registry) else {
            continue;
        };
        let held = registration.held.get();
        registry.finish(registration);
        call(vm, registry.cleanup.get(), Value::UNDEFINED, &[held])?;
    }
    Ok(())
}
