//! The linear-time matcher: all ways to match go forward together, one
//! character at a time (Pike's simulation). Its time is bounded by the length
//! of the program times that of the text.
//!
//! Threads stand in order of preference, so that the first one to match has
//! the captures that backtracking would find. Two threads at one place differ
//! only in their captures, and the preferred one wins. The one thing that a
//! thread remembers besides is which of the loops around it have taken
//! nothing in their iteration, since ECMAScript gives up an iteration that
//! stays empty. An inner iteration begins after the outer one, so loops that
//! took nothing are always the innermost ones, and a depth says it all.

mod compile;

pub(crate) use compile::{Linear, compile};

use crate::backtrack::{line_end, line_start, word_boundary};
use crate::code::{Encoding, UNSET};
use crate::compile::hir::Assertion;
use crate::limits::{Monitor, Stopped};
use crate::search::Prefilter;
use crate::text::Text;
use alloc::vec::Vec;
use compile::Step;

/// Characters between two questions to the monitor.
const CHARACTERS: u32 = 1024;

/// Threads in order of preference, each at a step that takes a character or
/// ends the match.
#[derive(Debug, Default)]
struct Threads {
    steps: Vec<u32>,
    /// The captures of each, one after the other.
    slots: Vec<u32>,
}

impl Threads {
    fn clear(&mut self) {
        self.steps.clear();
        self.slots.clear();
    }
}

enum Todo {
    /// Go on at a step, with this many outer loops having progressed.
    Explore {
        step: u32,
        progress: u32,
    },
    Restore {
        slot: u32,
        value: u32,
    },
}

/// What the matcher keeps between calls.
#[derive(Debug, Default)]
pub(crate) struct State {
    current: Threads,
    next: Threads,
    /// When each step was last reached with each progress.
    seen: Vec<u64>,
    /// When a thread was last put at each step.
    placed: Vec<u64>,
    todo: Vec<Todo>,
    slots: Vec<u32>,
    now: u64,
    reserved: usize,
}

impl core::fmt::Debug for Todo {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Todo")
    }
}

impl State {
    pub(crate) fn memory(&self) -> usize {
        self.reserved
    }

    /// Makes room for a program.
    fn prepare<M: Monitor + ?Sized>(
        &mut self,
        linear: &Linear,
        monitor: &mut M,
    ) -> Result<(), Stopped> {
        let places = linear.steps.len();
        let seen = places * (linear.depth as usize + 1);
        let bytes = (seen + places) * size_of::<u64>()
            + 2 * places * (linear.slot_count + 1) * size_of::<u32>()
            + 2 * places * size_of::<Todo>();
        if bytes > self.reserved {
            if !monitor.reserve(bytes - self.reserved) {
                return Err(Stopped::OutOfMemory);
            }
            self.reserved = bytes;
        }
        self.seen.clear();
        self.seen.resize(seen, 0);
        self.placed.clear();
        self.placed.resize(places, 0);
        self.now = 0;
        self.current.clear();
        self.next.clear();
        Ok(())
    }

    /// Puts threads wherever `step` leads without taking a character.
    fn explore<T: Text>(
        &mut self,
        linear: &Linear,
        text: T,
        step: u32,
        progress: u32,
        position: usize,
    ) {
        self.todo.push(Todo::Explore { step, progress });
        while let Some(todo) = self.todo.pop() {
            let (mut step, mut progress) = match todo {
                Todo::Restore { slot, value } => {
                    self.slots[slot as usize] = value;
                    continue;
                }
                Todo::Explore { step, progress } => (step, progress),
            };
            loop {
                let place = step as usize * (linear.depth as usize + 1) + progress as usize;
                if self.seen[place] == self.now {
                    break;
                }
                self.seen[place] = self.now;
                match linear.steps[step as usize] {
                    Step::Match | Step::Set(_) => {
                        if self.placed[step as usize] != self.now {
                            self.placed[step as usize] = self.now;
                            self.next.steps.push(step);
                            self.next.slots.extend_from_slice(&self.slots);
                        }
                        break;
                    }
                    Step::Split { first, second } => {
                        self.todo.push(Todo::Explore {
                            step: second,
                            progress,
                        });
                        step = first;
                        continue;
                    }
                    Step::Jump(target) => {
                        step = target;
                        continue;
                    }
                    Step::Save(slot) => self.set(slot, position as u32),
                    Step::Reset { from, to } => (from..to).for_each(|slot| {
                        if self.slots[slot as usize] != UNSET {
                            self.set(slot, UNSET);
                        }
                    }),
                    Step::Assert(assertion) => {
                        if !holds(assertion, text, position) {
                            break;
                        }
                    }
                    Step::Enter(depth) => progress = progress.min(depth),
                    Step::Check(depth) => {
                        if progress <= depth {
                            break;
                        }
                    }
                    Step::Fail => break,
                }
                step += 1;
            }
        }
    }

