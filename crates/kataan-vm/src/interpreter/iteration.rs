//! Iteration: `for`-`of`, destructuring, spread, `for`-`in`.
//!
//! An iterator record is three registers: the iterator, its `next`, and a spare one that belongs
//! to this page. Over an array whose iteration is pristine the spare register holds the next
//! index, and no iterator runs: it is the array itself that the first register holds.

use super::call::{ReturnTo, deliver};
use super::describe::iterable_text;
use super::dispatch::{Flow, feedback_of};
use super::frame::Frame;
use super::interrupt::take_exit;
use super::invoke::{invoke, window_above};
use super::pc::Pc;
use super::pristine;
use super::resume::restore;
use super::special;
use crate::Vm;
use crate::error::{JsResult, describe, message};
use crate::execution::coroutine::{
    CoroutineKind, CoroutineState, GeneratorObject, ResumeMode, resume_settled,
};
use crate::execution::create_async_from_sync_iterator;
use crate::inline_cache::property::{Loaded, load_shared};
use crate::object::array_fast::append_iterated;
use crate::object::{
    self, Object, PropertyKey, array_length, array_push, create_array_iterator_at, is_plain_array,
    slots::get_dense,
};
use crate::operation::{self, ForInIterator};
use crate::string::Name;
use crate::symbol::WellKnownSymbol;
use crate::value::Value;
use kataan_bytecode::opcode::instructions;
use kataan_gc::Gc;

/// The mark of the fast path over an array, in the place of `next`.
const ARRAY_MARK: Value = Value::HOLE;

#[inline(never)]
pub(super) fn get_iterator(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::GetIterator>();
    let source = frame.get(i.src.0);
    let w = i.iterator.0;
    if let Some(array) = vm.object(source)
        && is_plain_array(array)
        && pristine::has_pristine_iteration(vm, array)?
    {
        frame.set(w, source);
        frame.set(w + 1, ARRAY_MARK);
        frame.set(w + 2, Value::from_i32(0));
        return Ok(());
    }
    let key = vm.symbol_key(WellKnownSymbol::Iterator);
    let (iterator, next) = open(vm, frame, pc, source, key)?;
    frame.set(w, iterator);
    frame.set(w + 1, next);
    frame.set(w + 2, Value::UNDEFINED);
    Ok(())
}

#[inline(never)]
pub(super) fn open_iterator(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::OpenIterator>();
    let key = vm.symbol_key(WellKnownSymbol::Iterator);
    let (iterator, next) = open(vm, frame, pc, frame.get(i.src.0), key)?;
    let w = i.iterator.0;
    frame.set(w, iterator);
    frame.set(w + 1, next);
    frame.set(w + 2, Value::UNDEFINED);
    Ok(())
}

/// [GetIterator](https://tc39.es/ecma262/#sec-getiterator) by the method of a symbol.
fn open(
    vm: &mut Vm,
    frame: Frame,
    pc: Pc,
    source: Value,
    key: PropertyKey,
) -> JsResult<(Value, Value)> {
    if source.is_nullish() {
        let text = iterable_text(vm, frame, pc, source);
        return Err(vm.throw_type_error(message::NOT_ITERABLE, &[&text]));
    }
    let method = operation::get_method(vm, source, key)?;
    if method.is_undefined() {
        let text = iterable_text(vm, frame, pc, source);
        return Err(vm.throw_type_error(message::NOT_ITERABLE, &[&text]));
    }
    open_with(vm, source, method)
}

fn open_with(vm: &mut Vm, source: Value, method: Value) -> JsResult<(Value, Value)> {
    let iterator = operation::call(vm, method, source, &[])?;
    let Some(object) = vm.object(iterator) else {
        let text = describe(vm, iterator);
        return Err(vm.throw_type_error(message::ITERATOR_NOT_OBJECT, &[&text]));
    };
    let key = vm.key(Name::Next);
    let next = get_shared(vm, object, key)?;
    Ok((iterator, next))
}

#[inline(never)]
pub(super) fn get_async_iterator(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::GetAsyncIterator>();
    let source = frame.get(i.src.0);
    let w = i.iterator.0;
    if source.is_nullish() {
        let text = iterable_text(vm, frame, pc, source);
        return Err(vm.throw_type_error(message::NOT_ITERABLE, &[&text]));
    }
    let key = vm.symbol_key(WellKnownSymbol::AsyncIterator);
    let method = operation::get_method(vm, source, key)?;
    let (iterator, next) = if method.is_undefined() {
        let key = vm.symbol_key(WellKnownSymbol::Iterator);
        let (iterator, next) = open(vm, frame, pc, source, key)?;
        create_async_from_sync_iterator(vm, iterator, next)?
    } else {
        open_with(vm, source, method)?
    };
    frame.set(w, iterator);
    frame.set(w + 1, next);
    frame.set(w + 2, Value::UNDEFINED);
    Ok(())
}

