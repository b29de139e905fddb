//! Translation of a validated body to the register form, in one pass, at its first call.
//!
//! The operand stack is followed symbolically. Each operand has a home register, given by its depth;
//! `local.get` and constants stay symbolic until an instruction reads them, so that they cost nothing.
//! A local that is written while the stack still names it is first copied to the operand's home, and
//! blocks start with no symbolic local on the stack, so that both sides of a join agree.

mod aggregate;
mod call;
mod control;
mod emit;
mod exception;
mod fuse;
mod instruction;
mod memory;
mod operand;

use super::code::{FuncCode, Handler};
use super::operation::{Form, Op, Word, plain_operation};
use crate::binary::reader::Reader;
use crate::error::ModuleError;
use crate::runtime::module::ModuleInner;
use crate::syntax::instruction::Opcode;
use crate::syntax::types::ValType;
use alloc::vec::Vec;
use control::Control;
use operand::Operand;

pub(super) type Result<T> = core::result::Result<T, ModuleError>;

/// What the configuration asks of generated code.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct CodeOptions {
    /// Count fuel.
    pub(crate) fuel: bool,
    /// Poll for interruption at entries and loop heads.
    pub(crate) checkpoints: bool,
    /// Make every NaN canonical.
    pub(crate) canonical_nans: bool,
}

/// The state of translating one function.
struct Translator<'m> {
    module: &'m ModuleInner,
    options: CodeOptions,
    code: Vec<Word>,
    stack: Vec<Operand>,
    /// The next free home register.
    height: usize,
    /// The most registers in use at any time.
    frame: usize,
    locals: Vec<(u16, ValType)>,
    /// How many operands name each local.
    local_uses: Vec<u32>,
    /// Constants that loops use, with their registers.
    constants: Vec<(u64, u16)>,
    /// How many operands name any local.
    symbolic: usize,
    controls: Vec<Control>,
    /// While code cannot be reached: how many blocks were opened since.
    dead: Option<u32>,
    /// The word that defines the topmost operand, if nothing was emitted since.
    last_definition: Option<usize>,
    handlers: Vec<Handler>,
    positions: Vec<(u32, u32)>,
    /// Words to which branches lead.
    targets: Vec<u32>,
    /// The word that takes fuel for the current stretch of code.
    fuel: Option<usize>,
    /// Where the current stretch without a branch to elsewhere starts.
    stretch: usize,
    /// Branches do not fit 16 bits: translate again without fusing them.
    far: bool,
    needs_far: bool,
    offset: usize,
}

/// Translates the body at `index` of the module's code section.
pub(crate) fn translate(module: &ModuleInner, index: usize) -> Result<FuncCode> {
    let options = module.engine.code_options();
    let (code, needs_far) = Translator::new(module, options, false).function(index)?;
    if !needs_far {
        return Ok(code);
    }
    Ok(Translator::new(module, options, true).function(index)?.0)
}

impl<'m> Translator<'m> {
    fn new(module: &'m ModuleInner, options: CodeOptions, far: bool) -> Self {
        Self {
            module,
            options,
            code: Vec::new(),
            stack: Vec::new(),
            height: 0,
            frame: 0,
            locals: Vec::new(),
            local_uses: Vec::new(),
            constants: Vec::new(),
            symbolic: 0,
            controls: Vec::new(),
            dead: None,
            last_definition: None,
            handlers: Vec::new(),
            positions: Vec::new(),
            targets: Vec::new(),
            fuel: None,
            stretch: 0,
            far,
            needs_far: false,
            offset: 0,
        }
    }

    fn function(mut self, index: usize) -> Result<(FuncCode, bool)> {
        let definition = &self.module.definition;
        let mut reader = Reader::at(&self.module.bytes, definition.bodies[index].bytes.clone());
        let func = definition.imported_funcs + index as u32;
        let ty = self.module.func_type(func);
        for param in ty.params() {
            self.declare_local(*param)?;
        }
        let params = self.height;
        for _ in 0..reader.count()? {
            let count = reader.u32()?;
            let ty = reader.val_type(&self.module.types)?;
            for _ in 0..count {
                self.declare_local(ty)?;
            }
        }
        self.prologue(params)?;
        self.loop_constants(reader.clone())?;
        self.open_function(ty)?;
        while !self.controls.is_empty() {
            self.offset = reader.offset();
            let opcode = reader.opcode()?;
            self.note_position();
            match self.dead {
                Some(_) => self.skip(opcode, &mut reader)?,
                None => {
                    self.charge();
                    self.bound_stretch();
                    self.instruction(opcode, &mut reader)?;
                }
            }
        }
        self.choose_handlers();
        let code = FuncCode {
            words: self.code.into(),
            frame_bytes: (self.frame.max(self.height) + 2) * size_of::<u64>(),
            param_slots: params,
            handlers: self.handlers.into(),
            positions: self.positions.into(),
            func,
        };
        Ok((code, self.needs_far))
    }

    fn declare_local(&mut self, ty: ValType) -> Result<()> {
        let slot = self.register(self.height)?;
        self.locals.push((slot, ty));
        self.local_uses.push(0);
        self.height += ty.slots();
        self.frame = self.frame.max(self.height);
        Ok(())
    }

