//! Weak parts after marking: ephemerons first, to their fixed point, then everything that is
//! cleared or queued by a death.
//!
//! # Invariants
//! Offsets that were recorded while marking name live cells of this region, whose weak members have
//! the types that their descriptors say.

use super::mark::Marker;
use crate::cell::AnyCell;
use crate::heap::Heap;
use crate::kind::PartClass;
use crate::reference::Gc;
use crate::region::Region;
use crate::stress::exempt;
use crate::trace::{value_at, word_at};
use crate::value::Value;
use std::collections::HashMap;

/// Rounds over all ephemerons before they are indexed by key: chains would make them quadratic.
const ROUNDS: usize = 4;

/// Marks the values of ephemerons whose keys are marked, until nothing more follows.
pub(super) fn close_ephemerons(marker: &mut Marker<'_>) {
    let region = marker.region;
    let mut pending: Vec<u32> = Vec::new();
    for round in 0.. {
        pending.append(&mut marker.ephemerons);
        let before = (pending.len(), marker.marked);
        pending.retain(|place| {
            let (key, value) = pair(region, *place);
            let waits = key.is_reference() && !region.is_marked(key.offset_bits());
            if !waits && !key.is_hole() && value.is_reference() {
                marker.mark(value.offset_bits());
            }
            waits
        });
        marker.drain();
        if marker.stopped {
            return;
        }
        let settled = pending.len() == before.0 && marker.marked == before.1;
        if marker.ephemerons.is_empty() && (settled || pending.is_empty()) {
            break;
        }
        if round == ROUNDS {
            index_by_key(marker, &mut pending);
            break;
        }
    }
    if marker.stopped {
        return;
    }
    // Those of the dead keys. A place that lies in two logged lines is listed twice: the second
    // time its key is the hole.
    for place in pending {
        let (key, _) = pair(region, place);
        if key.is_reference() && !region.is_marked(key.offset_bits()) {
            value_at(region, place).set(Value::HOLE);
            value_at(region, place + 8).set(Value::UNDEFINED);
        }
    }
}

/// Lets the marker itself mark each value when it comes upon the key: linear, whatever the chain.
fn index_by_key(marker: &mut Marker<'_>, pending: &mut Vec<u32>) {
    let region = marker.region;
    let mut seen = 0;
    marker.waiting = Some(HashMap::new());
    loop {
        pending.append(&mut marker.ephemerons);
        for place in &pending[seen..] {
            let (key, value) = pair(region, *place);
            if !value.is_reference() || !key.is_reference() {
                continue;
            }
            if region.is_marked(key.offset_bits()) {
                marker.mark(value.offset_bits());
            } else if let Some(waiting) = &mut marker.waiting {
                waiting
                    .entry(key.offset_bits())
                    .or_default()
                    .push(value.to_bits());
            }
        }
        seen = pending.len();
        marker.drain();
        if marker.ephemerons.is_empty() {
            break;
        }
    }
    marker.waiting = None;
    pending.retain(|place| pair(region, *place).0.is_reference());
}

fn pair(region: Region, place: u32) -> (Value, Value) {
    (
        value_at(region, place).get(),
        value_at(region, place + 8).get(),
    )
}

impl Heap {
    /// Clears the weak parts that name the dead, and queues the cells that watched one.
    pub(super) fn clear_weak(&mut self, weak: &[(u32, u32, PartClass)]) {
        let region = self.region;
        let is_dead = |value: Value| value.is_reference() && !region.is_marked(value.offset_bits());
        for (cell, place, class) in weak {
            match class {
                PartClass::WeakReference => {
                    let word = word_at(region, *place);
                    if word.get() != 0 && !region.is_marked(word.get()) {
                        word.set(0);
                    }
                }
                PartClass::WeakValue | PartClass::Watched => {
                    let value = value_at(region, *place);
                    if is_dead(value.get()) {
                        value.set(Value::UNDEFINED);
                        if *class == PartClass::Watched {
                            let dead = cell_at(region, *cell);
                            exempt(|| self.dead_registrations.push_back(dead));
                        }
                    }
                }
                PartClass::Reference | PartClass::Value | PartClass::Ephemeron => {}
            }
        }
    }

    /// Releases the resources whose owners died.
    pub(super) fn release_externals(&mut self) {
        let region = self.region;
        let table = &mut self.externals;
        for (index, slot) in table.entries.iter_mut().enumerate() {
            let owner = slot.as_ref().and_then(|entry| entry.owner);
            if owner.is_some_and(|owner| !region.is_marked(owner.offset()))
                && let Some(entry) = slot.take()
            {
                table.bytes -= entry.bytes;
                table.free.push(index as u32);
            }
        }
    }
}

#[allow(unsafe_code)]
fn cell_at(region: Region, offset: u32) -> Gc<AnyCell> {
    // SAFETY: the marker listed this offset as that of a cell that it marked.
    unsafe { Gc::from_raw(region.at(offset)) }
}