/// Goes on after the unpack that follows a step at `pc`.
fn after_unpack(pc: Pc) -> Pc {
    pc.after::<instructions::IteratorStep>()
        .after::<instructions::IteratorUnpack>()
}

#[inline(never)]
pub(super) fn iterator_step(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::IteratorStep>();
    let w = i.iterator.0;
    let iterator = frame.get(w);
    if iterator.is_undefined() {
        frame.set(i.dst.0, Value::UNDEFINED);
        return take_exit(vm, pc, i.exit);
    }
    let next = frame.get(w + 1);
    if next == ARRAY_MARK {
        return step_array(vm, frame, pc, &i);
    }
    let feedback = feedback_of(vm.heap.region(), frame);
    let registers = feedback.frame.get().registers;
    if let Some(generator) = vm.heap.gc::<GeneratorObject>(iterator)
        && special::is_generator_next(vm, next)
    {
        let coroutine = generator.coroutine.get();
        if coroutine.kind.get() == CoroutineKind::Generator
            && coroutine.state.get() != CoroutineState::Running
            && coroutine.realm.get() == vm.realm()
        {
            if resume_settled(vm, coroutine, ResumeMode::Next, Value::UNDEFINED).is_some() {
                frame.set(i.dst.0, Value::UNDEFINED);
                frame.set(w, Value::UNDEFINED);
                return take_exit(vm, pc, i.exit);
            }
            let to = ReturnTo::new(after_unpack(pc), i.dst.0, registers).stepping(w);
            restore(
                vm,
                frame.up(registers as usize),
                coroutine,
                to,
                ResumeMode::Next,
                Value::UNDEFINED,
            )?;
            return Ok(Flow::Continue);
        }
    }
    match operation::native_step(vm, iterator, next) {
        Ok(Some(Some(value))) => {
            frame.set(i.dst.0, value);
            vm.pc = after_unpack(pc);
            return Ok(Flow::Continue);
        }
        Ok(Some(None)) => {
            frame.set(i.dst.0, Value::UNDEFINED);
            frame.set(w, Value::UNDEFINED);
            return take_exit(vm, pc, i.exit);
        }
        Ok(None) => {}
        Err(thrown) => {
            frame.set(w, Value::UNDEFINED);
            return Err(thrown);
        }
    }
    // An iterator that throws is done: the frame of `next` says so to the unwinder, and what
    // throws before there is one is told here.
    let window = window_above(vm, frame, registers, next, iterator)?;
    let to =
        ReturnTo::new(pc.after::<instructions::IteratorStep>(), i.dst.0, registers).stepping(w);
    invoke(vm, window, 0, to).inspect_err(|_| frame.set(w, Value::UNDEFINED))
}

/// A step over an array whose iteration was pristine when it began.
fn step_array(vm: &mut Vm, frame: Frame, pc: Pc, i: &instructions::IteratorStep) -> JsResult<Flow> {
    let w = i.iterator.0;
    let array = vm.object(frame.get(w)).expect("put there by get_iterator");
    let index = frame.get(w + 2).i32_bits() as u32;
    if index >= array_length(array) {
        frame.set(i.dst.0, Value::UNDEFINED);
        frame.set(w, Value::UNDEFINED);
        return take_exit(vm, pc, i.exit);
    }
    frame.set(w + 2, Value::from_i32(index as i32 + 1));
    let value = match get_dense(array, index) {
        Some(value) => value,
        None => {
            let key = PropertyKey::from_index(u64::from(index));
            operation::get(vm, array, key).inspect_err(|_| frame.set(w, Value::UNDEFINED))?
        }
    };
    frame.set(i.dst.0, value);
    vm.pc = after_unpack(pc);
    Ok(Flow::Continue)
}

/// A generator that a step resumed has returned: the step's loop is over.
pub(super) fn end_step(vm: &mut Vm, frame: Frame, to: ReturnTo, iterator: u16) -> Flow {
    let flow = deliver(vm, frame, to, Value::UNDEFINED);
    let caller = vm.frame;
    caller.set(iterator, Value::UNDEFINED);
    // The step goes on after its unpack, whose exit is this loop's.
    let unpack = vm.pc.back::<instructions::IteratorUnpack>();
    vm.pc = unpack.offset(unpack.decode::<instructions::IteratorUnpack>().exit.0);
    flow
}

