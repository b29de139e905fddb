//! Call targets: what the site of a call or of a construction has called.
//!
//! A site remembers the first closure, then, if others come, what they have in common: their
//! feedback vector. A native is remembered by its number, since function objects of natives may be
//! many that are short-lived. All that is remembered is held weakly: a site keeps no function alive,
//! nor what it has captured.
//!
//! Invariants: in a call's slot, `cell` is none, a closure that has its feedback vector, or such a
//! vector; it is none unless `data` is zero.
#![allow(unsafe_code)]

use super::feedback::{FeedbackSlot, FeedbackVector};
use super::property::slot;
use crate::Vm;
use crate::execution::closure::Closure;
use crate::interpreter::Frame;
use crate::native::NativeId;
use crate::object::NativeFunctionObject;
use crate::value::Value;
use kataan_bytecode::opcode::operand::FeedbackSlot as SlotIndex;
use kataan_gc::{AnyCell, Gc, Region};

/// `data` of a site that has called different functions.
const SEVERAL: u32 = 1;
/// `data` of a site that has called what is neither a closure nor a native.
const OTHER: u32 = 2;
/// `data` of a site that has called the native of number 0; those of the others follow.
const NATIVES: u32 = 3;

/// What a site has called.
#[derive(Clone, Copy, Debug)]
pub enum CallTarget {
    /// Nothing, or what it has called is dead.
    None,
    /// One closure.
    Closure(Gc<Closure>),
    /// Several closures of one function.
    Function(Gc<FeedbackVector>),
    /// One native.
    Native(NativeId),
    /// A bound function, a proxy, or what cannot be called.
    Other,
    /// Different functions.
    Several,
}

impl CallTarget {
    /// What the site of a call has called.
    pub fn at(site: &FeedbackSlot) -> CallTarget {
        match site.data.get() {
            0 => {}
            SEVERAL => return CallTarget::Several,
            OTHER => return CallTarget::Other,
            native => return CallTarget::Native(NativeId(native - NATIVES)),
        }
        let Some(cell) = site.cell.get() else {
            return CallTarget::None;
        };
        match cell.cast::<Closure>() {
            Some(closure) => CallTarget::Closure(closure),
            None => cell.cast().map_or(CallTarget::None, CallTarget::Function),
        }
    }
}

/// Whether calling this teaches the site nothing: it remembers the callee, or that there were several.
#[inline(always)]
pub(crate) fn is_settled(feedback: &Gc<FeedbackVector>, index: SlotIndex, callee: Value) -> bool {
    let site = slot(feedback, index);
    (callee.is_object() && site.cell.offset() == callee.offset_bits()) || site.data.get() == SEVERAL
}

/// The closure in word 0 of a call's window, if it has its feedback vector. The site remembers it.
#[inline(always)]
pub(crate) fn plain_callee(
    region: Region,
    feedback: &Gc<FeedbackVector>,
    index: SlotIndex,
    window: Frame,
) -> Option<Gc<Closure>> {
    if window.upper(0) != Value::UPPER_OBJECT {
        return None;
    }
    // SAFETY: an object.
    let callee = unsafe { region.gc_unchecked::<AnyCell>(window.get(0)) };
    let site = slot(feedback, index);
    if site.cell.offset() == callee.offset() {
        // SAFETY: `cell` is a closure if it is an object (module invariant).
        return Some(unsafe { callee.cast_unchecked() });
    }
    let closure = callee.cast::<Closure>()?;
    if closure.feedback.is_null() {
        return None;
    }
    note(feedback, index, closure);
    Some(closure)
}

/// Remembers a closure that has its feedback vector.
#[inline(always)]
fn note(feedback: &Gc<FeedbackVector>, index: SlotIndex, callee: Gc<Closure>) {
    let site = slot(feedback, index);
    if site.data.get() != SEVERAL && site.cell.offset() != callee.feedback.offset() {
        record_closure(*feedback, index, callee);
    }
}

#[cold]
#[inline(never)]
fn record_closure(feedback: Gc<FeedbackVector>, index: SlotIndex, callee: Gc<Closure>) {
    let site = slot(&feedback, index);
    let Some(vector) = callee.feedback.get() else {
        return;
    };
    match CallTarget::at(site) {
        CallTarget::None => site.cell.set(callee.erase()),
        CallTarget::Closure(first) if first.feedback.offset() == vector.offset() => {
            site.cell.set(vector.erase());
        }
        CallTarget::Function(first) if first == vector => {}
        _ => set_several(site),
    }
}

fn set_several(site: &FeedbackSlot) {
    site.cell.set(None);
    site.data.set(SEVERAL);
}

/// Remembers a native.
#[inline(always)]
pub(crate) fn note_native(feedback: &Gc<FeedbackVector>, index: SlotIndex, native: NativeId) {
    note_mark(slot(feedback, index), NATIVES + native.0);
}

/// Remembers what is no closure.
#[inline(always)]
fn note_mark(site: &FeedbackSlot, mark: u32) {
    if site.data.get() == mark {
        return;
    }
    match CallTarget::at(site) {
        CallTarget::None => site.data.set(mark),
        _ => set_several(site),
    }
}

/// Remembers whatever was called or constructed, unless it is a closure that could not be run.
#[inline(never)]
pub(crate) fn record(vm: &Vm, feedback: Gc<FeedbackVector>, index: SlotIndex, callee: Value) {
    if let Some(closure) = vm.heap.gc::<Closure>(callee) {
        let is_new = slot(&feedback, index).cell.offset() != closure.offset();
        if is_new && !closure.feedback.is_null() {
            note(&feedback, index, closure);
        }
    } else if let Some(native) = vm.heap.gc::<NativeFunctionObject>(callee) {
        note_native(&feedback, index, native.native());
    } else {
        note_mark(slot(&feedback, index), OTHER);
    }
}
