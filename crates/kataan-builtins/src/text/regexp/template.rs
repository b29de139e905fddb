//! Replacement templates read once for many matches:
//! [GetSubstitution](https://tc39.es/ecma262/#sec-getsubstitution) on positions.

use super::program::{RegExpProgram, compile};
use super::search::Search;
use core::ops::Range;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::string::{Flat, JsString, StringBuilder, Units, flatten, index_of};
use kataan_vm::value::Value;

/// A part of a template.
enum Part {
    /// Units of the template itself.
    Text(Range<usize>),
    /// `$&`
    Match,
    /// `` $` ``
    Before,
    /// `$'`
    After,
    /// `$1`
    Group(u32),
    /// `$<name>`: the groups of that name, of which one takes part at most.
    Named(Vec<u32>),
}

/// A template.
pub(super) struct Template {
    text: Flat,
    parts: Vec<Part>,
}

impl Template {
    /// Reads a template for matches of `program`.
    pub(super) fn new(
        vm: &mut Vm,
        program: Gc<RegExpProgram>,
        template: Gc<JsString>,
    ) -> JsResult<Template> {
        let text = flatten(vm, template)?;
        let units = text.units();
        let mut parts = Vec::new();
        let mut start = 0;
        let mut at = 0;
        while at + 1 < units.len() {
            if units.at(at) != u16::from(b'$') {
                at = index_of(vm, units, Units::Latin1(b"$"), at)?.unwrap_or(units.len());
                continue;
            }
            vm.check_interrupt_every(parts.len() as u64)?;
            if parts.len().is_multiple_of(1024) {
                vm.heap
                    .make_room_outside(parts.len() * 2 * size_of::<Part>())?;
            }
            compile(vm, program)?;
            let Some((part, length)) = reference(vm, program, units, at)? else {
                at += 1;
                continue;
            };
            if start < at {
                parts.push(Part::Text(start..at));
            }
            parts.push(part);
            at += length;
            start = at;
        }
        if start < units.len() {
            parts.push(Part::Text(start..units.len()));
        }
        Ok(Template { text, parts })
    }

    /// Appends the template for a match.
    pub(super) fn append(
        &self,
        vm: &mut Vm,
        output: &mut StringBuilder,
        search: &Search,
    ) -> JsResult<()> {
        let text = search.text.units();
        let whole = search.whole();
        for part in &self.parts {
            let range = match part {
                Part::Text(range) => {
                    output.push_many(vm, self.text.units().slice(range.clone()))?;
                    continue;
                }
                Part::Match => whole.clone(),
                Part::Before => 0..whole.start,
                Part::After => whole.end..text.len(),
                Part::Group(group) => search.group(*group).unwrap_or_default(),
                Part::Named(groups) => groups
                    .iter()
                    .find_map(|group| search.group(*group))
                    .unwrap_or_default(),
            };
            output.push_many(vm, text.slice(range))?;
        }
        Ok(())
    }
}

/// The `$` form at `at` and its length; none if the dollar stands for itself.
fn reference(
    vm: &mut Vm,
    program: Gc<RegExpProgram>,
    units: Units<'_>,
    at: usize,
) -> JsResult<Option<(Part, usize)>> {
    let unit = |index: usize| (index < units.len()).then(|| units.at(index));
    let digit = |index: usize| {
        let unit = unit(index)?;
        (0x30..=0x39)
            .contains(&unit)
            .then(|| u32::from(unit - 0x30))
    };
    let part = match units.at(at + 1) {
        // The second dollar.
        0x24 => (Part::Text(at..at + 1), 2),
        0x26 => (Part::Match, 2),
        0x60 => (Part::Before, 2),
        0x27 => (Part::After, 2),
        0x30..=0x39 => {
            let count = program.regexp(vm).groups().group_count;
            let first = digit(at + 1).unwrap_or(0);
            let two = digit(at + 2).map(|second| first * 10 + second);
            match two {
                Some(group) if (1..=count).contains(&group) => (Part::Group(group), 3),
                _ if (1..=count).contains(&first) => (Part::Group(first), 2),
                _ => return Ok(None),
            }
        }
        0x3C => {
            let Some(names) = program.names.get() else {
                return Ok(None);
            };
            let Some(close) = index_of(vm, units, Units::Latin1(b">"), at + 2)? else {
                return Ok(None);
            };
            let key = vm.intern_units(units.slice(at + 2..close))?.to_raw();
            let slots = names.slots();
            let groups = (0..slots.len() / 2).filter(|index| slots[index * 2].get() == key);
            let number = |value: Value| value.as_i32().unwrap_or(0) as u32;
            let groups = groups.map(|index| number(slots[index * 2 + 1].get()));
            (Part::Named(groups.collect()), close + 1 - at)
        }
        _ => return Ok(None),
    };
    Ok(Some(part))
}
