//! References, structures, arrays and casts: they run out of the loop.

use super::super::operation::{Op, Word};
use super::control::Condition;
use super::operand::Place as Operand;
use super::{Result, Translator};
use crate::binary::reader::Reader;
use crate::runtime::cast::CastTarget;
use crate::runtime::layout::{Place, Storage};
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
        self.emit(Word::new(Op::RefTest, scratch, operand.home, 0));
        self.emit(Word::data(target.bits()));
        self.last_definition = None;
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

    /// Where a field of a structure is kept.
    fn place(&self, ty: u32, field: u32) -> Place {
        self.module.types.at(ty).layout.places[field as usize]
    }

    /// How an array's elements are kept, if they take one register each.
    fn narrow_element(&self, ty: u32) -> Option<Storage> {
        let storage = Storage::of(self.element(ty)?.storage);
        (storage.slots() == 1).then_some(storage)
    }

    /// Checks the topmost operand, which stays where it is.
    fn cast(&mut self, target: CastTarget) -> Result<()> {
        let operand = self.pop()?;
        let register = self.read(operand)?;
        self.emit(Word::new(Op::RefCast, register, 0, 0));
        self.emit(Word::data(target.bits()));
        self.last_definition = None;
        if let Operand::Local(local) = operand.place {
            return self.push_local(local);
        }
        let home = self.push(false)?;
        self.emit_copy(home, register, false);
        Ok(())
    }

    /// A structure whose fields are put into consecutive registers first.
    fn struct_new(&mut self, ty: u32, count: usize) -> Result<()> {
        let id = self.module.types.at(ty).id;
        let base = self.settle_top(count)?;
        for _ in 0..count {
            self.pop()?;
        }
        self.emit(Word::with_imm32(Op::StructNew, base, id.0));
        self.last_definition = None;
        self.push(false).map(drop)
    }

    pub(super) fn aggregate(&mut self, opcode: Opcode, reader: &mut Reader<'_>) -> Result<()> {
        use Opcode as O;
        match opcode {
            O::BrOnCast | O::BrOnCastFail => self.branch_on_cast(opcode, reader),
            O::RefEq => self.cold(opcode, 2, &[false], 0, 0, 0),
            O::RefTest | O::RefTestNull => {
                let heap = reader.heap_type(&self.module.types)?;
                let target = CastTarget::new(opcode == O::RefTestNull, heap);
                let register = self.pop_register()?;
                let home = self.push(false)?;
                self.emit_definition(Word::new(Op::RefTest, home, register, 0));
                self.emit(Word::data(target.bits()));
                Ok(())
            }
            O::RefCast | O::RefCastNull => {
                let heap = reader.heap_type(&self.module.types)?;
                let target = CastTarget::new(opcode == O::RefCastNull, heap);
                self.cast(target)
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
                if opcode == O::StructNew && count > 0 {
                    return self.struct_new(ty, count);
                }
                self.type_cold(opcode, ty, count, &[false], 0)
            }
            O::StructGet | O::StructGetS | O::StructGetU => {
                let ty = reader.u32()?;
                let field = reader.u32()?;
                let wide = is_wide(self.fields(ty)[field as usize]);
                let place = self.place(ty, field);
                let op = match place.storage {
                    Storage::Value => Op::StructGetValue,
                    Storage::Word32 => Op::StructGet32,
                    Storage::Word64 | Storage::Func => Op::StructGet64,
                    _ => return self.cold(opcode, 1, &[wide], 0, place.bits(), 0),
                };
                let Ok(at) = u16::try_from(place.at) else {
                    return self.cold(opcode, 1, &[wide], 0, place.bits(), 0);
                };
                let register = self.pop_register()?;
                let home = self.push(false)?;
                self.emit_definition(Word::new(op, home, register, at));
                Ok(())
            }
            O::StructSet => {
                let ty = reader.u32()?;
                let field = reader.u32()?;
                let place = self.place(ty, field);
                let op = match place.storage {
                    Storage::Value => Op::StructSetValue,
                    Storage::Word32 => Op::StructSet32,
                    Storage::Word64 | Storage::Func => Op::StructSet64,
                    _ => return self.cold(opcode, 2, &[], 0, place.bits(), 0),
                };
                let Ok(at) = u16::try_from(place.at) else {
                    return self.cold(opcode, 2, &[], 0, place.bits(), 0);
                };
                let value = self.pop_register()?;
                let register = self.pop_register()?;
                self.emit(Word::new(op, register, value, at));
                self.last_definition = None;
                Ok(())
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
                let Some(storage) = self.narrow_element(ty) else {
                    return self.type_cold(opcode, ty, 2, &[true], 0);
                };
                let index = self.pop_register()?;
                let array = self.pop_register()?;
                let home = self.push(false)?;
                self.emit_definition(Word::new(Op::ArrayGet, home, array, index));
                let at = u32::from(opcode == O::ArrayGetS);
                self.emit(Word::data(Place { storage, at }.bits()));
                Ok(())
            }
            O::ArraySet => {
                let ty = reader.u32()?;
                let Some(storage) = self.narrow_element(ty) else {
                    return self.type_cold(opcode, ty, 3, &[], 0);
                };
                let value = self.pop_register()?;
                let index = self.pop_register()?;
                let array = self.pop_register()?;
                self.emit(Word::new(Op::ArraySet, array, index, value));
                self.emit(Word::data(Place { storage, at: 0 }.bits()));
                self.last_definition = None;
                Ok(())
            }
            O::ArrayLen => {
                let register = self.pop_register()?;
                let home = self.push(false)?;
                self.emit_definition(Word::new(Op::ArrayLen, home, register, 0));
                Ok(())
            }
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
