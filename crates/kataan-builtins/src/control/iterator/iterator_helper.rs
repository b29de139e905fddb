//! [Iterator Helper Objects](https://tc39.es/ecma262/#sec-iterator-helper-objects): iterators whose
//! elements are made when they are asked for.
//!
//! The specification describes them as generators; here each is a state machine whose step is
//! chosen by its kind.

use super::{chunking, concat, lazy, zip};
use crate::message;
use kataan_gc::{Gc, Nullable, Plain, PlainData, Slot, ValueVector, cell};
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::{Args, IntrinsicObject, ObjectForm, PropertyValue, method, value};
use kataan_vm::object::{Attributes, Object, new_object_base};
use kataan_vm::operation::{IteratorRecord, create_iter_result};
use kataan_vm::realm::Intrinsic;
use kataan_vm::value::Value;

/// What a helper does with the elements of what is below it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub(crate) enum HelperKind {
    Map,
    Filter,
    Take,
    Drop,
    FlatMap,
    Concat,
    Chunks,
    Windows,
    /// `windows` that gives a window shorter than its size if there is no other.
    WindowsOrPartial,
    ZipShortest,
    ZipLongest,
    ZipStrict,
}

impl PlainData for HelperKind {}

/// Where a helper stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub(crate) enum HelperState {
    Start,
    Suspended,
    Running,
    Completed,
}

impl PlainData for HelperState {}

cell! {
    /// An iterator helper.
    pub struct IteratorHelper: Object {
        /// The iterator below; of `concat`, the one that is being walked.
        pub(super) iterator: Nullable<Object>,
        /// Of `flatMap`, the iterator that the last call gave, while it lasts.
        pub(super) inner: Nullable<Object>,
        /// Of `concat`, iterables and their methods in turn; of `zip`, iterators (undefined once
        /// they ended) and their `next` methods in turn; of `windows`, the last elements.
        pub(super) list: Nullable<ValueVector>,
        /// Of `zip`, what stands for the elements of iterators that ended.
        pub(super) padding: Nullable<ValueVector>,
        /// Of `zipKeyed`, the keys of the result.
        pub(super) keys: Nullable<ValueVector>,
        pub(super) kind: Plain<HelperKind>,
        pub(super) state: Plain<HelperState>,
        /// The index of the next element, the count of those that are left to take or drop, or the
        /// size of chunks and windows.
        pub(super) counter: Slot,
        pub(super) next: Slot,
        pub(super) inner_next: Slot,
        pub(super) callback: Slot,
    }
}

impl IteratorHelper {
    /// The record of the iterator below.
    pub(super) fn record(&self) -> Option<IteratorRecord> {
        let iterator = self.iterator.get()?;
        Some(IteratorRecord {
            iterator,
            next: self.next.get(),
            done: false,
        })
    }

    /// The record of the inner iterator.
    pub(super) fn inner_record(&self) -> Option<IteratorRecord> {
        let iterator = self.inner.get()?;
        Some(IteratorRecord {
            iterator,
            next: self.inner_next.get(),
            done: false,
        })
    }

    /// The counter.
    pub(super) fn count(&self) -> f64 {
        self.counter.get().as_number().unwrap_or(0.0)
    }

    /// Adds to the counter.
    pub(super) fn add_to_count(&self, addend: f64) {
        self.counter.set(Value::from_number(self.count() + addend));
    }
}

