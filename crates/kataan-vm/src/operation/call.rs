//! Calling and constructing from Rust (clauses 7.3.13 and 7.3.14).
//!
//! A native's frame lies on the native stack here, which the collector scans; bytecode functions
//! are handed to the interpreter. Chains of bound functions and of proxies without traps unwind in
//! a loop.
//!
//! # Invariants
//! A frame made here has `FRAME_HEADER` initialised words and the arguments after them, and
//! outlives the call that it is made for.
#![allow(unsafe_code)]

use super::get_v;
use crate::error::{JsResult, describe, message};
use crate::execution::closure::Closure;
use crate::interpreter::entry::call_plain;
use crate::native::{Args, FRAME_HEADER};
use crate::object::{
    BoundFunction, HtmlDda, NativeFunctionObject, Object, PropertyKey, Proxy,
    create_array_from_list, proxy_way,
};
use crate::string::Name;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Gc, TailInit, ValueArray, ValueArrayInit};

/// [IsCallable](https://tc39.es/ecma262/#sec-iscallable).
#[inline(always)]
pub fn is_callable(vm: &Vm, value: Value) -> bool {
    vm.object(value).is_some_and(|object| object.is_callable())
}

/// [IsConstructor](https://tc39.es/ecma262/#sec-isconstructor).
#[inline(always)]
pub fn is_constructor(vm: &Vm, value: Value) -> bool {
    vm.object(value)
        .is_some_and(|object| object.is_constructor())
}

/// [Call](https://tc39.es/ecma262/#sec-call).
#[inline]
pub fn call(vm: &mut Vm, function: Value, this: Value, arguments: &[Value]) -> JsResult<Value> {
    match call_plain(vm, function, this, arguments) {
        Some(result) => result,
        None => call_any(vm, function, this, arguments),
    }
}

#[inline(never)]
fn call_any(vm: &mut Vm, function: Value, this: Value, arguments: &[Value]) -> JsResult<Value> {
    match vm.object(function) {
        Some(function) if function.is_callable() => call_function(vm, function, this, arguments),
        _ => {
            let text = describe(vm, function);
            Err(vm.throw_type_error(message::NOT_CALLABLE, &[&text]))
        }
    }
}

/// `[[Call]]` of a callable object.
pub fn call_function(
    vm: &mut Vm,
    function: Gc<Object>,
    this: Value,
    arguments: &[Value],
) -> JsResult<Value> {
    if function.cast::<Closure>().is_some()
        && let Some(run) = vm.hooks.run_closure
    {
        return run(vm, function, this, arguments, Value::UNDEFINED);
    }
    vm.check_stack()?;
    if let Some(native) = function.cast::<NativeFunctionObject>() {
        // Natives that call natives pass no loop head and no entry of a bytecode function.
        vm.check_interrupt()?;
        return call_native(vm, native, this, arguments, Value::UNDEFINED);
    }
    if function.cast::<BoundFunction>().is_some() {
        let (target, this, arguments) = unbind(vm, function, this, arguments)?;
        return with_values(arguments, |arguments| {
            call_function(vm, target, this, arguments)
        });
    }
    if function.cast::<Proxy>().is_some() {
        return call_proxy(vm, function, this, arguments);
    }
    if function.cast::<HtmlDda>().is_some() {
        return Ok(Value::NULL);
    }
    match vm.hooks.run_closure {
        Some(run) => run(vm, function, this, arguments, Value::UNDEFINED),
        None => Err(vm.throw_type_error(message::NOT_CALLABLE, &[&"a function"])),
    }
}

/// [Construct](https://tc39.es/ecma262/#sec-construct); without `new_target`, the constructor.
pub fn construct(
    vm: &mut Vm,
    constructor: Gc<Object>,
    arguments: &[Value],
    new_target: Option<Gc<Object>>,
) -> JsResult<Gc<Object>> {
    vm.check_stack()?;
    let new_target = new_target.unwrap_or(constructor);
    if !constructor.is_constructor() {
        let text = describe(vm, constructor.into());
        return Err(vm.throw_type_error(message::NOT_CONSTRUCTOR, &[&text]));
    }
    if constructor.cast::<BoundFunction>().is_some() {
        let (target, _, arguments) = unbind(vm, constructor, Value::UNDEFINED, arguments)?;
        let new_target = if is_in_bound_chain(constructor, new_target) {
            target
        } else {
            new_target
        };
        return with_values(arguments, |arguments| {
            construct(vm, target, arguments, Some(new_target))
        });
    }
    if constructor.cast::<Proxy>().is_some() {
        return construct_proxy(vm, constructor, arguments, new_target);
    }
    let result = if let Some(native) = constructor.cast::<NativeFunctionObject>() {
        call_native(vm, native, Value::UNDEFINED, arguments, new_target.into())?
    } else if let Some(run) = vm.hooks.run_closure {
        run(
            vm,
            constructor,
            Value::UNDEFINED,
            arguments,
            new_target.into(),
        )?
    } else {
        Value::UNDEFINED
    };
    crate::value::expect_object(vm, result)
}

/// Whether `new_target` is one of the bound functions that unwind to the same target.
fn is_in_bound_chain(constructor: Gc<Object>, new_target: Gc<Object>) -> bool {
    let mut current = constructor;
    loop {
        if current == new_target {
            return true;
        }
        match current.cast::<BoundFunction>() {
            Some(bound) => current = bound.target(),
            None => return false,
        }
    }
}

