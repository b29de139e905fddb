//! Concatenation in constant time.
//!
//! Short results are copied, long ones become ropes. A string that grows by many short appends
//! would leave a rope cell for each; so a chain of them is joined into an append buffer once it is
//! long in proportion to its text, and from then on each append writes its units behind the
//! others and makes a slice.

use super::flat::{as_flat, copy_into, settle, write_all, write_flat};
use super::{
    AppendBuffer, AppendBufferInit, JsString, JsStringInit, Rope, RopeInit, Slice, SliceInit,
    create, units,
};
use crate::error::{JsResult, message};
use crate::vm::Vm;
use kataan_gc::{Gc, TailInit, blank_bytes};

/// The greatest length of a string.
pub const MAX_LENGTH: usize = (1 << 29) - 24;

/// Results up to this length are copied.
const LONGEST_COPY: usize = 32;
/// Only short strings are appended to a buffer.
const LONGEST_APPEND: usize = 256;
/// A chain of fewer ropes is left alone.
const SHORTEST_CHAIN: u32 = 16;
/// How many units may be copied for each rope of a chain that is joined.
const UNITS_PER_ROPE: u32 = 512;

/// Throws if a string of `length` units is too long.
#[inline]
pub(super) fn check_length(vm: &mut Vm, length: usize) -> JsResult<()> {
    if length > MAX_LENGTH {
        return Err(vm.throw_range_error(message::STRING_TOO_LONG, &[]));
    }
    Ok(())
}

/// `left` followed by `right`.
#[inline]
pub fn concat(vm: &mut Vm, left: Gc<JsString>, right: Gc<JsString>) -> JsResult<Gc<JsString>> {
    if left.is_empty() {
        return Ok(right);
    }
    if right.is_empty() {
        return Ok(left);
    }
    let length = left.len() + right.len();
    if length <= LONGEST_COPY {
        return copy(vm, left, right, length);
    }
    check_length(vm, length)?;
    if right.len() <= LONGEST_APPEND
        && let Some(result) = append(vm, left, right)?
    {
        return Ok(result);
    }
    rope(vm, left, right, length)
}

fn copy(
    vm: &mut Vm,
    left: Gc<JsString>,
    right: Gc<JsString>,
    length: usize,
) -> JsResult<Gc<JsString>> {
    let two_byte = left.is_two_byte() || right.is_two_byte();
    if let (false, Some(head), Some(tail)) = (two_byte, as_flat(left), as_flat(right))
        && let (units::Units::Latin1(head), units::Units::Latin1(tail)) =
            (head.units(), tail.units())
    {
        let bytes = TailInit::Concat(head, tail);
        return Ok(vm.heap.allocate(JsStringInit {
            length: length as u32,
            hash: 0,
            bytes,
        })?);
    }
    let target = create::allocate_blank(vm, length, two_byte)?;
    copy_into(vm, left, target)?;
    let tail = super::flatten(vm, right)?;
    write_flat(vm, target, left.len(), tail)?;
    Ok(target)
}

fn rope(
    vm: &mut Vm,
    left: Gc<JsString>,
    right: Gc<JsString>,
    length: usize,
) -> JsResult<Gc<JsString>> {
    let base = JsStringInit {
        length: length as u32,
        hash: chain_length(left) + 1,
        bytes: TailInit::Fill(0, 0),
    };
    let rope = vm.heap.allocate(RopeInit {
        base,
        left: Some(left),
        right: Some(right),
    })?;
    if left.is_two_byte() || right.is_two_byte() {
        rope.set_flag(JsString::TWO_BYTE);
    }
    Ok(rope.upcast())
}

/// How many unjoined ropes lie on the left spine.
fn chain_length(string: Gc<JsString>) -> u32 {
    match string.cast::<Rope>() {
        Some(rope) if !rope.right.is_null() => rope.hash.get(),
        _ => 0,
    }
}

/// Appends in place if `left` ends where a buffer's units end, or makes a buffer if a chain of
/// ropes has grown long enough to pay for it.
fn append(vm: &mut Vm, left: Gc<JsString>, right: Gc<JsString>) -> JsResult<Option<Gc<JsString>>> {
    let ropes = chain_length(left);
    if ropes > 0 {
        if ropes < SHORTEST_CHAIN || left.length.get() / UNITS_PER_ROPE > ropes {
            return Ok(None);
        }
        make_buffer(vm, left, left.is_two_byte() || right.is_two_byte())?;
    }
    let Some(head) = as_flat(left) else {
        return Ok(None);
    };
    let owner = head.owner();
    if owner.cast::<AppendBuffer>().is_none()
        || head.start() + head.len() != owner.len()
        || (right.is_two_byte() && !owner.is_two_byte())
    {
        return Ok(None);
    }
    let tail = super::flatten(vm, right)?;
    let end = owner.len() + tail.len();
    let mut owner = owner;
    if end << u32::from(owner.is_two_byte()) > owner.bytes().len() {
        if head.start() != 0 {
            return Ok(None);
        }
        owner = new_buffer(vm, end * 2, owner.is_two_byte())?;
        write_flat(vm, owner, 0, head)?;
    }
    write_all(vm, owner, head.start() + head.len(), tail.units())?;
    owner.length.set(end as u32);
    slice(vm, owner, head.start(), end).map(Some)
}

fn make_buffer(vm: &mut Vm, left: Gc<JsString>, two_byte: bool) -> JsResult<()> {
    let length = left.len();
    let buffer = new_buffer(vm, length * 2, two_byte)?;
    copy_into(vm, left, buffer)?;
    buffer.length.set(length as u32);
    let joined = slice(vm, buffer, 0, length)?;
    settle(left, joined);
    Ok(())
}

fn new_buffer(vm: &mut Vm, capacity: usize, two_byte: bool) -> JsResult<Gc<JsString>> {
    let bytes = blank_bytes(capacity.min(MAX_LENGTH) << u32::from(two_byte));
    let base = JsStringInit {
        length: 0,
        hash: 0,
        bytes,
    };
    let buffer = vm.heap.allocate(AppendBufferInit { base })?;
    if two_byte {
        buffer.set_flag(JsString::TWO_BYTE);
    }
    Ok(buffer.upcast())
}

fn slice(vm: &mut Vm, owner: Gc<JsString>, start: usize, end: usize) -> JsResult<Gc<JsString>> {
    let base = JsStringInit {
        length: (end - start) as u32,
        hash: 0,
        bytes: TailInit::Fill(0, 0),
    };
    let slice: Gc<Slice> = vm.heap.allocate(SliceInit {
        base,
        parent: owner,
        start: start as u32,
    })?;
    if owner.is_two_byte() {
        slice.set_flag(JsString::TWO_BYTE);
    }
    Ok(slice.upcast())
}
