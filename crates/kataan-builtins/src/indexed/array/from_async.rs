//! [Array.fromAsync](https://tc39.es/ecma262/#sec-array.fromasync): the algorithm's async closure
//! as a machine whose states are the places where it awaits.

use super::mutate::{MAX_SAFE_LENGTH, set_length};
use crate::captured::captured;
use crate::message;
use kataan_gc::{Gc, Nullable, Plain, PlainData, Slot, cell};
use kataan_vm::error::describe;
use kataan_vm::execution::create_async_from_sync_iterator;
use kataan_vm::execution::promise::{
    PromiseCapability, new_intrinsic_capability, perform_promise_then, promise_resolve_intrinsic,
};
use kataan_vm::native::Args;
use kataan_vm::object::{Object, PropertyKey, create_native_closure};
use kataan_vm::operation::{
    array_create, call, construct, create_data_property_or_throw, get, get_iterator_from_method,
    get_method, iterator_complete, iterator_value, length_of_array_like, require_callable,
    to_object,
};
use kataan_vm::string::Name;
use kataan_vm::symbol::WellKnownSymbol;
use kataan_vm::{JsResult, Value, Vm};

/// What is awaited.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Await {
    /// The result of the iterator's `next`.
    NextResult,
    /// What the mapper made of an iterator's value.
    MappedNext,
    /// An element of the array-like object.
    Element,
    /// What the mapper made of an element.
    MappedElement,
    /// The result of the iterator's `return`, after which the error is thrown.
    Close,
}

impl PlainData for Await {}

cell! {
    /// The machine.
    pub struct FromAsync as Internal {
        /// The promise that `fromAsync` returned.
        promise: Slot,
        /// The array that is filled.
        target: Nullable<Object>,
        /// The iterator, or the array-like object.
        source: Nullable<Object>,
        /// The iterator's `next`.
        next: Slot,
        mapper: Slot,
        this_argument: Slot,
        /// What is thrown when the iterator is closed.
        error: Slot,
        index: Plain<u64>,
        length: Plain<u64>,
        awaits: Plain<Await>,
    }
}

/// How a state ends.
enum Flow {
    Await(Value, Await),
    Done,
}

/// [Array.fromAsync](https://tc39.es/ecma262/#sec-array.fromasync)
pub(super) fn from_async(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let capability = new_intrinsic_capability(vm)?;
    let machine = vm.heap.allocate(FromAsyncInit {
        promise: capability.promise,
        target: None,
        source: None,
        next: Value::UNDEFINED,
        mapper: args.get(1),
        this_argument: args.get(2),
        error: Value::UNDEFINED,
        index: 0,
        length: 0,
        awaits: Await::NextResult,
    })?;
    let flow = begin(vm, args, machine);
    run(vm, machine, flow)?;
    Ok(capability.promise)
}

/// The part before the first await.
fn begin(vm: &mut Vm, args: Args<'_>, machine: Gc<FromAsync>) -> JsResult<Flow> {
    let items = args.get(0);
    if !args.get(1).is_undefined() {
        require_callable(vm, args.get(1))?;
    }
    let key = vm.symbol_key(WellKnownSymbol::AsyncIterator);
    let using_async_iterator = get_method(vm, items, key)?;
    let constructor = vm.object(args.this()).filter(|it| it.is_constructor());
    let (iterator, next) = if !using_async_iterator.is_undefined() {
        let record = get_iterator_from_method(vm, items, using_async_iterator)?;
        (record.iterator.into(), record.next)
    } else {
        let key = vm.symbol_key(WellKnownSymbol::Iterator);
        let using_sync_iterator = get_method(vm, items, key)?;
        if using_sync_iterator.is_undefined() {
            let array_like = to_object(vm, items)?;
            let length = length_of_array_like(vm, array_like)?;
            let target = match constructor {
                Some(constructor) => {
                    let length = Value::from_number(length as f64);
                    construct(vm, constructor, &[length], None)?
                }
                None => array_create(vm, length, None)?,
            };
            machine.source.set(array_like);
            machine.target.set(target);
            machine.length.set(length);
            return next_element(vm, machine, target);
        }
        let record = get_iterator_from_method(vm, items, using_sync_iterator)?;
        create_async_from_sync_iterator(vm, record.iterator.into(), record.next)?
    };
    let target = match constructor {
        Some(constructor) => construct(vm, constructor, &[], None)?,
        None => array_create(vm, 0, None)?,
    };
    machine.source.set(vm.object(iterator));
    machine.target.set(target);
    machine.next.set(next);
    next_result(vm, machine)
}

/// Asks the iterator for the next result.
fn next_result(vm: &mut Vm, machine: Gc<FromAsync>) -> JsResult<Flow> {
    if machine.index.get() >= MAX_SAFE_LENGTH {
        let thrown = vm.throw_type_error(message::ARRAY_TOO_LONG, &[]);
        let error = vm.take_exception(thrown)?;
        return close(vm, machine, error);
    }
    let iterator = machine.source.get().map_or(Value::UNDEFINED, Value::from);
    let result = call(vm, machine.next.get(), iterator, &[])?;
    Ok(Flow::Await(result, Await::NextResult))
}

/// Reads the next element of the array-like object.
fn next_element(vm: &mut Vm, machine: Gc<FromAsync>, target: Gc<Object>) -> JsResult<Flow> {
    let index = machine.index.get();
    match machine.source.get() {
        Some(source) if index < machine.length.get() => {
            let element = get(vm, source, PropertyKey::from_index(index))?;
            Ok(Flow::Await(element, Await::Element))
        }
        _ => {
            set_length(vm, target, machine.length.get())?;
            Ok(Flow::Done)
        }
    }
}