/// The target at the end of a chain of bound functions, its `this`, and all arguments.
fn unbind(
    vm: &mut Vm,
    function: Gc<Object>,
    this: Value,
    arguments: &[Value],
) -> JsResult<(Gc<Object>, Value, Gc<ValueArray>)> {
    let (mut target, mut this, mut count) = (function, this, arguments.len());
    while let Some(bound) = target.cast::<BoundFunction>() {
        count += bound.arguments().slots().len();
        this = bound.bound_this();
        target = bound.target();
        vm.check_interrupt()?;
    }
    let all = vm.heap.allocate(ValueArrayInit {
        slots: TailInit::Fill(count, Value::UNDEFINED),
    })?;
    let slots = all.slots();
    let mut end = count - arguments.len();
    for (slot, value) in slots[end..].iter().zip(arguments) {
        slot.set(*value);
    }
    let mut current = function;
    while let Some(bound) = current.cast::<BoundFunction>() {
        let given = bound.arguments();
        end -= given.slots().len();
        for (to, from) in slots[end..].iter().zip(given.slots()) {
            to.set(from.get());
        }
        current = bound.target();
    }
    Ok((target, this, all))
}

/// Gives `use_values` the values of an array as a slice.
#[inline]
pub(crate) fn with_values<R>(array: Gc<ValueArray>, use_values: impl FnOnce(&[Value]) -> R) -> R {
    let slots = array.slots();
    // SAFETY: a slot is a value with interior mutability in the same layout; nobody else knows
    // the array, so the values do not change, and `array` keeps it alive past the use.
    let values =
        unsafe { core::slice::from_raw_parts(slots.as_ptr().cast::<Value>(), slots.len()) };
    let result = use_values(values);
    core::hint::black_box(array);
    result
}

/// Arguments that fit a frame on the native stack.
const SMALL_FRAME: usize = 8;

/// Runs a native function.
pub(crate) fn call_native(
    vm: &mut Vm,
    function: Gc<NativeFunctionObject>,
    this: Value,
    arguments: &[Value],
    new_target: Value,
) -> JsResult<Value> {
    let code = vm.natives.code(function.native.get());
    let realm = function.realm.get();
    let before = if vm.has_realm() && vm.realm() == realm {
        None
    } else {
        Some(vm.set_realm(Some(realm)))
    };
    let header = [
        function.into(),
        this,
        new_target,
        Value::UNDEFINED,
        Value::UNDEFINED,
        Value::UNDEFINED,
    ];
    let result = if arguments.len() <= SMALL_FRAME {
        let mut frame = [Value::UNDEFINED; FRAME_HEADER + SMALL_FRAME];
        frame[..FRAME_HEADER].copy_from_slice(&header);
        frame[FRAME_HEADER..FRAME_HEADER + arguments.len()].copy_from_slice(arguments);
        // SAFETY: the frame is initialised and outlives the call.
        let args = unsafe { Args::from_frame(frame.as_mut_ptr(), arguments.len() as u32) };
        let result = code(vm, args);
        core::hint::black_box(&mut frame);
        result
    } else {
        let slots = TailInit::Concat(&header, arguments);
        match vm.heap.allocate(ValueArrayInit { slots }) {
            Ok(frame) => {
                let base = frame.slots().as_ptr().cast::<Value>().cast_mut();
                // SAFETY: the words of the cell are initialised; `frame` keeps it alive.
                let args = unsafe { Args::from_frame(base, arguments.len() as u32) };
                let result = code(vm, args);
                core::hint::black_box(frame);
                result
            }
            Err(error) => Err(error.into()),
        }
    };
    if let Some(before) = before {
        vm.set_realm(before);
    }
    result
}

/// [`[[Call]]`](https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-call-thisargument-argumentslist) of a proxy.
pub fn call_proxy(
    vm: &mut Vm,
    proxy: Gc<Object>,
    this: Value,
    arguments: &[Value],
) -> JsResult<Value> {
    let mut proxy = proxy;
    loop {
        let (target, trap) = proxy_way(vm, proxy, Name::Apply)?;
        match trap {
            Some((trap, handler)) => {
                let list = create_array_from_list(vm, arguments)?;
                return call(vm, trap, handler, &[target.into(), this, list.into()]);
            }
            None if target.cast::<Proxy>().is_some() => proxy = target,
            None => return call_function(vm, target, this, arguments),
        }
    }
}

/// [`[[Construct]]`](https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-construct-argumentslist-newtarget) of a proxy.
pub fn construct_proxy(
    vm: &mut Vm,
    proxy: Gc<Object>,
    arguments: &[Value],
    new_target: Gc<Object>,
) -> JsResult<Gc<Object>> {
    let mut proxy = proxy;
    loop {
        let (target, trap) = proxy_way(vm, proxy, Name::Construct)?;
        match trap {
            Some((trap, handler)) => {
                let list = create_array_from_list(vm, arguments)?;
                let result = call(
                    vm,
                    trap,
                    handler,
                    &[target.into(), list.into(), new_target.into()],
                )?;
                return match vm.object(result) {
                    Some(object) => Ok(object),
                    None => {
                        let what = "the result is not an object";
                        Err(vm.throw_type_error(message::PROXY_INVARIANT, &[&"construct", &what]))
                    }
                };
            }
            None if target.cast::<Proxy>().is_some() => proxy = target,
            None => return construct(vm, target, arguments, Some(new_target)),
        }
    }
}

/// [Invoke](https://tc39.es/ecma262/#sec-invoke).
pub fn invoke(vm: &mut Vm, value: Value, key: PropertyKey, arguments: &[Value]) -> JsResult<Value> {
    let function = get_v(vm, value, key)?;
    if !is_callable(vm, function) {
        let text = crate::error::describe_key(vm, key);
        return Err(vm.throw_type_error(message::NOT_CALLABLE, &[&text]));
    }
    call(vm, function, value, arguments)
}
