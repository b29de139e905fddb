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
mod state;

pub(crate) use assert::{line_end, line_start, word_boundary};
pub(crate) use state::{Abort, State};

use crate::code::{Code, Inst, UNSET};
use crate::limits::Monitor;
use crate::text::Text;
use stack::Entry;

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
    // Where the last choice went on: what was passed since counts too.
    let mut resumed = start;
    state.registers.fill(UNSET);
    state.stack.clear();
    // What leaves the inner block has failed; what succeeds goes round the loop.
    'run: loop {
        'fail: {
            match insts[pc] {
                Inst::Match => return Ok(Some(position)),
                Inst::Fail => break 'fail,
                Inst::Jump(target) => {
                    pc = target as usize;
                    continue 'run;
                }
                Inst::Unit(unit) => {
                    if text.unit(position) == Some(unit) {
                        position += 1;
                        pc += 1;
                        continue 'run;
                    }
                }
                Inst::Masked { mask, value } => {
                    if text.unit(position).is_some_and(|unit| unit | mask == value) {
                        position += 1;
                        pc += 1;
                        continue 'run;
                    }
                }
                Inst::Literal { start, length } => {
                    if text.has_literal(code, start, length, position) {
                        position += length as usize;
                        pc += 1;
                        continue 'run;
                    }
                }
                Inst::Set(set) => {
                    let set = &code.sets[set as usize];
                    if text
                        .unit(position)
                        .is_some_and(|unit| T::set_has(set, unit))
                    {
                        position += 1;
                        pc += 1;
                        continue 'run;
                    }
                }
                Inst::Point(set) => {
                    if let Some((character, after)) = text.next_point(position)
                        && code.sets[set as usize].has_point(character)
                    {
                        position = after;
                        pc += 1;
                        continue 'run;
                    }
                }
                Inst::Any => {
                    if position < text.length() {
                        position += 1;
                        pc += 1;
                        continue 'run;
                    }
                }
                Inst::UnitBack(unit) => {
                    if position > 0 && text.unit(position - 1) == Some(unit) {
                        position -= 1;
                        pc += 1;
                        continue 'run;
                    }
                }
                Inst::SetBack(set) => {
                    let set = &code.sets[set as usize];
                    if position > 0
                        && text
                            .unit(position - 1)
                            .is_some_and(|unit| T::set_has(set, unit))
                    {
                        position -= 1;
                        pc += 1;
                        continue 'run;
                    }
                }
                Inst::PointBack(set) => {
                    if let Some((character, at)) = text.previous_point(position)
                        && code.sets[set as usize].has_point(character)
                    {
                        position = at;
                        pc += 1;
                        continue 'run;
                    }
                }
                Inst::Split { first, second } => {
                    state.stack.push(
                        Entry::Choice {
                            pc: second,
                            position: position as u32,
                        },
                        monitor,
                    )?;
                    pc = first as usize;
                    continue 'run;
                }
                Inst::Branch {
                    table,
                    first,
                    second,
                } => {
                    match text.select(&code.branches[table as usize], position) {
                        0 => break 'fail,
                        1 => pc = first as usize,
                        2 => pc = second as usize,
                        _ => {
                            state.stack.push(
                                Entry::Choice {
                                    pc: second,
                                    position: position as u32,
                                },
                                monitor,
                            )?;
                            pc = first as usize;
                        }
                    }
                    continue 'run;
                }
                Inst::Dispatch(number) => {
                    let dispatch = &code.dispatches[number as usize];
                    pc = dispatch.targets[usize::from(text.select(&dispatch.selector, position))]
                        as usize;
                    continue 'run;
                }
                Inst::PointDispatch(number) => {
                    let dispatch = &code.point_dispatches[number as usize];
                    if let Some((character, _)) = text.next_character(code.encoding, position)
                        && let Some(target) = dispatch.target(character)
                    {
                        pc = target as usize;
                        continue 'run;
                    }
                }
                Inst::RunPossessive(number) => {
                    let run = &code.runs[number as usize];
                    if let Some((_, end)) = run::extent(code, run, text, position) {
                        state.step_units(end - position);
                        position = end;
                        pc += 1;
                        continue 'run;
                    }
                }
                Inst::RunGreedy(number) => {
                    let run = &code.runs[number as usize];
                    if let Some((least, end)) = run::extent(code, run, text, position) {
                        state.step_units(end - position);
                        pc += 1;
                        match run::last_fit(run, text, least, end) {
                            None => break 'fail,
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
                                continue 'run;
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
                            continue 'run;
                        }
                    }
                }
                Inst::LoopInit(counter) => {
                    state.set(counter, 0, monitor)?;
                    pc += 1;
                    continue 'run;
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
                        let (first, second) = if counted.greedy {
                            (body, exit)
                        } else {
                            (exit, body)
                        };
                        let entry = Entry::Choice {
                            pc: second as u32,
                            position: position as u32,
                        };
                        state.stack.push(entry, monitor)?;
                        pc = first;
                    }
                    continue 'run;
                }
                Inst::LoopEnter(number) => {
                    let counted = &code.loops[number as usize];
                    let count = state.registers[counted.counter as usize];
                    state.set(
                        counted.counter,
                        count.saturating_add(1).min(UNSET - 1),
                        monitor,
                    )?;
                    if let Some(mark) = counted.mark {
                        // Iterations that have to be made may be empty.
                        let mark_at = if count < counted.min {
                            UNSET
                        } else {
                            position as u32
                        };
                        state.set(mark, mark_at, monitor)?;
                    }
                    pc += 1;
                    continue 'run;
                }
                Inst::Mark(register) => {
                    state.set(register, position as u32, monitor)?;
                    pc += 1;
                    continue 'run;
                }
                Inst::CheckProgress(register) => {
                    if state.registers[register as usize] != position as u32 {
                        pc += 1;
                        continue 'run;
                    }
                }
                Inst::Save(slot) => {
                    state.set(slot, position as u32, monitor)?;
                    pc += 1;
                    continue 'run;
                }
                Inst::Reset { from, to } => {
                    for slot in from..to {
                        if state.registers[slot as usize] != UNSET {
                            state.set(slot, UNSET, monitor)?;
                        }
                    }
                    pc += 1;
                    continue 'run;
                }
                Inst::LookStart {
                    stack,
                    position: register,
                } => {
                    state.step(start, monitor)?;
                    state.registers[stack as usize] = state.stack.len() as u32;
                    state.registers[register as usize] = position as u32;
                    pc += 1;
                    continue 'run;
                }
                Inst::LookEnd {
                    stack,
                    position: register,
                    captures,
                } => {
                    let height = state.registers[stack as usize] as usize;
                    if captures {
                        state.stack.commit(height, code.slot_count);
                    } else {
                        state.stack.truncate(height);
                    }
                    position = state.registers[register as usize] as usize;
                    pc += 1;
                    continue 'run;
                }
                Inst::NegativeStart { stack, exit } => {
                    state.step(start, monitor)?;
                    state.registers[stack as usize] = state.stack.len() as u32;
                    state.stack.push(
                        Entry::Choice {
                            pc: exit,
                            position: position as u32,
                        },
                        monitor,
                    )?;
                    pc += 1;
                    continue 'run;
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
                        continue 'run;
                    }
                }
                Inst::TextEnd => {
                    if position == text.length() {
                        pc += 1;
                        continue 'run;
                    }
                }
                Inst::LineStart => {
                    if assert::line_start(text, position) {
                        pc += 1;
                        continue 'run;
                    }
                }
                Inst::LineEnd => {
                    if assert::line_end(text, position) {
                        pc += 1;
                        continue 'run;
                    }
                }
                Inst::WordBoundary { negative, extended } => {
                    if assert::word_boundary(text, position, extended) != negative {
                        pc += 1;
                        continue 'run;
                    }
                }
                Inst::Reference(number) => {
                    let reference = &code.references[number as usize];
                    let group = assert::captured(reference, &state.registers);
                    if let Some(after) =
                        assert::repeats(code.encoding, reference.case, text, group, position)
                    {
                        state.step_units(after - position);
                        position = after;
                        pc += 1;
                        continue 'run;
                    }
                }
                Inst::ReferenceBack(number) => {
                    let reference = &code.references[number as usize];
                    let group = assert::captured(reference, &state.registers);
                    if let Some(before) =
                        assert::repeats_back(code.encoding, reference.case, text, group, position)
                    {
                        position = before;
                        pc += 1;
                        continue 'run;
                    }
                }
            }
        }
        // Go back to the last choice.
        state.step_units(position.abs_diff(resumed));
        state.step(start, monitor)?;
        loop {
            match state.stack.pop() {
                None => return Ok(None),
                Some(Entry::Register { register, value }) => {
                    state.registers[register as usize] = value;
                }
                Some(Entry::Choice {
                    pc: target,
                    position: at,
                }) => {
                    pc = target as usize;
                    position = at as usize;
                    break;
                }
                Some(Entry::Greedy {
                    run: number,
                    least,
                    position: at,
                    next,
                }) => {
                    let run = &code.runs[number as usize];
                    let before = run::step_back(run, text, at as usize);
                    let Some(end) = run::last_fit(run, text, least as usize, before) else {
                        continue;
                    };
                    state.step_units(at as usize - end);
                    if end > least as usize {
                        // The place that the pop left is still there.
                        let entry = Entry::Greedy {
                            run: number,
                            least,
                            position: end as u32,
                            next,
                        };
                        state.stack.push(entry, monitor)?;
                    }
                    position = end;
                    pc = next as usize;
                    break;
                }
                Some(Entry::Lazy {
                    run: number,
                    left,
                    position: at,
                    next,
                }) => {
                    let run = &code.runs[number as usize];
                    let Some(taken) = run::take_one(code, run, text, at as usize) else {
                        continue;
                    };
                    let Some((end, left)) = run::next_fit(code, run, text, taken, left - 1) else {
                        continue;
                    };
                    state.step_units(end - at as usize);
                    if left > 0 {
                        let entry = Entry::Lazy {
                            run: number,
                            left,
                            position: end as u32,
                            next,
                        };
                        state.stack.push(entry, monitor)?;
                    }
                    position = end;
                    pc = next as usize;
                    break;
                }
            }
        }
        resumed = position;
    }
}
