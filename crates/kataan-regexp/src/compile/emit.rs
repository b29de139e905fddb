//! The backtracking program of a pattern for one encoding.

use super::first::{Direction, First};
use super::hir::{Assertion, Hir, Pattern};
use super::prefix;
use crate::code::{Code, Encoding, Inst, Pc, Reference, Reg, Selector, SetTable};
use crate::source::{is_lead, is_trail, split};
use crate::unicode::set::CodePointSet;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// What comes after the part at hand.
#[derive(Clone, Copy)]
pub(super) struct Follow {
    /// With which unit it can go on.
    pub(super) first: First,
    /// Whether it always matches, so that no choice before it is taken back.
    pub(super) certain: bool,
}

impl Follow {
    pub(super) const END: Self = Self {
        first: First::ALL,
        certain: true,
    };
}

/// Writes the program.
pub(crate) fn emit(pattern: &Pattern, encoding: Encoding) -> Code {
    let slot_count = 2 * (pattern.group_count + 1);
    let mut emitter = Emitter {
        pattern,
        encoding,
        code: Code {
            encoding,
            insts: Vec::new(),
            units: Vec::new(),
            bytes: Vec::new(),
            sets: Vec::new(),
            branches: Vec::new(),
            dispatches: Vec::new(),
            point_dispatches: Vec::new(),
            runs: Vec::new(),
            loops: Vec::new(),
            references: Vec::new(),
            slot_count,
            register_count: slot_count,
            prefilter: prefix::prefilter(pattern, encoding),
        },
        set_numbers: BTreeMap::new(),
        selector_numbers: BTreeMap::new(),
    };
    emitter.hir(&pattern.root, Follow::END, Direction::Forward);
    emitter.push(Inst::Match);
    emitter.code
}

pub(super) struct Emitter<'a> {
    pub(super) pattern: &'a Pattern,
    pub(super) encoding: Encoding,
    pub(super) code: Code,
    /// The numbers of the sets written.
    set_numbers: BTreeMap<CodePointSet, u32>,
    /// The numbers of the selectors written.
    selector_numbers: BTreeMap<Selector, u32>,
}