    /// Clears the locals that are no parameters.
    fn prologue(&mut self, params: usize) -> Result<()> {
        self.checkpoint();
        if self.height > params {
            let start = self.register(params)?;
            self.emit(Word::with_imm32(
                Op::Zero,
                start,
                (self.height - params) as u32,
            ));
            for index in 0..self.locals.len() {
                let (slot, ty) = self.locals[index];
                if ty.is_ref() && usize::from(slot) >= params {
                    self.emit_constant(slot, crate::runtime::reference::NULL);
                }
            }
        }
        self.last_definition = None;
        Ok(())
    }

    /// Gives the constants that loops use registers of their own, set once at the function's entry.
    fn loop_constants(&mut self, mut reader: Reader<'_>) -> Result<()> {
        const MOST: usize = 12;
        let mut blocks: Vec<bool> = Vec::new();
        let mut loops = 0;
        loop {
            let opcode = reader.opcode()?;
            let bits = match opcode {
                Opcode::Block | Opcode::If | Opcode::Try | Opcode::TryTable | Opcode::Loop => {
                    let is_loop = opcode == Opcode::Loop;
                    blocks.push(is_loop);
                    loops += usize::from(is_loop);
                    None
                }
                Opcode::End | Opcode::Delegate => match blocks.pop() {
                    Some(is_loop) => {
                        loops -= usize::from(is_loop);
                        None
                    }
                    None => break,
                },
                // Small integers are immediates.
                Opcode::I32Const => {
                    let value = reader.s32()?;
                    (i16::try_from(value).is_err() || stored(&reader))
                        .then_some(u64::from(value as u32))
                }
                Opcode::I64Const => {
                    let value = reader.s64()?;
                    (i16::try_from(value).is_err() || stored(&reader)).then_some(value as u64)
                }
                Opcode::F32Const => Some(u64::from(reader.f32_bits()?)),
                Opcode::F64Const => Some(reader.f64_bits()?),
                _ => None,
            };
            match bits {
                Some(bits) if loops > 0 && self.constant_register(bits).is_none() => {
                    let register = self.register(self.height)?;
                    self.height += 1;
                    self.constants.push((bits, register));
                    self.emit_constant(register, bits);
                    if self.constants.len() == MOST {
                        break;
                    }
                }
                Some(_) => {}
                None if matches!(opcode, Opcode::I32Const | Opcode::I64Const) => {}
                None => reader.skip_immediates(opcode, &self.module.types)?,
            }
        }
        self.frame = self.frame.max(self.height);
        self.last_definition = None;
        Ok(())
    }

    fn constant_register(&self, bits: u64) -> Option<u16> {
        self.constants
            .iter()
            .find(|(known, _)| *known == bits)
            .map(|(_, register)| *register)
    }

    fn note_position(&mut self) {
        let word = self.code.len() as u32;
        let offset = self.offset as u32;
        match self.positions.last_mut() {
            Some(last) if last.0 == word => last.1 = offset,
            _ => self.positions.push((word, offset)),
        }
    }

    /// Starts a stretch of code that is paid for at its start.
    fn checkpoint(&mut self) {
        if self.options.checkpoints {
            self.emit(Word::new(Op::Checkpoint, 0, 0, 0));
        }
        self.restart_fuel();
    }

    fn restart_fuel(&mut self) {
        if self.options.fuel {
            self.fuel = Some(self.code.len());
            self.emit(Word::with_imm32(Op::Fuel, 0, 0));
            self.last_definition = None;
        }
    }

    fn charge(&mut self) {
        if let Some(index) = self.fuel {
            let word = self.code[index];
            self.code[index] = Word::with_imm32(Op::Fuel, 0, word.imm32().saturating_add(1));
        }
    }

    /// Puts a branch into long code that has none: branches look at the native stack.
    fn bound_stretch(&mut self) {
        const LONGEST: usize = 512;
        if cfg!(threaded_code) && self.code.len() - self.stretch > LONGEST {
            self.emit(Word::with_imm32(Op::Br, 0, 0));
            self.last_definition = None;
            self.stretch = self.code.len();
            self.mark_target(self.stretch);
        }
    }

    /// A register's number, if it fits.
    fn register(&self, slot: usize) -> Result<u16> {
        // The last registers stay free for the words that calls add to a frame.
        if slot >= 65_000 {
            return Err(ModuleError::limit(
                self.offset,
                "function needs too many registers",
            ));
        }
        Ok(slot as u16)
    }

    /// Passes over an instruction that cannot be reached.
    fn skip(&mut self, opcode: Opcode, reader: &mut Reader<'_>) -> Result<()> {
        use Opcode as O;
        let depth = self.dead.unwrap_or(0);
        match opcode {
            O::Block | O::Loop | O::If | O::Try | O::TryTable => {
                reader.skip_immediates(opcode, &self.module.types)?;
                self.dead = Some(depth + 1);
                Ok(())
            }
            O::End if depth > 0 => {
                self.dead = Some(depth - 1);
                Ok(())
            }
            O::Delegate if depth > 0 => {
                reader.u32()?;
                self.dead = Some(depth - 1);
                Ok(())
            }
            O::End | O::Else | O::Catch | O::CatchAll | O::Delegate if depth == 0 => {
                self.instruction(opcode, reader)
            }
            _ => reader.skip_immediates(opcode, &self.module.types),
        }
    }
}

/// Whether the next instruction is a store, which takes its value from a register.
fn stored(reader: &Reader<'_>) -> bool {
    let next = reader.clone().opcode().ok().and_then(plain_operation);
    next.is_some_and(|op| matches!(op.form(), Form::Store(..)))
}