/// `yield*` in a generator that a step resumed: `result` is the inner iterator's result object.
pub(super) fn unpack_for_step(
    vm: &mut Vm,
    frame: Frame,
    to: ReturnTo,
    iterator: u16,
    result: Value,
) -> JsResult<Flow> {
    let flow = deliver(vm, frame, to, result);
    let _ = iterator;
    // As if `next` had given the object: on to the unpack.
    vm.pc = vm.pc.back::<instructions::IteratorUnpack>();
    Ok(flow)
}

#[inline(never)]
pub(super) fn iterator_unpack(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::IteratorUnpack>();
    let w = i.iterator.0;
    let result = frame.get(i.dst.0);
    let outcome = unpack(vm, result);
    match outcome {
        Ok(Some(value)) => {
            frame.set(i.dst.0, value);
            vm.pc = pc.after::<instructions::IteratorUnpack>();
        }
        Ok(None) => {
            frame.set(i.dst.0, Value::UNDEFINED);
            frame.set(w, Value::UNDEFINED);
            return take_exit(vm, pc, i.exit);
        }
        Err(thrown) => {
            frame.set(w, Value::UNDEFINED);
            return Err(thrown);
        }
    }
    Ok(Flow::Continue)
}

/// The value of an iterator's result; none if it says that it is done.
fn unpack(vm: &mut Vm, result: Value) -> JsResult<Option<Value>> {
    let Some(object) = vm.object(result) else {
        return not_a_result(vm, result);
    };
    let key = vm.key(Name::Done);
    let done = get_shared(vm, object, key)?;
    if operation::to_boolean(vm, done) {
        return Ok(None);
    }
    let key = vm.key(Name::Value);
    get_shared(vm, object, key).map(Some)
}

