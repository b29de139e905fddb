//! Explicit resource management: dispose capabilities and their resources.
//!
//! Disposal of a block is compiled into a loop that asks [`dispose_next`] for one resource after
//! the other, so that awaiting stays in bytecode.

use crate::Vm;
use crate::error::{JsResult, message};
use crate::object::{Attributes, define_data_property};
use crate::operation::{call, get_method};
use crate::realm::Intrinsic;
use crate::string::Name;
use crate::symbol::WellKnownSymbol;
use crate::value::Value;
use kataan_bytecode::opcode::operand::Dispose;
use kataan_gc::{Field, Gc, Plain, ValueVector, cell};

cell! {
    /// A [DisposeCapability Record](https://tc39.es/proposal-explicit-resource-management/#sec-disposecapability-records):
    /// triples of value, method and hint.
    pub struct DisposeCapability as Internal {
        /// The resources, last added last.
        pub resources: Field<ValueVector>,
        /// An async resource without method was passed: one await is due.
        pub needs_await: Plain<bool>,
        /// An await was done since.
        pub has_awaited: Plain<bool>,
    }
}

/// [NewDisposeCapability](https://tc39.es/proposal-explicit-resource-management/#sec-newdisposecapability)
pub fn new_capability(vm: &mut Vm) -> JsResult<Gc<DisposeCapability>> {
    let resources = vm.heap.new_list()?;
    Ok(vm.heap.allocate(DisposeCapabilityInit {
        resources,
        needs_await: false,
        has_awaited: false,
    })?)
}

/// [AddDisposableResource](https://tc39.es/proposal-explicit-resource-management/#sec-adddisposableresource);
/// without a method the value's own is looked up.
pub fn add_resource(
    vm: &mut Vm,
    capability: Gc<DisposeCapability>,
    value: Value,
    hint: Dispose,
    method: Option<Value>,
) -> JsResult<()> {
    let (value, method) = match method {
        Some(method) => (value, method),
        None if value.is_nullish() => {
            if hint == Dispose::Sync {
                return Ok(());
            }
            (Value::UNDEFINED, Value::UNDEFINED)
        }
        None => {
            if !value.is_object() {
                let text = crate::error::describe(vm, value);
                return Err(vm.throw_type_error(message::NOT_OBJECT, &[&text]));
            }
            let (method, is_sync) = dispose_method(vm, value, hint)?;
            if method.is_undefined() {
                let text = crate::error::describe(vm, value);
                return Err(vm.throw_type_error(message::NOT_DISPOSABLE, &[&text]));
            }
            // A sync method used for `await using`: its result is not awaited, but one await is.
            let hint = if is_sync { 2 } else { hint as i32 };
            let list = capability.resources.get();
            list.extend(&mut vm.heap, &[value, method, Value::from_i32(hint)])?;
            return Ok(());
        }
    };
    let hint = Value::from_i32(hint as i32);
    capability
        .resources
        .get()
        .extend(&mut vm.heap, &[value, method, hint])?;
    Ok(())
}

/// [GetDisposeMethod](https://tc39.es/proposal-explicit-resource-management/#sec-getdisposemethod);
/// and whether it is the sync one, asked for an async hint.
fn dispose_method(vm: &mut Vm, value: Value, hint: Dispose) -> JsResult<(Value, bool)> {
    if hint == Dispose::Async {
        let key = vm.symbol_key(WellKnownSymbol::AsyncDispose);
        let method = get_method(vm, value, key)?;
        if !method.is_undefined() {
            return Ok((method, false));
        }
    }
    let key = vm.symbol_key(WellKnownSymbol::Dispose);
    let method = get_method(vm, value, key)?;
    Ok((method, hint == Dispose::Async))
}

/// The next step of [DisposeResources](https://tc39.es/proposal-explicit-resource-management/#sec-disposeresources):
/// disposes resources, last first, until one asks to be awaited (the result is what to await) or
/// none is left.
pub fn dispose_next(vm: &mut Vm, capability: Gc<DisposeCapability>) -> JsResult<Option<Value>> {
    let list = capability.resources.get();
    loop {
        let (Some(hint), Some(method), Some(value)) = (list.pop(), list.pop(), list.pop()) else {
            if capability.needs_await.get() && !capability.has_awaited.get() {
                capability.needs_await.set(false);
                return Ok(Some(Value::UNDEFINED));
            }
            return Ok(None);
        };
        let hint = hint.i32_bits();
        if hint == Dispose::Sync as i32
            && capability.needs_await.get()
            && !capability.has_awaited.get()
        {
            // The await that was due comes before the next sync resource.
            capability.needs_await.set(false);
            list.extend(&mut vm.heap, &[value, method, Value::from_i32(hint)])?;
            return Ok(Some(Value::UNDEFINED));
        }
        if method.is_undefined() {
            capability.needs_await.set(true);
            continue;
        }
        let result = call(vm, method, value, &[])?;
        match hint {
            0 => {}
            1 => {
                capability.has_awaited.set(true);
                return Ok(Some(result));
            }
            // A sync method for an async hint: its result is dropped.
            _ => {
                capability.has_awaited.set(true);
                return Ok(Some(Value::UNDEFINED));
            }
        }
    }
}

/// A SuppressedError of two errors.
pub fn new_suppressed_error(vm: &mut Vm, error: Value, suppressed: Value) -> JsResult<Value> {
    let prototype = vm.intrinsic(Intrinsic::SuppressedErrorPrototype);
    let object = crate::error::allocate_error(vm, Some(prototype))?;
    let (error_key, suppressed_key) = (vm.key(Name::Error), vm.key(Name::Suppressed));
    define_data_property(vm, object, error_key, error, Attributes::HIDDEN)?;
    define_data_property(vm, object, suppressed_key, suppressed, Attributes::HIDDEN)?;
    if let Some(capture) = vm.hooks.capture_stack_trace {
        capture(vm, object)?;
    }
    Ok(object.into())
}
