//! Blocks and branches.

use super::super::code::CatchTarget;
use super::super::operation::{Form, Op, Word};
use super::emit::Fixup;
use super::operand::Place;
use super::{Result, Translator};
use crate::binary::instruction::BlockType;
use crate::binary::reader::Reader;
use crate::error::ModuleError;
use crate::syntax::composite::FuncType;
use crate::syntax::types::ValType;
use alloc::vec::Vec;

/// What opened a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Function,
    Block,
    Loop,
    /// With the branch to the alternative.
    If(Branch),
    Else,
    TryTable,
    LegacyTry,
}

/// A conditional branch that was emitted and has no target yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Branch {
    pub(super) word: usize,
    pub(super) near: bool,
}

impl Branch {
    fn fixup(self) -> Fixup {
        if self.near {
            Fixup::Near(self.word)
        } else {
            Fixup::Far(self.word)
        }
    }
}

/// An open block.
#[derive(Debug)]
pub(super) struct Control {
    pub(super) kind: Kind,
    /// Operands and registers below the block's parameters.
    pub(super) count: usize,
    pub(super) height: usize,
    /// Which parameters and results are vectors.
    pub(super) params: Vec<bool>,
    pub(super) results: Vec<bool>,
    /// The head of a loop.
    pub(super) start: usize,
    pub(super) fixups: Vec<Fixup>,
    /// The clauses of a legacy `try`, and where its body ends.
    pub(super) catches: Vec<CatchTarget>,
    pub(super) body_end: Option<u32>,
}

fn wide(types: &[ValType]) -> Vec<bool> {
    types.iter().map(|ty| ty.slots() == 2).collect()
}

/// A condition that is popped but not yet emitted.
pub(super) enum Condition {
    /// A comparison of two registers, or of a register with an immediate.
    Compare {
        op: Op,
        immediate: bool,
        a: u16,
        b: u16,
    },
    CompareFloat {
        op: Op,
        a: u16,
        b: u16,
        negated: bool,
    },
    /// A register that is not zero, or is.
    Register {
        register: u16,
        negated: bool,
    },
    Null {
        register: u16,
        negated: bool,
    },
}

impl<'m> Translator<'m> {
    pub(super) fn block_signature(&self, ty: BlockType) -> (Vec<bool>, Vec<bool>) {
        match ty {
            BlockType::Empty => (Vec::new(), Vec::new()),
            BlockType::Value(ty) => (Vec::new(), wide(&[ty])),
            BlockType::Type(index) => match self.module.types.at(index).func() {
                Some(ty) => (wide(ty.params()), wide(ty.results())),
                None => (Vec::new(), Vec::new()),
            },
        }
    }

    fn open(&mut self, kind: Kind, params: Vec<bool>, results: Vec<bool>) {
        let count = self.stack.len() - params.len();
        let height = match self.stack.get(count) {
            Some(operand) => usize::from(operand.home),
            None => self.height,
        };
        let start = self.code.len();
        self.controls.push(Control {
            kind,
            count,
            height,
            params,
            results,
            start,
            fixups: Vec::new(),
            catches: Vec::new(),
            body_end: None,
        });
    }

    pub(super) fn open_function(&mut self, ty: &FuncType) -> Result<()> {
        let results = wide(ty.results());
        // The results of a call may need more registers than the function itself.
        self.frame = self.frame.max(ty.result_slots());
        self.open(Kind::Function, Vec::new(), results);
        self.reserve_results()
    }

    /// Makes room for the results of the innermost block.
    fn reserve_results(&mut self) -> Result<()> {
        if let Some(control) = self.controls.last() {
            let slots: usize = control
                .results
                .iter()
                .map(|wide| 1 + usize::from(*wide))
                .sum();
            let top = control.height + slots;
            self.frame = self.frame.max(top);
            self.register(top)?;
        }
        Ok(())
    }

    pub(super) fn block(&mut self, is_loop: bool, reader: &mut Reader<'_>) -> Result<()> {
        let ty = reader.block_type(&self.module.types)?;
        let (params, results) = self.block_signature(ty);
        self.settle_locals();
        self.settle_top(params.len())?;
        self.last_definition = None;
        if is_loop {
            self.open(Kind::Loop, params, results);
            self.checkpoint();
        } else {
            self.open(Kind::Block, params, results);
        }
        self.reserve_results()
    }