/// `object[key]` through the cache that all sites share.
fn get_shared(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<Value> {
    match load_shared(vm, object, key)? {
        Loaded::Value(value) => Ok(value),
        Loaded::Getter(getter) => operation::call(vm, getter, object.into(), &[]),
    }
}

#[cold]
fn not_a_result<T>(vm: &mut Vm, result: Value) -> JsResult<T> {
    let text = describe(vm, result);
    Err(vm.throw_type_error(message::ITERATOR_RESULT, &[&text]))
}

#[cold]
#[inline(never)]
pub(super) fn throw_not_a_result(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::CheckIteratorResult>();
    not_a_result(vm, frame.get(i.src.0))
}

/// The iterator of a record as script would see it.
fn materialize(vm: &mut Vm, frame: Frame, w: u16) -> JsResult<Value> {
    if frame.get(w + 1) == ARRAY_MARK
        && let Some(array) = vm.object(frame.get(w))
    {
        let index = frame.get(w + 2).i32_bits() as u32;
        return Ok(create_array_iterator_at(vm, array, index)?.into());
    }
    Ok(frame.get(w))
}

#[inline(never)]
pub(super) fn iterator_next(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::IteratorNext>();
    let w = i.iterator.0;
    let result = operation::call(vm, frame.get(w + 1), frame.get(w), &[])
        .inspect_err(|_| frame.set(w, Value::UNDEFINED))?;
    frame.set(i.dst.0, result);
    vm.pc = pc.after::<instructions::IteratorNext>();
    Ok(Flow::Continue)
}

/// The next value of a record; none, and the record undefined, when it is done.
fn step(vm: &mut Vm, frame: Frame, w: u16) -> JsResult<Option<Value>> {
    let iterator = frame.get(w);
    if iterator.is_undefined() {
        return Ok(None);
    }
    let outcome = if frame.get(w + 1) == ARRAY_MARK {
        let array = vm.object(iterator).expect("put there by get_iterator");
        let index = frame.get(w + 2).i32_bits() as u32;
        if index >= array_length(array) {
            Ok(None)
        } else {
            frame.set(w + 2, Value::from_i32(index as i32 + 1));
            let key = PropertyKey::from_index(u64::from(index));
            operation::get(vm, array, key).map(Some)
        }
    } else {
        let next = frame.get(w + 1);
        match operation::native_step(vm, iterator, next) {
            Ok(Some(step)) => Ok(step),
            Ok(None) => {
                operation::call(vm, next, iterator, &[]).and_then(|result| unpack(vm, result))
            }
            Err(thrown) => Err(thrown),
        }
    };
    if !matches!(outcome, Ok(Some(_))) {
        frame.set(w, Value::UNDEFINED);
    }
    outcome
}

#[inline(never)]
pub(super) fn iterator_rest(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::IteratorRest>();
    let array = object::create_array_with_capacity(vm, 0)?;
    frame.set(i.dst.0, array.into());
    while let Some(value) = step(vm, frame, i.iterator.0)? {
        array_push(vm, array, value)?;
        vm.check_interrupt()?;
    }
    frame.set(i.dst.0, array.into());
    Ok(())
}

/// Appends what iterating `iterable` gives to an array of the engine's own.
pub(super) fn append_all(vm: &mut Vm, array: Gc<Object>, iterable: Value) -> JsResult<()> {
    if let Some(source) = vm.object(iterable)
        && object::dense_view(source).is_some()
        && pristine::has_pristine_iteration(vm, source)?
    {
        return append_dense(vm, array, source);
    }
    if let Some(append) = vm.hooks.append_collection
        && append(vm, array, iterable)?
    {
        return Ok(());
    }
    let mut record = operation::get_iterator(vm, iterable, operation::IteratorKind::Sync)?;
    while let Some(value) = operation::iterator_step_value(vm, &mut record)? {
        array_push(vm, array, value)?;
        vm.check_interrupt()?;
    }
    Ok(())
}

/// Appends the elements of an array whose iteration is pristine.
fn append_dense(vm: &mut Vm, array: Gc<Object>, source: Gc<Object>) -> JsResult<()> {
    if append_iterated(vm, array, source)? {
        return Ok(());
    }
    let mut index = 0;
    while index < array_length(source) {
        // Holes read as undefined where no prototype has elements.
        let value = get_dense(source, index).unwrap_or(Value::UNDEFINED);
        array_push(vm, array, value)?;
        index += 1;
        if index & 0xFFF == 0 {
            vm.check_interrupt()?;
        }
    }
    Ok(())
}

/// [IteratorClose](https://tc39.es/ecma262/#sec-iteratorclose) with a normal completion.
#[inline(never)]
pub(super) fn iterator_close(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::IteratorClose>();
    let w = i.iterator.0;
    if let Some(result) = call_return(vm, frame, w)?
        && !result.is_object()
    {
        return not_a_result(vm, result);
    }
    Ok(())
}

/// Calls `return` of a record's iterator, if it has one, and marks the record as done.
fn call_return(vm: &mut Vm, frame: Frame, w: u16) -> JsResult<Option<Value>> {
    let iterator = frame.get(w);
    if iterator.is_undefined() {
        return Ok(None);
    }
    if frame.get(w + 1) == ARRAY_MARK && pristine::has_no_return(vm)? {
        frame.set(w, Value::UNDEFINED);
        return Ok(None);
    }
    let iterator = materialize(vm, frame, w)?;
    frame.set(w, Value::UNDEFINED);
    let key = vm.key(Name::Return);
    let method = operation::get_method(vm, iterator, key)?;
    if method.is_undefined() {
        return Ok(None);
    }
    operation::call(vm, method, iterator, &[]).map(Some)
}

/// [IteratorClose](https://tc39.es/ecma262/#sec-iteratorclose) with a throw completion, which wins.
#[inline(never)]
pub(super) fn iterator_close_silently(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::IteratorCloseSilently>();
    if let Err(thrown) = call_return(vm, frame, i.iterator.0) {
        // Dropped, unless it is a termination.
        vm.take_exception(thrown)?;
    }
    Ok(())
}

#[inline(never)]
pub(super) fn iterator_return(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::IteratorReturn>();
    vm.pc = match call_return(vm, frame, i.iterator.0)? {
        Some(result) => {
            frame.set(i.dst.0, result);
            pc.after::<instructions::IteratorReturn>()
        }
        None => return take_exit(vm, pc, i.exit),
    };
    Ok(Flow::Continue)
}

#[inline(never)]
pub(super) fn for_in_start(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::ForInStart>();
    let source = frame.get(i.src.0);
    let enumerator = if source.is_nullish() {
        Value::UNDEFINED
    } else {
        let object = operation::to_object(vm, source)?;
        operation::for_in_start(vm, object.into())?.into()
    };
    frame.set(i.iterator.0, enumerator);
    Ok(())
}

#[inline(never)]
pub(super) fn for_in_step(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<Flow> {
    let i = pc.decode::<instructions::ForInStep>();
    let enumerator = vm.heap.gc::<ForInIterator>(frame.get(i.iterator.0));
    let key = match enumerator {
        Some(enumerator) => operation::for_in_step(vm, enumerator)?,
        None => None,
    };
    vm.pc = match key {
        Some(key) => {
            frame.set(i.dst.0, key);
            pc.after::<instructions::ForInStep>()
        }
        None => return take_exit(vm, pc, i.exit),
    };
    Ok(Flow::Continue)
}
