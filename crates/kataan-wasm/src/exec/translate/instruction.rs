//! Instructions: dispatch, parametric, variable and numeric ones.

use super::super::operation::{Form, Op, Word, plain_operation};
use super::operand::{Operand, Place};
use super::{Result, Translator};
use crate::binary::reader::Reader;
use crate::syntax::instruction::{Immediates, Opcode, Operand as Kind, Signature};

impl Translator<'_> {
    pub(super) fn instruction(&mut self, opcode: Opcode, reader: &mut Reader<'_>) -> Result<()> {
        use Opcode as O;
        match opcode {
            O::LocalGet => self.push_local(reader.u32()?),
            O::LocalSet => {
                let value = self.pop()?;
                self.write_local(reader.u32()?, value)
            }
            O::LocalTee => {
                let local = reader.u32()?;
                let value = self.pop()?;
                self.write_local(local, value)?;
                self.push_local(local)
            }
            O::I32Const => {
                let bits = reader.s32()? as u32;
                self.push_constant(u64::from(bits))
            }
            O::I64Const => {
                let bits = reader.s64()? as u64;
                self.push_constant(bits)
            }
            O::F32Const => {
                let bits = reader.f32_bits()?;
                self.push_constant(u64::from(bits))
            }
            O::F64Const => {
                let bits = reader.f64_bits()?;
                self.push_constant(bits)
            }
            O::V128Const => {
                let bits = reader.v128_bits()?;
                let home = self.push(true)?;
                self.emit_definition(Word::new(Op::Const128, home, 0, 0));
                self.emit(Word::data(bits as u64));
                self.emit(Word::data((bits >> 64) as u64));
                Ok(())
            }
            O::Nop => Ok(()),
            O::Drop => self.pop().map(drop),
            O::Select => self.select(),
            O::SelectTyped => {
                for _ in 0..reader.count()? {
                    reader.val_type(&self.module.types)?;
                }
                self.select()
            }
            O::GlobalGet => self.global_get(reader.u32()?),
            O::GlobalSet => self.global_set(reader.u32()?),
            O::Block => self.block(false, reader),
            O::Loop => self.block(true, reader),
            O::If => self.if_(reader),
            O::Else => self.else_(),
            O::End => self.end(),
            O::Br => self.branch(reader.u32()?),
            O::BrIf => self.branch_if(reader.u32()?),
            O::BrTable => self.branch_table(reader),
            O::Return => self.return_(),
            O::Unreachable => {
                self.emit(Word::new(Op::Unreachable, 0, 0, 0));
                self.set_dead();
                Ok(())
            }
            O::Call => self.call(reader.u32()?, false),
            O::ReturnCall => self.call(reader.u32()?, true),
            O::CallIndirect => self.call_indirect(reader, false),
            O::ReturnCallIndirect => self.call_indirect(reader, true),
            O::CallRef => self.call_ref(reader.u32()?, false),
            O::ReturnCallRef => self.call_ref(reader.u32()?, true),
            O::Throw => self.throw(reader.u32()?),
            O::ThrowRef => {
                let register = self.pop_register()?;
                self.emit(Word::new(Op::ThrowRef, register, 0, 0));
                self.set_dead();
                Ok(())
            }
            O::TryTable => self.try_table(reader),
            O::Try => self.legacy_try(reader),
            O::Catch => self.legacy_catch(Some(reader.u32()?)),
            O::CatchAll => self.legacy_catch(None),
            O::Delegate => self.delegate(reader.u32()?),
            O::Rethrow => self.rethrow(reader.u32()?),
            _ => match plain_operation(opcode) {
                Some(op) => self.plain(opcode, op, reader),
                None => self.out_of_line(opcode, reader),
            },
        }
    }

    fn select(&mut self) -> Result<()> {
        let condition = self.pop_register()?;
        let second = self.pop()?;
        let second_register = self.read(second)?;
        let first = self.pop_register()?;
        let op = if second.wide {
            Op::Select128
        } else {
            Op::Select
        };
        let home = self.push(second.wide)?;
        self.emit_definition(Word::new(op, home, first, condition));
        self.emit(Word::data(u64::from(second_register)));
        Ok(())
    }

    /// The value of a global that is the same constant in every instance.
    fn constant_global(&self, index: u32) -> Option<u64> {
        let global = &self.module.definition.globals[index as usize];
        if global.ty.mutable {
            return None;
        }
        let mut reader = Reader::at(&self.module.bytes, global.init.clone()?);
        let bits = match reader.opcode().ok()? {
            Opcode::I32Const => u64::from(reader.s32().ok()? as u32),
            Opcode::I64Const => reader.s64().ok()? as u64,
            Opcode::F32Const => u64::from(reader.f32_bits().ok()?),
            Opcode::F64Const => reader.f64_bits().ok()?,
            _ => return None,
        };
        (reader.opcode().ok()? == Opcode::End).then_some(bits)
    }

    fn global_get(&mut self, index: u32) -> Result<()> {
        if let Some(bits) = self.constant_global(index) {
            return self.push_constant(bits);
        }
        let wide = self.module.definition.globals[index as usize]
            .ty
            .content
            .slots()
            == 2;
        let home = self.push(wide)?;
        let op = if wide {
            Op::GlobalGet128
        } else {
            Op::GlobalGet
        };
        self.emit_definition(Word::with_imm32(op, home, index));
        Ok(())
    }

    fn global_set(&mut self, index: u32) -> Result<()> {
        let value = self.pop()?;
        let register = self.read(value)?;
        let op = if value.wide {
            Op::GlobalSet128
        } else {
            Op::GlobalSet
        };
        self.emit(Word::with_imm32(op, register, index));
        self.last_definition = None;
        Ok(())
    }

    fn plain(&mut self, opcode: Opcode, op: Op, reader: &mut Reader<'_>) -> Result<()> {
        match op.form() {
            Form::Load(far, any) => return self.load(opcode, op, (far, any), reader),
            Form::Store(far, any) => return self.store(opcode, op, (far, any), reader),
            Form::Unary => {
                let a = self.pop()?;
                if op == Op::I32Eqz && self.negate_comparison(a)? {
                    return Ok(());
                }
                let a = self.read(a)?;
                let home = self.push_result(opcode)?;
                let op = match op {
                    // Comparisons fuse with what follows.
                    Op::I32Eqz => Op::I32EqImm,
                    Op::I64Eqz => Op::I64EqImm,
                    op => op,
                };
                self.emit_definition(Word::new(op, home, a, 0));
            }
            Form::Binary | Form::CompareFloat(..) | Form::Shift => self.binary(opcode, op)?,
            Form::BinaryImmediate(immediate) => {
                let b = self.pop()?;
                let a = self.pop()?;
                self.binary_immediate(opcode, op, immediate, a, b)?;
            }
            Form::Compare(immediate, ..) => {
                let b = self.pop()?;
                let a = self.pop()?;
                match (op.exchanged(), a.place, b.place) {
                    (Some(exchanged), Place::Constant(_), Place::Home | Place::Local(_)) => {
                        if let Form::Compare(immediate, ..) = exchanged.form() {
                            self.binary_immediate(opcode, exchanged, immediate, b, a)?;
                        }
                    }
                    _ => self.binary_immediate(opcode, op, immediate, a, b)?,
                }
            }
            Form::Extract => {
                let lane = reader.byte()?;
                let a = self.pop_register()?;
                let home = self.push(false)?;
                self.emit_definition(Word::new(op, home, a, u16::from(lane)));
            }
            Form::Replace => {
                let lane = reader.byte()?;
                let b = self.pop_register()?;
                let a = self.pop_register()?;
                let home = self.push(true)?;
                self.emit_definition(Word::new(op, home, a, b));
                self.emit(Word::data(u64::from(lane)));
            }
            Form::Ternary => {
                let c = self.pop_register()?;
                let b = self.pop_register()?;
                let a = self.pop_register()?;
                let home = self.push(true)?;
                self.emit_definition(Word::new(op, home, a, b));
                self.emit(Word::data(u64::from(c)));
            }
            Form::Other => {}
        }
        self.canonicalise(opcode)
    }

    fn push_result(&mut self, opcode: Opcode) -> Result<u16> {
        let wide = match opcode.row().signature {
            Signature::Plain(_, [Kind::V128]) => true,
            Signature::Plain(..) | Signature::Special => false,
        };
        self.push(wide)
    }

    fn binary(&mut self, opcode: Opcode, op: Op) -> Result<()> {
        let b = self.pop_register()?;
        let a = self.pop_register()?;
        let home = self.push_result(opcode)?;
        self.emit_definition(Word::new(op, home, a, b));
        Ok(())
    }

    /// Turns the comparison that computed `operand` around; says whether it could.
    fn negate_comparison(&mut self, operand: Operand) -> Result<bool> {
        if operand.place != Place::Home {
            return Ok(false);
        }
        let Some(word) = self.definition_of(operand.home) else {
            return Ok(false);
        };
        let Some(op) = Op::of(word) else {
            return Ok(false);
        };
        let (compare, immediate) = match (op.of_immediate(), op.as_condition()) {
            (Some(compare), _) => (compare, true),
            (None, Some((compare, immediate))) => (compare, immediate),
            (None, None) => (op, false),
        };
        let Some(inverse) = compare.inverse() else {
            return Ok(false);
        };
        let op = match inverse.form() {
            Form::Compare(of_immediate, ..) if immediate => of_immediate,
            _ => inverse,
        };
        self.retract();
        let home = self.push(false)?;
        self.emit_definition(Word::new(op, home, word.b, word.c));
        Ok(true)
    }

    fn binary_immediate(
        &mut self,
        opcode: Opcode,
        op: Op,
        immediate: Op,
        a: Operand,
        b: Operand,
    ) -> Result<()> {
        let is_64 = matches!(opcode.row().signature, Signature::Plain([Kind::I64, ..], _));
        let (a, b) = match (a.place, b.place) {
            (Place::Constant(_), Place::Home | Place::Local(_)) if op.is_commutative() => (b, a),
            _ => (a, b),
        };
        let small = |operand: &Operand| match operand.place {
            Place::Constant(bits) => {
                let value = if is_64 {
                    bits as i64
                } else {
                    i64::from(bits as i32)
                };
                i16::try_from(value).ok()
            }
            _ => None,
        };
        if let Some(value) = small(&b) {
            let a = self.read(a)?;
            let home = self.push(false)?;
            self.emit_definition(Word::new(immediate, home, a, value as u16));
            return Ok(());
        }
        let b = self.read(b)?;
        let a = self.read(a)?;
        let home = self.push(false)?;
        self.emit_definition(Word::new(op, home, a, b));
        Ok(())
    }

    /// Makes the NaN that an operation may have made canonical, if asked to.
    fn canonicalise(&mut self, opcode: Opcode) -> Result<()> {
        if !self.options.canonical_nans || opcode.row().immediates != Immediates::None {
            return Ok(());
        }
        let name = opcode.name();
        let Some((shape, operation)) = name.split_once('.') else {
            return Ok(());
        };
        let exact = ["abs", "neg", "copysign", "splat", "pmin", "pmax"].contains(&operation)
            || ["convert", "reinterpret", "relaxed_laneselect"]
                .iter()
                .any(|prefix| operation.starts_with(prefix));
        let Signature::Plain(_, [result]) = opcode.row().signature else {
            return Ok(());
        };
        let op = match (shape, result) {
            ("f32", Kind::F32) => Op::CanonicalF32,
            ("f64", Kind::F64) => Op::CanonicalF64,
            ("f32x4", Kind::V128) => Op::CanonicalF32x4,
            ("f64x2", Kind::V128) => Op::CanonicalF64x2,
            _ => return Ok(()),
        };
        let compares = ["eq", "ne", "lt", "gt", "le", "ge"].contains(&operation);
        if exact || compares {
            return Ok(());
        }
        if let Some(operand) = self.stack.last() {
            let home = operand.home;
            self.emit_definition(Word::new(op, home, home, 0));
        }
        Ok(())
    }
}
