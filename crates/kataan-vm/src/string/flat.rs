//! Flattening: the units of any string in one piece.

use super::{JsString, Rope, Slice, Units, create, pieces, units, write_units};
use crate::error::JsResult;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::Gc;

/// A string whose units lie in one piece.
#[derive(Clone, Copy, Debug)]
pub struct Flat {
    owner: Gc<JsString>,
    start: u32,
    length: u32,
}

impl Flat {
    /// Its units; the borrow keeps the cell alive.
    #[inline(always)]
    pub fn units(&self) -> Units<'_> {
        units::of_cell(&self.owner, self.start as usize, self.length as usize)
    }

    /// How many units.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.length as usize
    }

    /// Whether there are none.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The unit at `index`, which is below the length.
    #[inline(always)]
    pub fn at(&self, index: usize) -> u16 {
        self.units().at(index)
    }

    /// The cell that holds the units: flat, or an append buffer.
    pub(super) fn owner(self) -> Gc<JsString> {
        self.owner
    }

    pub(super) fn start(self) -> usize {
        self.start as usize
    }
}

/// The string's units in one piece; a rope is joined once.
#[inline]
pub fn flatten(vm: &mut Vm, string: Gc<JsString>) -> JsResult<Flat> {
    match as_flat(string) {
        Some(flat) => Ok(flat),
        None => join(vm, string),
    }
}

/// The string's units, if they are in one piece already.
#[inline]
pub(crate) fn as_flat(string: Gc<JsString>) -> Option<Flat> {
    let length = string.length.get();
    if let Some(slice) = string.cast::<Slice>() {
        return Some(Flat {
            owner: slice.parent.get(),
            start: slice.start.get(),
            length,
        });
    }
    if let Some(rope) = string.cast::<Rope>() {
        // A joined rope refers to a flat string or a slice.
        return if rope.right.is_null() {
            as_flat(rope.left.get()?)
        } else {
            None
        };
    }
    Some(Flat {
        owner: string,
        start: 0,
        length,
    })
}

/// The unit at `index`, which is below the length.
#[inline]
pub fn unit_at(vm: &mut Vm, string: Gc<JsString>, index: usize) -> JsResult<u16> {
    Ok(flatten(vm, string)?.at(index))
}

#[cold]
fn join(vm: &mut Vm, string: Gc<JsString>) -> JsResult<Flat> {
    let target = create::allocate_blank(vm, string.len(), string.is_two_byte())?;
    copy_into(vm, string, target)?;
    settle(string, target);
    Ok(Flat {
        owner: target,
        start: 0,
        length: string.length.get(),
    })
}

/// Makes an unjoined rope refer to `result`, which has its units.
pub(super) fn settle(string: Gc<JsString>, result: Gc<JsString>) {
    if let Some(rope) = string.cast::<Rope>() {
        rope.left.set(result);
        rope.right.set(None);
        rope.hash.set(0);
    }
}

/// Writes all units of `string` to the start of `target`, from the last to the first, so that the
/// usual shape (long on the left) needs no list of what is left to do.
pub(super) fn copy_into(vm: &mut Vm, string: Gc<JsString>, target: Gc<JsString>) -> JsResult<()> {
    let mut pending = None;
    let mut end = string.len();
    let mut current = string;
    for step in 0_u64.. {
        vm.check_interrupt_every(step)?;
        if let Some(flat) = as_flat(current) {
            end -= flat.len();
            write_flat(vm, target, end, flat)?;
            let next = match pending {
                None => None,
                Some(list) => next_pending(vm, list),
            };
            match next {
                Some(next) => current = next,
                None => return Ok(()),
            }
            continue;
        }
        let Some(rope) = current.cast::<Rope>() else {
            return Ok(());
        };
        let (Some(left), Some(right)) = (rope.left.get(), rope.right.get()) else {
            return Ok(());
        };
        if let Some(flat) = as_flat(right) {
            end -= flat.len();
            write_flat(vm, target, end, flat)?;
            current = left;
        } else {
            let list = match pending {
                Some(list) => list,
                None => vm.heap.new_list()?,
            };
            pending = Some(list);
            list.push(&mut vm.heap, Value::from_gc(left))?;
            current = right;
        }
    }
    Ok(())
}

/// Writes the units of `flat` at unit `start` of `target`.
pub(super) fn write_flat(
    vm: &mut Vm,
    target: Gc<JsString>,
    start: usize,
    flat: Flat,
) -> JsResult<()> {
    let units = flat.units();
    write_all(vm, target, start, units)
}

/// Writes units, which are kept alive by the caller, at unit `start` of `target`.
#[inline]
pub(super) fn write_all(
    vm: &mut Vm,
    target: Gc<JsString>,
    start: usize,
    units: Units<'_>,
) -> JsResult<()> {
    if units.len() <= super::PIECE {
        write_units(target, start, units);
        return Ok(());
    }
    for part in pieces(0..units.len()) {
        vm.check_interrupt()?;
        write_units(target, start + part.start, units.slice(part));
    }
    Ok(())
}

fn next_pending(vm: &mut Vm, list: kataan_gc::RootedList) -> Option<Gc<JsString>> {
    let value = list.pop()?;
    vm.heap.gc(value)
}