/// `%IteratorHelperPrototype%`
pub(crate) static ITERATOR_HELPER_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::IteratorHelperPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::IteratorPrototype),
    properties: &[
        method("next", 0, next),
        method("return", 0, return_method),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("Iterator Helper"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// What a new helper is made of.
pub(super) struct Parts {
    pub(super) kind: HelperKind,
    pub(super) record: Option<IteratorRecord>,
    pub(super) callback: Value,
    pub(super) counter: f64,
    pub(super) list: Option<Gc<ValueVector>>,
    pub(super) padding: Option<Gc<ValueVector>>,
    pub(super) keys: Option<Gc<ValueVector>>,
}

impl Parts {
    /// The parts of a helper of `kind` and nothing more.
    pub(super) fn of(kind: HelperKind) -> Self {
        Self {
            kind,
            record: None,
            callback: Value::UNDEFINED,
            counter: 0.0,
            list: None,
            padding: None,
            keys: None,
        }
    }
}

/// A new helper.
pub(super) fn create(vm: &mut Vm, parts: Parts) -> JsResult<Value> {
    let prototype = vm.intrinsic(Intrinsic::IteratorHelperPrototype);
    let base = new_object_base::<IteratorHelper>(vm, Some(prototype), 0)?;
    let helper = vm.heap.allocate(IteratorHelperInit {
        base,
        iterator: parts.record.map(|record| record.iterator),
        inner: None,
        list: parts.list,
        padding: parts.padding,
        keys: parts.keys,
        kind: parts.kind,
        state: HelperState::Start,
        counter: Value::from_number(parts.counter),
        next: parts.record.map_or(Value::UNDEFINED, |record| record.next),
        inner_next: Value::UNDEFINED,
        callback: parts.callback,
    })?;
    Ok(helper.into())
}

/// `this`, a helper that does not run.
fn this_helper(vm: &mut Vm, args: Args<'_>) -> JsResult<Gc<IteratorHelper>> {
    let Some(helper) = vm.heap.gc::<IteratorHelper>(args.this()) else {
        let text = describe(vm, args.this());
        let parts: [&dyn core::fmt::Display; 2] = [&"an iterator helper's method", &text];
        return Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &parts));
    };
    if helper.state.get() == HelperState::Running {
        return Err(vm.throw_type_error(message::GENERATOR_RUNNING, &[]));
    }
    Ok(helper)
}

/// [%IteratorHelperPrototype%.next](https://tc39.es/ecma262/#sec-%iteratorhelperprototype%.next)
fn next(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let helper = this_helper(vm, args)?;
    if helper.state.get() == HelperState::Completed {
        return Ok(create_iter_result(vm, Value::UNDEFINED, true)?.into());
    }
    vm.check_stack()?;
    let first = helper.state.get() == HelperState::Start;
    helper.state.set(HelperState::Running);
    let step = match helper.kind.get() {
        HelperKind::Map => lazy::map_step(vm, helper),
        HelperKind::Filter => lazy::filter_step(vm, helper),
        HelperKind::Take => lazy::take_step(vm, helper),
        HelperKind::Drop => lazy::drop_step(vm, helper, first),
        HelperKind::FlatMap => lazy::flat_map_step(vm, helper),
        HelperKind::Concat => concat::concat_step(vm, helper),
        HelperKind::Chunks => chunking::chunks_step(vm, helper),
        HelperKind::Windows | HelperKind::WindowsOrPartial => chunking::windows_step(vm, helper),
        HelperKind::ZipShortest | HelperKind::ZipLongest | HelperKind::ZipStrict => {
            zip::zip_step(vm, helper)
        }
    };
    let more = matches!(step, Ok(Some(_)));
    helper.state.set(if more {
        HelperState::Suspended
    } else {
        HelperState::Completed
    });
    match step? {
        Some(element) => Ok(create_iter_result(vm, element, false)?.into()),
        None => Ok(create_iter_result(vm, Value::UNDEFINED, true)?.into()),
    }
}

/// [%IteratorHelperPrototype%.return](https://tc39.es/ecma262/#sec-%iteratorhelperprototype%.return)
fn return_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let helper = this_helper(vm, args)?;
    let state = helper.state.get();
    if state != HelperState::Completed {
        // While iterators are closed a suspended helper counts as running, a fresh one as ended.
        let during = if state == HelperState::Start {
            HelperState::Completed
        } else {
            HelperState::Running
        };
        helper.state.set(during);
        let closed = close(vm, helper);
        helper.state.set(HelperState::Completed);
        closed?;
    }
    Ok(create_iter_result(vm, Value::UNDEFINED, true)?.into())
}

/// Closes what the helper stands on.
fn close(vm: &mut Vm, helper: Gc<IteratorHelper>) -> JsResult<()> {
    match helper.kind.get() {
        HelperKind::ZipShortest | HelperKind::ZipLongest | HelperKind::ZipStrict => {
            zip::close_all(vm, helper.list.get(), Ok(()))
        }
        _ => lazy::close(vm, helper),
    }
}