    pub(super) fn if_(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let ty = reader.block_type(&self.module.types)?;
        let (params, results) = self.block_signature(ty);
        let condition = self.pop_condition()?;
        self.settle_before(&condition, params.len())?;
        let fixup = self.branch_unless(condition);
        self.open(Kind::If(fixup), params, results);
        self.restart_fuel();
        self.reserve_results()
    }

    /// Settles operands between a comparison's fusion and its branch.
    fn settle_before(&mut self, _condition: &Condition, params: usize) -> Result<()> {
        // A condition reads locals or homes above the stack: copies to homes below leave it alone.
        self.settle_locals();
        self.settle_top(params)?;
        self.last_definition = None;
        Ok(())
    }

    /// Moves the results to where the block's end expects them.
    pub(super) fn move_results(&mut self, wides: &[bool], height: usize) -> Result<()> {
        let start = self.stack.len() - wides.len();
        let mut target = height;
        for position in start..self.stack.len() {
            let operand = self.stack[position];
            let register = self.register(target)?;
            // Only a single result may redirect its computation: others could be read after.
            if wides.len() > 1 {
                self.last_definition = None;
            }
            self.move_to(register, operand);
            target += operand.slots();
        }
        self.frame = self.frame.max(target);
        self.last_definition = None;
        Ok(())
    }

    pub(super) fn else_(&mut self) -> Result<()> {
        let Some(mut control) = self.controls.pop() else {
            return Ok(());
        };
        let Kind::If(fixup) = control.kind else {
            return Ok(());
        };
        if self.dead.take().is_none() {
            self.move_results(&control.results, control.height)?;
            let jump = self.emit(Word::with_imm32(Op::Br, 0, 0));
            control.fixups.push(Fixup::Far(jump));
        }
        self.patch(fixup.fixup(), self.code.len())?;
        self.truncate(control.count, control.height);
        for wide in control.params.clone() {
            self.push(wide)?;
        }
        control.kind = Kind::Else;
        self.controls.push(control);
        self.last_definition = None;
        self.note_position();
        self.restart_fuel();
        Ok(())
    }

    pub(super) fn end(&mut self) -> Result<()> {
        let Some(control) = self.controls.pop() else {
            return Ok(());
        };
        let reachable = self.dead.take().is_none();
        if control.kind == Kind::Function {
            if reachable {
                self.return_values(&control.results)?;
            }
            return Ok(());
        }
        if reachable {
            self.move_results(&control.results, control.height)?;
        }
        if matches!(control.kind, Kind::TryTable | Kind::LegacyTry) {
            self.record_handler(&control, None);
        }
        self.close(control, reachable)
    }

    /// Binds a block's label and pushes its results.
    pub(super) fn close(&mut self, control: Control, reachable: bool) -> Result<()> {
        let mut reached = reachable || (control.kind != Kind::Loop && !control.fixups.is_empty());
        let here = self.code.len();
        if let Kind::If(fixup) = control.kind {
            // Without an alternative the parameters are the results, already in place.
            self.patch(fixup.fixup(), here)?;
            reached = true;
        }
        for fixup in &control.fixups {
            self.patch(*fixup, here)?;
        }
        self.truncate(control.count, control.height);
        self.last_definition = None;
        if !reached {
            self.dead = Some(0);
            return Ok(());
        }
        for wide in control.results {
            self.push(wide)?;
        }
        if !matches!(control.kind, Kind::Loop) {
            self.note_position();
            self.restart_fuel();
        }
        Ok(())
    }

