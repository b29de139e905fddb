//! References, structures, arrays and casts: they run out of the loop.

use super::super::operation::{Op, Word};
use super::control::Condition;
use super::{Result, Translator};
use crate::binary::reader::Reader;
use crate::runtime::cast::CastTarget;
use crate::syntax::composite::FieldType;
use crate::syntax::instruction::Opcode;

fn is_wide(field: FieldType) -> bool {
    field.storage.unpacked().slots() == 2
}

impl Translator<'_> {
    pub(super) fn branch_on_null(&mut self, label: u32) -> Result<()> {
        let operand = self.pop()?;
        let register = self.read(operand)?;
        self.branch_if_condition(
            label,
            Condition::Null {
                register,
                negated: false,
            },
        )?;
        // The reference stays where it was read.
        let home = self.push(false)?;
        self.emit_copy(home, register, false);
        self.last_definition = None;
        Ok(())
    }

    pub(super) fn branch_on_non_null(&mut self, label: u32) -> Result<()> {
        self.settle_top(1)?;
        let Some(operand) = self.stack.last().copied() else {
            return Ok(());
        };
        self.last_definition = None;
        self.branch_if_condition(
            label,
            Condition::Null {
                register: operand.home,
                negated: true,
            },
        )?;
        self.pop().map(drop)
    }

    fn branch_on_cast(&mut self, opcode: Opcode, reader: &mut Reader<'_>) -> Result<()> {
        let cast = reader.br_on_cast(&self.module.types)?;
        let target = CastTarget::new(cast.to.0, cast.to.1);
        self.settle_top(1)?;
        let Some(operand) = self.stack.last().copied() else {
            return Ok(());
        };
        let scratch = self.register(self.height)?;
        self.frame = self.frame.max(self.height + 1);
        self.emit_copy(scratch, operand.home, false);
        self.emit_cold(Opcode::RefTest as u16, scratch, 0, target.bits(), 0);
        let negated = opcode == Opcode::BrOnCastFail;
        self.branch_if_condition(
            cast.label,
            Condition::Register {
                register: scratch,
                negated,
            },
        )
    }

    fn element(&self, ty: u32) -> Option<FieldType> {
        self.module.types.at(ty).element()
    }

    fn fields(&self, ty: u32) -> &[FieldType] {
        self.module.types.at(ty).fields().unwrap_or(&[])
    }

    /// Where a field of a structure is kept, as an immediate.
    fn place(&self, ty: u32, field: u32) -> u64 {
        self.module.types.at(ty).layout.places[field as usize].bits()
    }

    pub(super) fn aggregate(&mut self, opcode: Opcode, reader: &mut Reader<'_>) -> Result<()> {
        use Opcode as O;
        match opcode {
            O::BrOnCast | O::BrOnCastFail => self.branch_on_cast(opcode, reader),
            O::RefEq => self.cold(opcode, 2, &[false], 0, 0, 0),
            O::RefTest | O::RefTestNull | O::RefCast | O::RefCastNull => {
                let heap = reader.heap_type(&self.module.types)?;
                let null = matches!(opcode, O::RefTestNull | O::RefCastNull);
                let target = CastTarget::new(null, heap);
                let opcode = match opcode {
                    O::RefTest | O::RefTestNull => O::RefTest,
                    _ => O::RefCast,
                };
                self.cold(opcode, 1, &[false], 0, target.bits(), 0)
            }
            O::AnyConvertExtern | O::ExternConvertAny | O::RefI31 | O::I31GetS | O::I31GetU => {
                self.cold(opcode, 1, &[false], 0, 0, 0)
            }
            O::StructNew | O::StructNewDefault => {
                let ty = reader.u32()?;
                let count = if opcode == O::StructNew {
                    self.fields(ty).len()
                } else {
                    0
                };
                self.type_cold(opcode, ty, count, &[false], 0)
            }
            O::StructGet | O::StructGetS | O::StructGetU => {
                let ty = reader.u32()?;
                let field = reader.u32()?;
                let wide = is_wide(self.fields(ty)[field as usize]);
                let place = self.place(ty, field);
                self.cold(opcode, 1, &[wide], 0, place, 0)
            }
            O::StructSet => {
                let ty = reader.u32()?;
                let field = reader.u32()?;
                let place = self.place(ty, field);
                self.cold(opcode, 2, &[], 0, place, 0)
            }
            O::ArrayNew => {
                let ty = reader.u32()?;
                self.type_cold(opcode, ty, 2, &[false], 0)
            }
            O::ArrayNewDefault => {
                let ty = reader.u32()?;
                self.type_cold(opcode, ty, 1, &[false], 0)
            }
            O::ArrayNewFixed => {
                let ty = reader.u32()?;
                let count = reader.u32()?;
                self.type_cold(opcode, ty, count as usize, &[false], count)
            }
            O::ArrayNewData | O::ArrayNewElem => {
                let ty = reader.u32()?;
                let segment = reader.u32()?;
                self.type_cold(opcode, ty, 2, &[false], segment)
            }
            O::ArrayGet | O::ArrayGetS | O::ArrayGetU => {
                let ty = reader.u32()?;
                let wide = self.element(ty).is_some_and(is_wide);
                self.type_cold(opcode, ty, 2, &[wide], 0)
            }
            O::ArraySet => {
                let ty = reader.u32()?;
                self.type_cold(opcode, ty, 3, &[], 0)
            }
            O::ArrayLen => self.cold(opcode, 1, &[false], 0, 0, 0),
            O::ArrayFill => {
                let ty = reader.u32()?;
                self.type_cold(opcode, ty, 4, &[], 0)
            }
            O::ArrayCopy => {
                let ty = reader.u32()?;
                reader.u32()?;
                self.type_cold(opcode, ty, 5, &[], 0)
            }
            O::ArrayInitData | O::ArrayInitElem => {
                let ty = reader.u32()?;
                let segment = reader.u32()?;
                self.type_cold(opcode, ty, 4, &[], segment)
            }
            _ => {
                self.emit(Word::new(Op::Unreachable, 0, 0, 0));
                Ok(())
            }
        }
    }

    /// An instruction on a type, which runs with the type's canonical identifier.
    fn type_cold(
        &mut self,
        opcode: Opcode,
        ty: u32,
        operands: usize,
        results: &[bool],
        second: u32,
    ) -> Result<()> {
        let id = self.module.types.at(ty).id;
        self.cold(
            opcode,
            operands,
            results,
            0,
            u64::from(id.0),
            u64::from(second),
        )
    }
}
