//! Exceptions: making them, and finding who catches them.
//!
//! # Invariants
//! Handlers come from the translator: their targets are words of the code, and their registers lie in its
//! frame.
#![allow(unsafe_code)]

use super::operation::Word;
use crate::runtime::reference::NULL;
use crate::runtime::store::StoreState;
use crate::valid::registry::TypeSource;

/// An exception of a tag with the values at `values`; null if there is no room for it.
///
/// # Safety
/// As many words as the tag's parameters take can be read at `values`.
#[inline(never)]
pub(super) unsafe fn new_exception(state: &mut StoreState, tag: u32, values: *const u64) -> u64 {
    let ty = state.tags[tag as usize];
    state.before_allocation(state.types.entry(ty).layout.size());
    let entry = state.types.entry(ty);
    // SAFETY: the caller's contract.
    let words = unsafe { core::slice::from_raw_parts(values, entry.field_slots) };
    let exception = state.heap.new_exception(tag, &entry.layout, words);
    exception.unwrap_or(NULL)
}

/// Moves the innermost activation to the handler of an exception, popping the calls above it; says
/// whether there is one.
#[inline(never)]
pub(crate) fn unwind(state: &mut StoreState, exception: u64) -> bool {
    let Some(tag) = state.heap.tag_of(exception) else {
        return false;
    };
    let layout = &state.types.entry(state.tags[tag as usize]).layout;
    let stack = &mut state.stack;
    while stack.frames().len() > stack.base {
        let Some(frame) = stack.frames().last().copied() else {
            return false;
        };
        // SAFETY: frames name code and instances that live as long as the store.
        let (code, instance) = unsafe { (&*frame.code, &*stack.registers.instance) };
        let start = code.words.as_ptr();
        let position =
            (stack.registers.pc.addr().wrapping_sub(start.addr()) / size_of::<Word>()) as u32;
        let mut depth = u32::MAX;
        for handler in &code.handlers {
            if !(handler.start < position && position <= handler.end && handler.depth <= depth) {
                continue;
            }
            if let Some(delegate) = handler.delegate {
                depth = delegate;
                continue;
            }
            let catch = handler.catches.iter().find(|catch| {
                catch
                    .tag
                    .is_none_or(|caught| instance.tags[caught as usize] == tag)
            });
            let Some(catch) = catch else { continue };
            // SAFETY: the translator gave the values registers in this frame, and the target is a word.
            unsafe {
                let fp = stack.registers.fp;
                if catch.tag.is_some() {
                    let mut target = fp.add(catch.values.into());
                    for place in &layout.places {
                        let at = place.at as usize;
                        let words = state.heap.payload(exception, place.storage, at);
                        for word in &words.unwrap_or_default()[..place.storage.slots()] {
                            target.write(*word);
                            target = target.add(1);
                        }
                    }
                }
                if let Some(register) = catch.reference {
                    *fp.add(register.into()) = exception;
                }
                stack.registers.pc = start.add(catch.target as usize);
            }
            return true;
        }
        stack.truncate(stack.frames().len() - 1);
        stack.registers.pc = frame.return_pc;
        stack.registers.fp = frame.caller_fp;
        stack.registers.instance = frame.caller;
    }
    false
}
