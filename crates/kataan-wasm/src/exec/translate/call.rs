//! Calls.

use super::super::operation::{Op, Word};
use super::{Result, Translator};
use crate::binary::reader::Reader;
use crate::syntax::composite::FuncType;
use crate::syntax::module::FuncIndex;

impl<'m> Translator<'m> {
    pub(super) fn call(&mut self, func: u32, tail: bool) -> Result<()> {
        let ty = self.module.func_type(func);
        let (op, index) = match (tail, self.module.definition.body_index(FuncIndex(func))) {
            (false, Some(body)) => (Op::Call, body as u32),
            (false, None) => (Op::CallImport, func),
            (true, Some(body)) => (Op::ReturnCall, body as u32),
            (true, None) => (Op::ReturnCallImport, func),
        };
        let base = self.arguments(ty)?;
        self.emit(Word::with_imm32(op, base, index));
        self.results(ty, tail)
    }

    pub(super) fn call_indirect(&mut self, reader: &mut Reader<'_>, tail: bool) -> Result<()> {
        let index = reader.u32()?;
        let table = reader.u32()?;
        let entry = self.module.types.at(index);
        let Some(ty) = entry.func() else {
            return Ok(());
        };
        let element = self.pop()?;
        let element = self.read(element)?;
        // The element's register lies above the arguments, where the callee's frame begins: it is
        // read before the frame is entered.
        let base = self.arguments(ty)?;
        let op = if tail {
            Op::ReturnCallIndirect
        } else {
            Op::CallIndirect
        };
        self.emit(Word::new(op, base, element, table as u16));
        self.emit(Word::data(u64::from(entry.id.0) | u64::from(table) << 32));
        self.results(ty, tail)
    }

    pub(super) fn call_ref(&mut self, index: u32, tail: bool) -> Result<()> {
        let Some(ty) = self.module.types.at(index).func() else {
            return Ok(());
        };
        let reference = self.pop()?;
        let reference = self.read(reference)?;
        let base = self.arguments(ty)?;
        let op = if tail { Op::ReturnCallRef } else { Op::CallRef };
        self.emit(Word::new(op, base, reference, 0));
        self.results(ty, tail)
    }

    /// Puts the arguments where the callee's frame begins; gives that register.
    fn arguments(&mut self, ty: &FuncType) -> Result<u16> {
        let count = ty.params().len();
        let base = self.settle_top(count)?;
        for _ in 0..count {
            self.pop()?;
        }
        // Arguments and results of a host function must fit the caller's frame.
        let room = ty.param_slots().max(ty.result_slots());
        self.frame = self.frame.max(usize::from(base) + room + 1);
        Ok(base)
    }

    fn results(&mut self, ty: &FuncType, tail: bool) -> Result<()> {
        self.last_definition = None;
        if tail {
            self.set_dead();
            return Ok(());
        }
        for result in ty.results() {
            self.push(result.slots() == 2)?;
        }
        Ok(())
    }
}