    /// Pops the condition of a branch, fusing the comparison that computed it.
    pub(super) fn pop_condition(&mut self) -> Result<Condition> {
        let operand = self.pop()?;
        if operand.place == Place::Home
            && !self.far
            && let Some(word) = self.definition_of(operand.home)
            && let Some(op) = Op::of(word)
        {
            let (op, immediate) = match op.of_immediate() {
                Some(op) => (op, true),
                None => (op, false),
            };
            let fused = match op.form() {
                Form::Compare(..) => Some(Condition::Compare {
                    op,
                    immediate,
                    a: word.b,
                    b: word.c,
                }),
                Form::CompareFloat(..) => Some(Condition::CompareFloat {
                    op,
                    a: word.b,
                    b: word.c,
                    negated: false,
                }),
                // What is not zero where the bits or the operands differ.
                _ if let Some((op, immediate)) = op.as_condition() => Some(Condition::Compare {
                    op,
                    immediate,
                    a: word.b,
                    b: word.c,
                }),
                _ if op == Op::RefIsNull => Some(Condition::Null {
                    register: word.b,
                    negated: false,
                }),
                _ => None,
            };
            if let Some(condition) = fused {
                self.retract();
                return Ok(condition);
            }
        }
        Ok(Condition::Register {
            register: self.read(operand)?,
            negated: false,
        })
    }

    /// Emits a branch that is taken if the condition does not hold.
    pub(super) fn branch_unless(&mut self, condition: Condition) -> Branch {
        self.branch_on(match condition {
            Condition::Compare {
                op,
                immediate,
                a,
                b,
            } => match op.inverse() {
                Some(op) => Condition::Compare {
                    op,
                    immediate,
                    a,
                    b,
                },
                None => Condition::Compare {
                    op,
                    immediate,
                    a,
                    b,
                },
            },
            Condition::CompareFloat { op, a, b, negated } => Condition::CompareFloat {
                op,
                a,
                b,
                negated: !negated,
            },
            Condition::Register { register, negated } => Condition::Register {
                register,
                negated: !negated,
            },
            Condition::Null { register, negated } => Condition::Null {
                register,
                negated: !negated,
            },
        })
    }

    /// Emits a branch that is taken if the condition holds.
    pub(super) fn branch_on(&mut self, condition: Condition) -> Branch {
        let (word, near) = match condition {
            Condition::Compare {
                op,
                immediate,
                a,
                b,
            } => {
                let op = match op.form() {
                    Form::Compare(_, _, branch) if immediate => branch,
                    Form::Compare(_, branch, _) => branch,
                    _ => Op::Unreachable,
                };
                (Word::new(op, a, b, 0), true)
            }
            Condition::CompareFloat { op, a, b, negated } => {
                let op = match op.form() {
                    Form::CompareFloat(_, branch) if negated => branch,
                    Form::CompareFloat(branch, _) => branch,
                    _ => Op::Unreachable,
                };
                (Word::new(op, a, b, 0), true)
            }
            Condition::Register { register, negated } => {
                let op = if negated { Op::BrIfEqz } else { Op::BrIfNez };
                (Word::with_imm32(op, register, 0), false)
            }
            Condition::Null { register, negated } => {
                let op = if negated {
                    Op::BrIfNonNull
                } else {
                    Op::BrIfNull
                };
                (Word::with_imm32(op, register, 0), false)
            }
        };
        let word = self.emit(word);
        self.last_definition = None;
        Branch { word, near }
    }

    pub(super) fn label(&self, label: u32) -> usize {
        self.controls.len() - 1 - label as usize
    }

    /// Whether the operands that a label takes are already where it expects them.
    fn in_place(&self, index: usize) -> bool {
        let control = &self.controls[index];
        if control.kind == Kind::Function {
            return false;
        }
        let types = if control.kind == Kind::Loop {
            &control.params
        } else {
            &control.results
        };
        let start = self.stack.len() - types.len();
        let mut target = control.height;
        self.stack[start..].iter().all(|operand| {
            let here = operand.place == Place::Home && usize::from(operand.home) == target;
            target += operand.slots();
            here
        })
    }

    /// Binds a branch to a label.
    pub(super) fn bind(&mut self, index: usize, fixup: Fixup) -> Result<()> {
        if self.controls[index].kind == Kind::Loop {
            return self.patch(fixup, self.controls[index].start);
        }
        self.controls[index].fixups.push(fixup);
        Ok(())
    }