/// `mapper(value, index)`
fn mapped(vm: &mut Vm, machine: Gc<FromAsync>, value: Value) -> JsResult<Value> {
    let position = Value::from_number(machine.index.get() as f64);
    let mapper = machine.mapper.get();
    call(vm, mapper, machine.this_argument.get(), &[value, position])
}

/// Stores an element and counts it.
fn store(vm: &mut Vm, machine: Gc<FromAsync>, target: Gc<Object>, value: Value) -> JsResult<()> {
    let index = machine.index.get();
    create_data_property_or_throw(vm, target, PropertyKey::from_index(index), value)?;
    machine.index.set(index + 1);
    Ok(())
}

/// Stores an iterator's element; the iterator is closed if that fails.
fn store_next(
    vm: &mut Vm,
    machine: Gc<FromAsync>,
    target: Gc<Object>,
    value: Value,
) -> JsResult<Flow> {
    match store(vm, machine, target, value) {
        Ok(()) => next_result(vm, machine),
        Err(thrown) => {
            let error = vm.take_exception(thrown)?;
            close(vm, machine, error)
        }
    }
}

/// [AsyncIteratorClose](https://tc39.es/ecma262/#sec-asynciteratorclose) with a throw completion.
fn close(vm: &mut Vm, machine: Gc<FromAsync>, error: Value) -> JsResult<Flow> {
    let iterator = machine.source.get().map_or(Value::UNDEFINED, Value::from);
    let key = vm.key(Name::Return);
    let result = match get_method(vm, iterator, key) {
        Ok(method) if method.is_undefined() => return Err(vm.throw(error)),
        Ok(method) => call(vm, method, iterator, &[]),
        Err(thrown) => Err(thrown),
    };
    match result {
        Ok(result) => {
            machine.error.set(error);
            Ok(Flow::Await(result, Await::Close))
        }
        Err(thrown) => {
            vm.take_exception(thrown)?;
            Err(vm.throw(error))
        }
    }
}

/// The part after an await, which gave a value or a reason.
fn resume(vm: &mut Vm, machine: Gc<FromAsync>, settled: Result<Value, Value>) -> JsResult<Flow> {
    let Some(target) = machine.target.get() else {
        return Ok(Flow::Done);
    };
    let has_mapper = !machine.mapper.get().is_undefined();
    let value = match (settled, machine.awaits.get()) {
        (_, Await::Close) => return Err(vm.throw(machine.error.get())),
        (Ok(value), _) => value,
        (Err(reason), Await::MappedNext) => return close(vm, machine, reason),
        (Err(reason), _) => return Err(vm.throw(reason)),
    };
    match machine.awaits.get() {
        Await::NextResult => {
            let Some(result) = vm.object(value) else {
                let text = describe(vm, value);
                return Err(vm.throw_type_error(message::NOT_AN_OBJECT, &[&text]));
            };
            if iterator_complete(vm, result)? {
                set_length(vm, target, machine.index.get())?;
                return Ok(Flow::Done);
            }
            let next = iterator_value(vm, result)?;
            if !has_mapper {
                return store_next(vm, machine, target, next);
            }
            match mapped(vm, machine, next) {
                Ok(mapped) => Ok(Flow::Await(mapped, Await::MappedNext)),
                Err(thrown) => {
                    let error = vm.take_exception(thrown)?;
                    close(vm, machine, error)
                }
            }
        }
        Await::MappedNext | Await::Close => store_next(vm, machine, target, value),
        Await::Element if has_mapper => {
            let mapped = mapped(vm, machine, value)?;
            Ok(Flow::Await(mapped, Await::MappedElement))
        }
        Await::Element | Await::MappedElement => {
            store(vm, machine, target, value)?;
            next_element(vm, machine, target)
        }
    }
}

/// Waits for what a state awaits, or settles the promise.
fn run(vm: &mut Vm, machine: Gc<FromAsync>, flow: JsResult<Flow>) -> JsResult<()> {
    let capability = PromiseCapability {
        promise: machine.promise.get(),
        resolve: Value::UNDEFINED,
        reject: Value::UNDEFINED,
    };
    let mut flow = flow;
    loop {
        let thrown = match flow {
            Ok(Flow::Done) => {
                let array = machine.target.get().map_or(Value::UNDEFINED, Value::from);
                return capability.resolve(vm, array);
            }
            Ok(Flow::Await(value, awaits)) => {
                machine.awaits.set(awaits);
                match promise_resolve_intrinsic(vm, value) {
                    Ok(promise) => {
                        let captured = [machine.into()];
                        let on_fulfilled = create_native_closure(vm, fulfilled, "", 1, &captured)?;
                        let on_rejected = create_native_closure(vm, rejected, "", 1, &captured)?;
                        let handlers = (on_fulfilled.into(), on_rejected.into());
                        return perform_promise_then(vm, promise, handlers.0, handlers.1, None);
                    }
                    Err(thrown) => {
                        let reason = vm.take_exception(thrown)?;
                        flow = resume(vm, machine, Err(reason));
                        continue;
                    }
                }
            }
            Err(thrown) => thrown,
        };
        let reason = vm.take_exception(thrown)?;
        return capability.reject(vm, reason);
    }
}

fn go_on(vm: &mut Vm, args: Args<'_>, settled: Result<Value, Value>) -> JsResult<Value> {
    let machine = captured(vm, args, 0);
    if let Some(machine) = vm.heap.gc::<FromAsync>(machine) {
        let flow = resume(vm, machine, settled);
        run(vm, machine, flow)?;
    }
    Ok(Value::UNDEFINED)
}

fn fulfilled(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    go_on(vm, args, Ok(args.get(0)))
}

fn rejected(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    go_on(vm, args, Err(args.get(0)))
}
