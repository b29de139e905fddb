//! The backtracking matcher: one loop over the program, with a stack of its
//! own in place of recursion.
//!
//! Registers are the capture slots and what loops and lookarounds remember.
//! A write to one is undone on the way back by an entry on the stack; with
//! nothing to go back to, no entry is made, since the attempt then ends and
//! the next one starts with clean registers.
//!
//! Invariants: the position is at most the text's length; in code-point
//! programs it is never inside a surrogate pair; every backtrack and every
//! lookaround counts as a step, so that no program runs long without asking
//! the monitor.

mod assert;
mod run;
mod stack;

pub(crate) use assert::{line_end, line_start, word_boundary};

use crate::code::{Code, Inst, UNSET};
use crate::limits::{Monitor, Stopped};
use crate::text::Text;
use alloc::vec::Vec;
use stack::{Entry, Stack};

/// Steps between two questions to the monitor.
const STEPS: u32 = 4096;

/// Steps that a search may take wherever it starts, and for each unit that it
/// has advanced, before a linear-time matcher takes over.
const FREE_STEPS: u64 = 1 << 15;
const STEPS_PER_UNIT: u64 = 24;

/// Why an attempt ended without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Abort {
    Stopped(Stopped),
    /// The budget is spent.
    Budget,
}

impl From<Stopped> for Abort {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

/// What the matcher keeps between calls.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) registers: Vec<u32>,
    stack: Stack,
    /// Steps left until the monitor is asked.
    left: u32,
    /// Steps taken by this search, but for those of `left`.
    spent: u64,
    /// Where this search began.
    origin: usize,
    /// Whether another matcher stands by.
    budgeted: bool,
}

impl State {
    /// Prepares for a search that begins at `origin`.
    pub(crate) fn begin(&mut self, code: &Code, origin: usize, budgeted: bool) {
        self.registers.clear();
        self.registers.resize(code.register_count as usize, UNSET);
        self.left = STEPS;
        self.spent = 0;
        self.origin = origin;
        self.budgeted = budgeted;
    }

    pub(crate) fn memory(&self) -> usize {
        self.stack.memory() + self.registers.capacity() * size_of::<u32>()
    }

    pub(crate) fn release(&mut self) {
        self.stack.release();
        self.registers = Vec::new();
    }

    #[cold]
    fn checkpoint<M: Monitor + ?Sized>(&mut self, start: usize, monitor: &mut M) -> Result<(), Abort> {
        self.left = STEPS;
        self.spent += u64::from(STEPS);
        if self.budgeted {
            let advanced = (start - self.origin) as u64;
            if self.spent > FREE_STEPS + STEPS_PER_UNIT * advanced {
                return Err(Abort::Budget);
            }
        }
        if monitor.proceed() { Ok(()) } else { Err(Stopped::Interrupted.into()) }
    }

    #[inline]
    fn step<M: Monitor + ?Sized>(&mut self, start: usize, monitor: &mut M) -> Result<(), Abort> {
        self.left -= 1;
        if self.left == 0 { self.checkpoint(start, monitor) } else { Ok(()) }
    }

    /// Counts the units of a long run, which takes one step.
    #[inline]
    fn step_units(&mut self, units: usize) {
        if units >= 256 {
            let steps = u32::try_from(units / 256).unwrap_or(u32::MAX);
            self.left = self.left.saturating_sub(steps).max(1);
        }
    }

    #[inline]
    fn set<M: Monitor + ?Sized>(&mut self, register: u32, value: u32, monitor: &mut M) -> Result<(), Stopped> {
        let old = core::mem::replace(&mut self.registers[register as usize], value);
        if !self.stack.is_empty() {
            self.stack.push(Entry::Register { register, value: old }, monitor)?;
        }
        Ok(())
    }
}