impl Emitter<'_> {
    pub(super) fn push(&mut self, inst: Inst) -> Pc {
        self.code.insts.push(inst);
        self.code.insts.len() as Pc - 1
    }

    pub(super) fn here(&self) -> Pc {
        self.code.insts.len() as Pc
    }

    pub(super) fn patch(&mut self, at: Pc, inst: Inst) {
        self.code.insts[at as usize] = inst;
    }

    pub(super) fn register(&mut self) -> Reg {
        self.code.register_count += 1;
        self.code.register_count - 1
    }

    /// With which unit `hir` and then `follow` can match, in this encoding.
    pub(super) fn first(&self, hir: &Hir, follow: First, direction: Direction) -> First {
        self.pattern
            .first(hir, follow, direction)
            .in_encoding(self.encoding)
    }

    pub(super) fn hir(&mut self, hir: &Hir, follow: Follow, direction: Direction) {
        match hir {
            Hir::Empty => {}
            Hir::Never => {
                self.push(Inst::Fail);
            }
            Hir::Character(character) => self.literal(&[*character], direction),
            Hir::Set(id) => {
                let set = self.pattern.set(*id).clone();
                self.set(&set, direction);
            }
            Hir::Concat(items) => self.concat(items, follow, direction),
            Hir::Choice(items) => self.choice(items, follow, direction),
            Hir::Repeat(repeat) => self.repeat(repeat, follow, direction),
            Hir::Capture { index, body } => {
                let slots = (2 * index, 2 * index + 1);
                let (before, after) = match direction {
                    Direction::Forward => slots,
                    Direction::Backward => (slots.1, slots.0),
                };
                self.push(Inst::Save(before));
                self.hir(body, follow, direction);
                self.push(Inst::Save(after));
            }
            Hir::Look {
                behind,
                negative,
                body,
            } => self.look(*behind, *negative, body),
            Hir::Assert(assertion) => {
                self.push(match assertion {
                    Assertion::TextStart => Inst::TextStart,
                    Assertion::TextEnd => Inst::TextEnd,
                    Assertion::LineStart => Inst::LineStart,
                    Assertion::LineEnd => Inst::LineEnd,
                    Assertion::Word { negative, extended } => Inst::WordBoundary {
                        negative: *negative,
                        extended: *extended,
                    },
                });
            }
            Hir::Reference { groups, case } => {
                let number = self.code.references.len() as u32;
                self.code.references.push(Reference {
                    groups: groups.clone(),
                    case: *case,
                });
                self.push(match direction {
                    Direction::Forward => Inst::Reference(number),
                    Direction::Backward => Inst::ReferenceBack(number),
                });
            }
        }
    }

    fn concat(&mut self, items: &[Hir], follow: Follow, direction: Direction) {
        // What follows each item in reading order, from the last one back.
        let mut firsts = Vec::with_capacity(items.len());
        let mut first = follow.first;
        if direction == Direction::Backward {
            for item in items {
                firsts.push(first);
                first = self.first(item, first, direction);
            }
            for (index, (item, first)) in items.iter().zip(firsts).enumerate().rev() {
                let certain = follow.certain && index == 0;
                self.hir(item, Follow { first, certain }, direction);
            }
            return;
        }
        for item in items.iter().rev() {
            firsts.push(first);
            first = self.first(item, first, direction);
        }
        firsts.reverse();
        let mut index = 0;
        while index < items.len() {
            let characters: Vec<u32> = items[index..]
                .iter()
                .map_while(|item| match item {
                    Hir::Character(character) if !self.needs_point(*character) => Some(*character),
                    _ => None,
                })
                .collect();
            if characters.len() > 1 {
                self.literal(&characters, direction);
                index += characters.len();
                continue;
            }
            let certain = follow.certain && index + 1 == items.len();
            self.hir(
                &items[index],
                Follow {
                    first: firsts[index],
                    certain,
                },
                direction,
            );
            index += 1;
        }
    }

    /// Whether comparing code units could take half of a pair for the character.
    fn needs_point(&self, character: u32) -> bool {
        self.encoding == Encoding::Points && (is_lead(character) || is_trail(character))
    }

    /// Characters one after the other.
    fn literal(&mut self, characters: &[u32], direction: Direction) {
        if let [character] = characters
            && self.needs_point(*character)
        {
            self.set(&CodePointSet::from_range(*character, *character), direction);
            return;
        }
        let mut units: Vec<u16> = Vec::new();
        for character in characters {
            match u16::try_from(*character) {
                Ok(unit) => units.push(unit),
                Err(_) => {
                    let (lead, trail) = split(*character);
                    units.extend([lead as u16, trail as u16]);
                }
            }
        }
        if self.encoding == Encoding::Latin1 && units.iter().any(|unit| *unit > 0xFF) {
            self.push(Inst::Fail);
            return;
        }
        if direction == Direction::Backward {
            units.iter().rev().for_each(|unit| {
                self.push(Inst::UnitBack(*unit));
            });
            return;
        }
        if let [unit] = units.as_slice() {
            self.push(Inst::Unit(*unit));
            return;
        }
        let length = units.len() as u32;
        let start = if self.encoding == Encoding::Latin1 {
            let start = self.code.bytes.len() as u32;
            self.code.bytes.extend(units.iter().map(|unit| *unit as u8));
            start
        } else {
            let start = self.code.units.len() as u32;
            self.code.units.extend(units);
            start
        };
        self.push(Inst::Literal { start, length });
    }

    /// One character of a set.
    fn set(&mut self, set: &CodePointSet, direction: Direction) {
        let number = self.set_table(set);
        let points = self.set_needs_points(set);
        let forward = direction == Direction::Forward;
        if forward
            && !points
            && let Some(inst) = self.simple_set(set)
        {
            self.push(inst);
            return;
        }
        self.push(match (forward, points) {
            (true, false) => Inst::Set(number),
            (true, true) => Inst::Point(number),
            (false, false) => Inst::SetBack(number),
            (false, true) => Inst::PointBack(number),
        });
    }

    /// The instruction for a set that needs no table.
    fn simple_set(&self, set: &CodePointSet) -> Option<Inst> {
        let last = self.last_unit();
        let within = set.intersection(&CodePointSet::from_range(0, last));
        if within.is_empty() {
            return Some(Inst::Fail);
        }
        if within.ranges() == [(0, last)] {
            return Some(Inst::Any);
        }
        if let Some(unit) = within.single() {
            return Some(Inst::Unit(unit as u16));
        }
        if let [(first, second), (third, fourth)] = within.ranges()
            && first == second
            && third == fourth
            && (first ^ third).is_power_of_two()
        {
            return Some(Inst::Masked {
                mask: (first ^ third) as u16,
                value: (first | third) as u16,
            });
        }
        None
    }

    pub(super) fn last_unit(&self) -> u32 {
        if self.encoding == Encoding::Latin1 {
            0xFF
        } else {
            0xFFFF
        }
    }

    /// Whether a set has surrogates or characters that take two of them.
    pub(super) fn set_needs_points(&self, set: &CodePointSet) -> bool {
        self.encoding == Encoding::Points
            && set
                .ranges()
                .iter()
                .any(|(low, high)| *high > 0xFFFF || (*low <= 0xDFFF && *high >= 0xD800))
    }

    /// The number of the table of a set.
    pub(super) fn set_table(&mut self, set: &CodePointSet) -> u32 {
        if let Some(number) = self.set_numbers.get(set) {
            return *number;
        }
        let number = self.code.sets.len() as u32;
        self.code.sets.push(SetTable::new(set, self.encoding));
        self.set_numbers.insert(set.clone(), number);
        number
    }

    /// The number of a selector among the branches.
    pub(super) fn selector(&mut self, selector: Selector) -> u32 {
        let next = self.code.branches.len() as u32;
        let number = *self.selector_numbers.entry(selector).or_insert(next);
        if number == next {
            self.code.branches.push(selector);
        }
        number
    }

    fn look(&mut self, behind: bool, negative: bool, body: &Hir) {
        let direction = if behind {
            Direction::Backward
        } else {
            Direction::Forward
        };
        let stack = self.register();
        if negative {
            let start = self.push(Inst::Fail);
            self.hir(body, Follow::END, direction);
            self.push(Inst::NegativeEnd { stack });
            let exit = self.here();
            self.patch(start, Inst::NegativeStart { stack, exit });
            return;
        }
        let position = self.register();
        self.push(Inst::LookStart { stack, position });
        self.hir(body, Follow::END, direction);
        let captures = has_captures(body);
        self.push(Inst::LookEnd {
            stack,
            position,
            captures,
        });
    }
}

fn has_captures(hir: &Hir) -> bool {
    match hir {
        Hir::Capture { .. } => true,
        Hir::Concat(items) | Hir::Choice(items) => items.iter().any(has_captures),
        Hir::Repeat(repeat) => repeat.groups.0 < repeat.groups.1,
        Hir::Look { body, .. } => has_captures(body),
        _ => false,
    }
}