    /// Emits an unconditional branch; the stack stays as it is.
    pub(super) fn jump(&mut self, label: u32) -> Result<()> {
        let index = self.label(label);
        let control = &self.controls[index];
        let height = control.height;
        if control.kind == Kind::Function {
            let results = control.results.clone();
            return self.return_values(&results);
        }
        let types = if control.kind == Kind::Loop {
            &control.params
        } else {
            &control.results
        };
        let types = types.clone();
        self.move_results(&types, height)?;
        let word = self.emit(Word::with_imm32(Op::Br, 0, 0));
        self.bind(index, Fixup::Far(word))
    }

    pub(super) fn branch(&mut self, label: u32) -> Result<()> {
        self.jump(label)?;
        self.set_dead();
        Ok(())
    }

    pub(super) fn set_dead(&mut self) {
        self.dead = Some(0);
        self.last_definition = None;
        self.fuel = None;
    }

    pub(super) fn branch_if(&mut self, label: u32) -> Result<()> {
        let condition = self.pop_condition()?;
        self.branch_if_condition(label, condition)
    }

    pub(super) fn branch_if_condition(&mut self, label: u32, condition: Condition) -> Result<()> {
        let index = self.label(label);
        if self.in_place(index) {
            let fixup = self.branch_on(condition);
            return self.bind(index, fixup.fixup());
        }
        let skip = self.branch_unless(condition);
        self.jump(label)?;
        self.last_definition = None;
        self.patch(skip.fixup(), self.code.len())
    }

    pub(super) fn branch_table(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let index = self.pop_register()?;
        let count = reader.count()?;
        let mut labels = Vec::with_capacity(count + 1);
        for _ in 0..=count {
            labels.push(reader.u32()?);
        }
        let count = u32::try_from(count)
            .map_err(|_| ModuleError::limit(self.offset, "br_table is too large"))?;
        self.emit(Word::with_imm32(Op::BrTable, index, count));
        let start = self.code.len();
        for _ in 0..=count {
            self.emit(Word::data(0));
        }
        let mut stubs: Vec<(u32, usize)> = Vec::new();
        for (position, label) in labels.into_iter().enumerate() {
            let fixup = Fixup::Entry {
                word: start + position,
                start,
            };
            let target = self.label(label);
            if self.in_place(target) {
                self.bind(target, fixup)?;
                continue;
            }
            let known = stubs
                .iter()
                .find(|(known, _)| *known == label)
                .map(|(_, stub)| *stub);
            let stub = match known {
                Some(stub) => stub,
                None => {
                    let stub = self.code.len();
                    stubs.push((label, stub));
                    self.last_definition = None;
                    self.jump(label)?;
                    stub
                }
            };
            self.patch(fixup, stub)?;
        }
        self.set_dead();
        Ok(())
    }

    pub(super) fn return_(&mut self) -> Result<()> {
        let results = self.controls[0].results.clone();
        self.return_values(&results)?;
        self.set_dead();
        Ok(())
    }

    /// Emits a return of the topmost operands; the stack stays as it is.
    fn return_values(&mut self, results: &[bool]) -> Result<()> {
        if let [false] = results
            && let Some(operand) = self.stack.last().copied()
        {
            let register = match operand.place {
                Place::Home => operand.home,
                Place::Local(local) => self.locals[local as usize].0,
                Place::Constant(bits) => {
                    self.emit_constant(0, bits);
                    0
                }
            };
            let op = if register == 0 {
                Op::Return
            } else {
                Op::ReturnOne
            };
            self.emit(Word::new(op, register, 0, 0));
            self.last_definition = None;
            return Ok(());
        }
        // Registers of parameters are overwritten: nothing may still name them.
        let start = self.stack.len() - results.len();
        let saved = self.stack[start..].to_vec();
        let mut target = 0;
        for operand in &saved {
            if operand.place != Place::Home {
                let home = operand.home;
                self.move_to(home, *operand);
            }
        }
        for operand in &saved {
            self.emit_copy(target, operand.home, operand.wide);
            target += operand.slots() as u16;
        }
        self.emit(Word::new(Op::Return, 0, 0, 0));
        self.last_definition = None;
        Ok(())
    }
}