/// Tries to match at `start`; the index after the match, if there is one.
pub(crate) fn attempt<T: Text, M: Monitor + ?Sized>(
    code: &Code,
    text: T,
    start: usize,
    state: &mut State,
    monitor: &mut M,
) -> Result<Option<usize>, Abort> {
    let insts = code.insts.as_slice();
    let mut pc = 0usize;
    let mut position = start;
    state.registers.fill(UNSET);
    state.stack.clear();
    // Every way out of the inner block but `continue` is a failure.
    loop {
        #[allow(clippy::never_loop)]
        'matched: {
            match insts[pc] {
                Inst::Match => return Ok(Some(position)),
                Inst::Fail => break 'matched,
                Inst::Jump(target) => {
                    pc = target as usize;
                    continue;
                }
                Inst::Unit(unit) => {
                    if text.unit(position) == Some(unit) {
                        position += 1;
                        pc += 1;
                        continue;
                    }
                }
                Inst::Masked { mask, value } => {
                    if text.unit(position).is_some_and(|unit| unit | mask == value) {
                        position += 1;
                        pc += 1;
                        continue;
                    }
                }
                Inst::Literal { start, length } => {
                    if text.has_literal(code, start, length, position) {
                        position += length as usize;
                        pc += 1;
                        continue;
                    }
                }
                Inst::Set(set) => {
                    let set = &code.sets[set as usize];
                    if text.unit(position).is_some_and(|unit| T::set_has(set, unit)) {
                        position += 1;
                        pc += 1;
                        continue;
                    }
                }
                Inst::Point(set) => {
                    if let Some((character, after)) = text.next_point(position)
                        && code.sets[set as usize].has_point(character)
                    {
                        position = after;
                        pc += 1;
                        continue;
                    }
                }
                Inst::Any => {
                    if position < text.length() {
                        position += 1;
                        pc += 1;
                        continue;
                    }
                }
                Inst::UnitBack(unit) => {
                    if position > 0 && text.unit(position - 1) == Some(unit) {
                        position -= 1;
                        pc += 1;
                        continue;
                    }
                }
                Inst::SetBack(set) => {
                    let set = &code.sets[set as usize];
                    if position > 0 && text.unit(position - 1).is_some_and(|unit| T::set_has(set, unit)) {
                        position -= 1;
                        pc += 1;
                        continue;
                    }
                }
                Inst::PointBack(set) => {
                    if let Some((character, at)) = text.previous_point(position)
                        && code.sets[set as usize].has_point(character)
                    {
                        position = at;
                        pc += 1;
                        continue;
                    }
                }
                Inst::Split { first, second } => {
                    state.stack.push(Entry::Choice { pc: second, position: position as u32 }, monitor)?;
                    pc = first as usize;
                    continue;
                }
                Inst::Branch { table, first, second } => {
                    match text.select(&code.branches[table as usize], position) {
                        0 => break 'matched,
                        1 => pc = first as usize,
                        2 => pc = second as usize,
                        _ => {
                            state.stack.push(Entry::Choice { pc: second, position: position as u32 }, monitor)?;
                            pc = first as usize;
                        }
                    }
                    continue;
                }
                Inst::Dispatch(number) => {
                    let dispatch = &code.dispatches[number as usize];
                    pc = dispatch.targets[usize::from(text.select(&dispatch.selector, position))] as usize;
                    continue;
                }
                Inst::RunPossessive(number) => {
                    let run = &code.runs[number as usize];
                    if let Some((_, end)) = run::extent(code, run, text, position) {
                        state.step_units(end - position);
                        position = end;
                        pc += 1;
                        continue;
                    }
                }
                Inst::RunGreedy(number) => {
                    let run = &code.runs[number as usize];
                    if let Some((least, end)) = run::extent(code, run, text, position) {
                        state.step_units(end - position);
                        pc += 1;
                        match run::last_fit(run, text, least, end) {
                            None => break 'matched,
                            Some(end) => {
                                if end > least {
                                    let entry = Entry::Greedy {
                                        run: number,
                                        least: least as u32,
                                        position: end as u32,
                                        next: pc as u32,
                                    };
                                    state.stack.push(entry, monitor)?;
                                }
                                position = end;
                                continue;
                            }
                        }
                    }
                }
                Inst::RunLazy(number) => {
                    let run = &code.runs[number as usize];
                    if let Some(least) = run::least(code, run, text, position) {
                        pc += 1;
                        let left = run.max - run.min;
                        if let Some((at, left)) = run::next_fit(code, run, text, least, left) {
                            state.step_units(at - position);
                            if left > 0 {
                                let entry = Entry::Lazy {
                                    run: number,
                                    left,
                                    position: at as u32,
                                    next: pc as u32,
                                };
                                state.stack.push(entry, monitor)?;
                            }
                            position = at;
                            continue;
                        }
                    }
                }
                Inst::LoopInit(counter) => {
                    state.set(counter, 0, monitor)?;
                    pc += 1;
                    continue;
                }
                Inst::Loop(number) => {
                    let counted = &code.loops[number as usize];
                    let count = state.registers[counted.counter as usize];
                    let (body, exit) = (pc + 1, counted.exit as usize);
                    if count < counted.min {
                        pc = body;
                    } else if count >= counted.max {
                        pc = exit;
                    } else {
                        let (first, second) = if counted.greedy { (body, exit) } else { (exit, body) };
                        let entry = Entry::Choice { pc: second as u32, position: position as u32 };
                        state.stack.push(entry, monitor)?;
                        pc = first;
                    }
                    continue;
                }
                Inst::LoopEnter(number) => {
                    let counted = &code.loops[number as usize];
                    let count = state.registers[counted.counter as usize];
                    state.set(counted.counter, count.saturating_add(1).min(UNSET - 1), monitor)?;
                    if let Some(mark) = counted.mark {
                        // Iterations that have to be made may be empty.
                        let mark_at = if count < counted.min { UNSET } else { position as u32 };
                        state.set(mark, mark_at, monitor)?;
                    }
                    pc += 1;
                    continue;
                }
                Inst::Mark(register) => {
                    state.set(register, position as u32, monitor)?;
                    pc += 1;
                    continue;
                }
                Inst::CheckProgress(register) => {
                    if state.registers[register as usize] != position as u32 {
                        pc += 1;
                        continue;
                    }
                }
                Inst::Save(slot) => {
                    state.set(slot, position as u32, monitor)?;
                    pc += 1;
                    continue;
                }
                Inst::Reset { from, to } => {
                    for slot in from..to {
                        if state.registers[slot as usize] != UNSET {
                            state.set(slot, UNSET, monitor)?;
                        }
                    }
                    pc += 1;
                    continue;
                }
                Inst::LookStart { stack, position: register } => {
                    state.step(start, monitor)?;
                    state.registers[stack as usize] = state.stack.len() as u32;
                    state.registers[register as usize] = position as u32;
                    pc += 1;
                    continue;
                }
                Inst::LookEnd { stack, position: register, captures } => {
                    let height = state.registers[stack as usize] as usize;
                    if captures {
                        state.stack.commit(height, code.slot_count);
                    } else {
                        state.stack.truncate(height);
                    }
                    position = state.registers[register as usize] as usize;
                    pc += 1;
                    continue;
                }
                Inst::NegativeStart { stack, exit } => {
                    state.step(start, monitor)?;
                    state.registers[stack as usize] = state.stack.len() as u32;
                    state.stack.push(Entry::Choice { pc: exit, position: position as u32 }, monitor)?;
                    pc += 1;
                    continue;
                }
                Inst::NegativeEnd { stack } => {
                    let height = state.registers[stack as usize] as usize;
                    while state.stack.len() > height {
                        if let Some(Entry::Register { register, value }) = state.stack.pop() {
                            state.registers[register as usize] = value;
                        }
                    }
                }
                Inst::TextStart => {
                    if position == 0 {
                        pc += 1;
                        continue;
                    }
                }
                Inst::TextEnd => {
                    if position == text.length() {
                        pc += 1;
                        continue;
                    }
                }
                Inst::LineStart => {
                    if assert::line_start(text, position) {
                        pc += 1;
                        continue;
                    }
                }
                Inst::LineEnd => {
                    if assert::line_end(text, position) {
                        pc += 1;
                        continue;
                    }
                }
                Inst::WordBoundary { negative, extended } => {
                    if assert::word_boundary(text, position, extended) != negative {
                        pc += 1;
                        continue;
                    }
                }
                Inst::Reference(number) => {
                    let reference = &code.references[number as usize];
                    let group = assert::captured(reference, &state.registers);
                    if let Some(after) = assert::repeats(code.encoding, reference.case, text, group, position) {
                        state.step_units(after - position);
                        position = after;
                        pc += 1;
                        continue;
                    }
                }
                Inst::ReferenceBack(number) => {
                    let reference = &code.references[number as usize];
                    let group = assert::captured(reference, &state.registers);
                    if let Some(before) = assert::repeats_back(code.encoding, reference.case, text, group, position)
                    {
                        position = before;
                        pc += 1;
                        continue;
                    }
                }
            }
        }
        // Go back to the last choice.
        state.step(start, monitor)?;
        loop {
            match state.stack.pop() {
                None => return Ok(None),
                Some(Entry::Register { register, value }) => {
                    state.registers[register as usize] = value;
                }
                Some(Entry::Choice { pc: target, position: at }) => {
                    pc = target as usize;
                    position = at as usize;
                    break;
                }
                Some(Entry::Greedy { run: number, least, position: at, next }) => {
                    let run = &code.runs[number as usize];
                    let before = run::step_back(run, text, at as usize);
                    let Some(end) = run::last_fit(run, text, least as usize, before) else { continue };
                    state.step_units(at as usize - end);
                    if end > least as usize {
                        // The place that the pop left is still there.
                        let entry = Entry::Greedy { run: number, least, position: end as u32, next };
                        state.stack.push(entry, monitor)?;
                    }
                    position = end;
                    pc = next as usize;
                    break;
                }
                Some(Entry::Lazy { run: number, left, position: at, next }) => {
                    let run = &code.runs[number as usize];
                    let Some(taken) = run::take_one(code, run, text, at as usize) else { continue };
                    let Some((end, left)) = run::next_fit(code, run, text, taken, left - 1) else {
                        continue;
                    };
                    state.step_units(end - at as usize);
                    if left > 0 {
                        let entry = Entry::Lazy { run: number, left, position: end as u32, next };
                        state.stack.push(entry, monitor)?;
                    }
                    position = end;
                    pc = next as usize;
                    break;
                }
            }
        }
    }
}

