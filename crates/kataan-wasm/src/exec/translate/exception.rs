//! Throwing, `try_table`, and the legacy instructions.

use super::super::code::{CatchTarget, Handler};
use super::super::operation::{Op, Word};
use super::control::{Control, Kind};
use super::emit::Fixup;
use super::{Result, Translator};
use crate::binary::reader::Reader;
use crate::syntax::types::ValType;
use alloc::vec::Vec;

impl Translator<'_> {
    fn tag_params(&self, tag: u32) -> Vec<ValType> {
        let id = self.module.definition.tags[tag as usize];
        self.module
            .type_entry(id)
            .func()
            .map_or_else(Vec::new, |ty| ty.params().to_vec())
    }

    pub(super) fn throw(&mut self, tag: u32) -> Result<()> {
        let count = self.tag_params(tag).len();
        let base = self.settle_top(count)?;
        self.emit(Word::with_imm32(Op::Throw, base, tag));
        self.set_dead();
        Ok(())
    }

    pub(super) fn try_table(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let ty = reader.block_type(&self.module.types)?;
        let (params, results) = self.block_signature(ty);
        self.settle_locals();
        self.settle_top(params.len())?;
        self.last_definition = None;
        let clauses = reader.count()?;
        let skip = self.emit(Word::with_imm32(Op::Br, 0, 0));
        let mut catches = Vec::with_capacity(clauses);
        for _ in 0..clauses {
            catches.push(self.catch_clause(reader)?);
        }
        self.patch(Fixup::Far(skip), self.code.len())?;
        self.open_try(Kind::TryTable, params, results, catches)
    }

    /// A stub where a clause's values arrive above the stack, and which branches on with them.
    fn catch_clause(&mut self, reader: &mut Reader<'_>) -> Result<CatchTarget> {
        let clause = reader.catch()?;
        let target = self.code.len() as u32;
        let (count, height) = (self.stack.len(), self.height);
        let values = self.register(height)?;
        if let Some(tag) = clause.tag {
            for param in self.tag_params(tag) {
                self.push(param.slots() == 2)?;
            }
        }
        let reference = if clause.with_reference {
            Some(self.push(false)?)
        } else {
            None
        };
        self.last_definition = None;
        self.jump(clause.label)?;
        self.truncate(count, height);
        Ok(CatchTarget {
            tag: clause.tag,
            target,
            values,
            reference,
        })
    }

    fn open_try(
        &mut self,
        kind: Kind,
        params: Vec<bool>,
        results: Vec<bool>,
        catches: Vec<CatchTarget>,
    ) -> Result<()> {
        let count = self.stack.len() - params.len();
        let height = match self.stack.get(count) {
            Some(operand) => usize::from(operand.home),
            None => self.height,
        };
        let slots: usize = results.iter().map(|wide| 1 + usize::from(*wide)).sum();
        self.frame = self.frame.max(height + slots);
        self.last_definition = None;
        self.controls.push(Control {
            kind,
            count,
            height,
            params,
            results,
            start: self.code.len(),
            fixups: Vec::new(),
            catches,
            body_end: None,
        });
        self.restart_fuel();
        Ok(())
    }

    /// Records the handler of a block that ends here, or whose body ended before.
    pub(super) fn record_handler(&mut self, control: &Control, delegate: Option<u32>) {
        let end = control.body_end.unwrap_or(self.code.len() as u32);
        self.handlers.push(Handler {
            start: control.start as u32,
            end,
            depth: self.controls.len() as u32,
            delegate,
            catches: control.catches.clone().into(),
        });
    }

    pub(super) fn legacy_try(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let ty = reader.block_type(&self.module.types)?;
        let (params, results) = self.block_signature(ty);
        self.settle_locals();
        self.settle_top(params.len())?;
        self.open_try(Kind::LegacyTry, params, results, Vec::new())
    }

    pub(super) fn legacy_catch(&mut self, tag: Option<u32>) -> Result<()> {
        let Some(mut control) = self.controls.pop() else {
            return Ok(());
        };
        if self.dead.take().is_none() {
            self.finish_arm(&mut control)?;
        }
        if control.body_end.is_none() {
            control.body_end = Some(self.code.len() as u32);
        }
        self.truncate(control.count, control.height);
        // The exception stays in a register below the clause's values, for `rethrow`.
        let reference = self.push(false)?;
        let values = self.register(self.height)?;
        if let Some(tag) = tag {
            for param in self.tag_params(tag) {
                self.push(param.slots() == 2)?;
            }
        }
        control.catches.push(CatchTarget {
            tag,
            target: self.code.len() as u32,
            values,
            reference: Some(reference),
        });
        self.last_definition = None;
        self.controls.push(control);
        self.restart_fuel();
        Ok(())
    }

    fn finish_arm(&mut self, control: &mut Control) -> Result<()> {
        let results = control.results.clone();
        self.move_results(&results, control.height)?;
        let jump = self.emit(Word::with_imm32(Op::Br, 0, 0));
        control.fixups.push(Fixup::Far(jump));
        Ok(())
    }

    pub(super) fn delegate(&mut self, label: u32) -> Result<()> {
        let Some(control) = self.controls.pop() else {
            return Ok(());
        };
        let reachable = self.dead.take().is_none();
        if reachable {
            let results = control.results.clone();
            self.move_results(&results, control.height)?;
        }
        // The label counts from outside the block that delegates.
        let depth = self.label(label) as u32;
        self.record_handler(&control, Some(depth));
        self.close(control, reachable)
    }

    pub(super) fn rethrow(&mut self, label: u32) -> Result<()> {
        let index = self.label(label);
        let register = self.register(self.controls[index].height)?;
        self.emit(Word::new(Op::ThrowRef, register, 0, 0));
        self.set_dead();
        Ok(())
    }
}