    fn set(&mut self, slot: u32, value: u32) {
        let old = core::mem::replace(&mut self.slots[slot as usize], value);
        self.todo.push(Todo::Restore { slot, value: old });
    }
}

fn holds<T: Text>(assertion: Assertion, text: T, position: usize) -> bool {
    match assertion {
        Assertion::TextStart => position == 0,
        Assertion::TextEnd => position == text.length(),
        Assertion::LineStart => line_start(text, position),
        Assertion::LineEnd => line_end(text, position),
        Assertion::Word { negative, extended } => {
            word_boundary(text, position, extended) != negative
        }
    }
}

/// Finds the first match from `start` on, or at `start` alone if `anchored`;
/// its captures go to `slots`.
#[allow(clippy::too_many_arguments)]
pub(crate) fn search<T: Text, M: Monitor + ?Sized>(
    linear: &Linear,
    prefilter: &Prefilter,
    text: T,
    start: usize,
    anchored: bool,
    state: &mut State,
    slots: &mut Vec<u32>,
    monitor: &mut M,
) -> Result<bool, Stopped> {
    state.prepare(linear, monitor)?;
    let unit_limit = linear.slot_count;
    let mut position = start;
    let mut found = false;
    let mut left = CHARACTERS;
    loop {
        left -= 1;
        if left == 0 {
            left = CHARACTERS;
            if !monitor.proceed() {
                return Err(Stopped::Interrupted);
            }
        }
        // The threads made for this position become current; those that start
        // here come after them.
        if state.current.steps.is_empty() {
            if found || (anchored && position > start) {
                break;
            }
            if !anchored {
                match prefilter.next(text, position) {
                    None => break,
                    Some(candidate) => {
                        position = candidate;
                        if linear.encoding == Encoding::Points && !text.is_boundary(position) {
                            position += 1;
                            continue;
                        }
                    }
                }
            }
        }
        if !found && (position == start || !anchored) {
            // Steps that older threads have reached stay theirs.
            core::mem::swap(&mut state.current, &mut state.next);
            if state.next.steps.is_empty() {
                state.now += 1;
            }
            state.slots.clear();
            state.slots.resize(unit_limit, UNSET);
            state.slots[0] = position as u32;
            state.explore(linear, text, 0, linear.depth, position);
            core::mem::swap(&mut state.current, &mut state.next);
        }
        let character = text.next_character(linear.encoding, position);
        state.now += 1;
        state.next.clear();
        for index in 0..state.current.steps.len() {
            let step = state.current.steps[index];
            let captures = index * unit_limit..(index + 1) * unit_limit;
            match linear.steps[step as usize] {
                Step::Match => {
                    slots.clear();
                    slots.extend_from_slice(&state.current.slots[captures]);
                    slots[1] = position as u32;
                    found = true;
                    // Those after it are less preferred.
                    break;
                }
                Step::Set(set) => {
                    if let Some((character, after)) = character
                        && linear.sets[set as usize].has_point(character)
                    {
                        state.slots.clear();
                        state
                            .slots
                            .extend_from_slice(&state.current.slots[captures]);
                        state.explore(linear, text, step + 1, linear.depth, after);
                    }
                }
                _ => {}
            }
        }
        core::mem::swap(&mut state.current, &mut state.next);
        match character {
            None => break,
            Some((_, after)) => position = after,
        }
    }
    Ok(found)
}
