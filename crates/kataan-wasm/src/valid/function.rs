//! Validation of instruction sequences: the operand stack, the control stack, and the main loop.
//!
//! Decoding and checking are one pass. Rows of the instruction table with a fixed type are checked
//! from the table; the others have a rule in `control`, `instruction` or `aggregate`.

use super::module::ModuleTypes;
use super::registry::TypeSource;
use crate::binary::instruction::BlockType;
use crate::binary::reader::Reader;
use crate::error::{ModuleError, ModuleErrorKind};
use crate::features::Features;
use crate::syntax::instruction::{Immediates, Opcode, Operand, Signature};
use crate::syntax::module::{FuncIndex, MemoryType, ModuleDefinition};
use crate::syntax::types::ValType;
use alloc::vec::Vec;

pub(super) type Result<T> = core::result::Result<T, ModuleError>;

/// A function declares at most this many locals, parameters included.
pub(crate) const MAX_LOCALS: usize = 50_000;

/// What instructions are validated against.
#[derive(Clone, Copy)]
pub(crate) struct Context<'m> {
    pub(crate) module: &'m ModuleDefinition,
    pub(crate) types: &'m ModuleTypes,
    pub(crate) features: Features,
    pub(crate) declared: &'m [bool],
}

/// A list of types: of a block's parameters or results.
#[derive(Clone, Copy)]
pub(super) enum Types<'m> {
    List(&'m [ValType]),
    One(ValType),
}

impl Types<'_> {
    pub(super) fn as_slice(&self) -> &[ValType] {
        match self {
            Self::List(types) => types,
            Self::One(ty) => core::slice::from_ref(ty),
        }
    }
}

/// What opened a control frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum FrameKind {
    Function,
    Block,
    Loop,
    If,
    Else,
    TryTable,
    LegacyTry,
    LegacyCatch,
    LegacyCatchAll,
}

/// A control frame.
#[derive(Clone, Copy)]
pub(super) struct Frame<'m> {
    pub(super) kind: FrameKind,
    pub(super) params: Types<'m>,
    pub(super) results: Types<'m>,
    pub(super) height: u32,
    /// How many locals without default were initialised when the frame was opened.
    pub(super) initialised: u32,
    pub(super) unreachable: bool,
}

impl<'m> Frame<'m> {
    /// The types that a branch to the frame's label takes.
    pub(super) fn label(&self) -> Types<'m> {
        if self.kind == FrameKind::Loop {
            self.params
        } else {
            self.results
        }
    }
}

/// A validator of bodies and constant expressions; its stacks are kept between bodies.
pub(crate) struct FuncValidator<'m> {
    pub(super) context: Context<'m>,
    pub(super) operands: Vec<ValType>,
    /// The operand stack's height at the start of the current frame.
    pub(super) base: usize,
    pub(super) unreachable: bool,
    pub(super) controls: Vec<Frame<'m>>,
    pub(super) locals: Vec<ValType>,
    /// For locals without default: whether they are initialised here.
    pub(super) set: Vec<bool>,
    pub(super) set_order: Vec<u32>,
    pub(super) constant: bool,
    /// The functions that a constant expression names.
    pub(super) named: Vec<u32>,
    /// Where the current instruction starts.
    pub(super) offset: usize,
    multi_memory: bool,
}

impl<'m> FuncValidator<'m> {
    pub(crate) fn new(context: Context<'m>) -> Self {
        Self {
            context,
            operands: Vec::new(),
            base: 0,
            unreachable: false,
            controls: Vec::new(),
            locals: Vec::new(),
            set: Vec::new(),
            set_order: Vec::new(),
            constant: false,
            named: Vec::new(),
            offset: 0,
            multi_memory: context.features.contains(Features::MULTI_MEMORY),
        }
    }

    /// Validates the body at `index` of the code section.
    pub(crate) fn body(&mut self, bytes: &[u8], index: usize) -> Result<()> {
        let module = self.context.module;
        let mut reader = Reader::at(bytes, module.bodies[index].bytes.clone());
        let func = FuncIndex(module.imported_funcs + index as u32);
        let Some(ty) = self.context.types.entry(module.funcs[func.index()]).func() else {
            return Err(reader.malformed("unknown type: not a function type"));
        };
        self.reset();
        self.locals.extend_from_slice(ty.params());
        self.set.resize(ty.params().len(), true);
        self.local_declarations(&mut reader)?;
        self.open(
            FrameKind::Function,
            Types::List(&[]),
            Types::List(ty.results()),
        );
        let instructions = reader.clone();
        self.sequence(&mut reader)
            .map_err(|error| self.worse(error, instructions))?;
        if !reader.is_at_end() {
            return Err(reader.malformed("operators remaining after end of function"));
        }
        Ok(())
    }

    /// Validates a constant expression and returns the functions that it names.
    pub(crate) fn constant(
        &mut self,
        reader: &mut Reader<'_>,
        expected: ValType,
    ) -> Result<Vec<u32>> {
        self.reset();
        self.constant = true;
        self.open(FrameKind::Function, Types::List(&[]), Types::One(expected));
        let instructions = reader.clone();
        self.sequence(reader)
            .map_err(|error| self.worse(error, instructions))?;
        Ok(core::mem::take(&mut self.named))
    }

    fn reset(&mut self) {
        self.operands.clear();
        self.controls.clear();
        self.locals.clear();
        self.set.clear();
        self.set_order.clear();
        self.base = 0;
        self.unreachable = false;
    }

    fn local_declarations(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let mut total = self.locals.len() as u64;
        for _ in 0..reader.count()? {
            let offset = reader.offset();
            let count = reader.u32()?;
            total += u64::from(count);
            if total > u64::from(u32::MAX) {
                return Err(ModuleError::malformed(offset, "too many locals"));
            }
            if total > MAX_LOCALS as u64 {
                return Err(ModuleError::limit(offset, "too many locals"));
            }
            let ty = reader.val_type(self.context.types)?;
            self.locals.resize(total as usize, ty);
            self.set.resize(total as usize, ty.is_defaultable());
        }
        Ok(())
    }

    /// An invalid sequence may be malformed further on, which is the greater fault: a module is decoded
    /// before it is validated.
    #[cold]
    fn worse(&self, error: ModuleError, mut reader: Reader<'_>) -> ModuleError {
        if error.kind() != ModuleErrorKind::Invalid {
            return error;
        }
        let mut depth = 0_usize;
        loop {
            let step = reader.opcode().and_then(|opcode| {
                reader.skip_immediates(opcode, self.context.types)?;
                Ok(opcode)
            });
            match step {
                Err(malformed) if malformed.kind() == ModuleErrorKind::Malformed => {
                    return malformed;
                }
                Err(_) => return error,
                Ok(Opcode::Block | Opcode::Loop | Opcode::If | Opcode::Try | Opcode::TryTable) => {
                    depth += 1
                }
                Ok(Opcode::End | Opcode::Delegate) if depth > 0 => depth -= 1,
                Ok(Opcode::End) => return error,
                Ok(_) => {}
            }
        }
    }

    fn sequence(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        loop {
            self.offset = reader.offset();
            let opcode = reader.opcode()?;
            if !self.constant && self.frequent(opcode, reader)? {
                continue;
            }
            let row = opcode.row();
            if !self.context.features.contains(row.feature) {
                return Err(ModuleError::malformed(
                    self.offset,
                    alloc::format!(
                        "illegal opcode: {} belongs to a feature that is off",
                        row.name
                    ),
                ));
            }
            if self.constant {
                self.check_constant(opcode)?;
            }
            match row.signature {
                Signature::Plain(params, results) => {
                    let address = if row.immediates == Immediates::None {
                        ValType::I32
                    } else {
                        self.immediates(reader, row.immediates)?
                    };
                    for param in params.iter().rev() {
                        self.pop(val_type(*param, address))?;
                    }
                    for result in results {
                        self.push(val_type(*result, address));
                    }
                }
                Signature::Special => {
                    self.special(opcode, reader)?;
                    if opcode == Opcode::End && self.controls.is_empty() {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Checks one of the instructions that make up half of most bodies, all in every version of the
    /// standard; says whether it was one.
    #[inline(always)]
    fn frequent(&mut self, opcode: Opcode, reader: &mut Reader<'_>) -> Result<bool> {
        match opcode {
            Opcode::LocalGet => {
                let local = reader.u32()?;
                self.local_get(local)?;
            }
            Opcode::LocalSet => {
                let local = reader.u32()?;
                self.local_set(local)?;
            }
            Opcode::I32Const => {
                reader.s32()?;
                self.push(ValType::I32);
            }
            Opcode::I64Const => {
                reader.s64()?;
                self.push(ValType::I64);
            }
            Opcode::I32Add => {
                self.pop(ValType::I32)?;
                self.pop(ValType::I32)?;
                self.push(ValType::I32);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    // A guard that reads would hide that the immediates are consumed.
    #[allow(clippy::collapsible_match)]
    /// Reads immediates of a plain instruction; gives the index type of the memory that they name.
    fn immediates(&mut self, reader: &mut Reader<'_>, immediates: Immediates) -> Result<ValType> {
        match immediates {
            Immediates::MemArg(natural) => return self.mem_arg(reader, natural, false),
            Immediates::Atomic(natural) => return self.mem_arg(reader, natural, true),
            Immediates::MemArgLane(natural) => {
                let index_type = self.mem_arg(reader, natural, false)?;
                if reader.byte()? >= 16 >> natural {
                    return Err(self.invalid("invalid lane index"));
                }
                return Ok(index_type);
            }
            Immediates::Lane(count) => {
                if reader.byte()? >= count {
                    return Err(self.invalid("invalid lane index"));
                }
            }
            Immediates::Shuffle => {
                if reader.array::<16>()?.iter().any(|lane| *lane >= 32) {
                    return Err(self.invalid("invalid lane index"));
                }
            }
            Immediates::I32Const => {
                reader.s32()?;
            }
            Immediates::I64Const => {
                reader.s64()?;
            }
            Immediates::F32Const => {
                reader.f32_bits()?;
            }
            Immediates::F64Const => {
                reader.f64_bits()?;
            }
            Immediates::V128Const => {
                reader.v128_bits()?;
            }
            Immediates::Fence => {
                if reader.byte()? != 0 {
                    return Err(reader.malformed("zero byte expected"));
                }
            }
            _ => {}
        }
        Ok(ValType::I32)
    }

    fn mem_arg(&mut self, reader: &mut Reader<'_>, natural: u8, exact: bool) -> Result<ValType> {
        let memory64 = self.context.features.contains(Features::MEMORY64);
        let arg = reader.mem_arg(self.multi_memory, memory64)?;
        let Some(memory) = self.context.module.memories.get(arg.memory as usize) else {
            return Err(self.invalid_index("memory", arg.memory));
        };
        if !memory.is_64 && arg.offset > u64::from(u32::MAX) {
            return Err(self.invalid("offset out of range"));
        }
        if arg.align_log2 > u32::from(natural) {
            return Err(self.invalid("alignment must not be larger than natural"));
        }
        if exact && arg.align_log2 != u32::from(natural) {
            return Err(self.invalid("atomic alignment must be natural"));
        }
        Ok(memory.index_type())
    }

    #[cold]
    pub(super) fn invalid(&self, message: &'static str) -> ModuleError {
        ModuleError::invalid(self.offset, message)
    }

    #[cold]
    pub(super) fn invalid_index(&self, what: &str, index: u32) -> ModuleError {
        ModuleError::invalid(self.offset, alloc::format!("unknown {what} {index}"))
    }

    #[inline]
    pub(super) fn push(&mut self, ty: ValType) {
        self.operands.push(ty);
    }

    pub(super) fn push_all(&mut self, types: Types<'_>) {
        self.operands.extend_from_slice(types.as_slice());
    }

    /// Pops an operand of a type.
    #[inline]
    pub(super) fn pop(&mut self, expected: ValType) -> Result<()> {
        if self.operands.len() > self.base
            && let Some(actual) = self.operands.pop()
        {
            if actual == expected {
                return Ok(());
            }
            return self.check(actual, expected);
        }
        if self.unreachable {
            Ok(())
        } else {
            Err(self.mismatch_empty(expected))
        }
    }

    /// Pops an operand of whatever type.
    #[inline]
    pub(super) fn pop_any(&mut self) -> Result<ValType> {
        if self.operands.len() > self.base
            && let Some(actual) = self.operands.pop()
        {
            return Ok(actual);
        }
        if self.unreachable {
            Ok(ValType::BOTTOM)
        } else {
            Err(self.invalid("type mismatch: expected a value but nothing on stack"))
        }
    }

    #[cold]
    fn mismatch_empty(&self, expected: ValType) -> ModuleError {
        ModuleError::invalid(
            self.offset,
            alloc::format!("type mismatch: expected {expected} but nothing on stack"),
        )
    }

    pub(super) fn check(&self, actual: ValType, expected: ValType) -> Result<()> {
        if self.context.types.val_matches(actual, expected) {
            return Ok(());
        }
        Err(ModuleError::invalid(
            self.offset,
            alloc::format!("type mismatch: expected {expected}, found {actual}"),
        ))
    }

    pub(super) fn pop_all(&mut self, types: Types<'_>) -> Result<()> {
        for ty in types.as_slice().iter().rev() {
            self.pop(*ty)?;
        }
        Ok(())
    }

    pub(super) fn open(&mut self, kind: FrameKind, params: Types<'m>, results: Types<'m>) {
        let height = self.operands.len();
        self.controls.push(Frame {
            kind,
            params,
            results,
            height: height as u32,
            initialised: self.set_order.len() as u32,
            unreachable: false,
        });
        self.base = height;
        self.unreachable = false;
        self.push_all(params);
    }

    /// Closes the innermost frame: its results must be all that is left.
    pub(super) fn close(&mut self) -> Result<Frame<'m>> {
        let Some(frame) = self.controls.last().copied() else {
            return Err(self.invalid("unexpected end"));
        };
        self.pop_all(frame.results)?;
        if self.operands.len() != frame.height as usize {
            return Err(self.invalid("type mismatch: values remaining on stack at end of block"));
        }
        self.controls.pop();
        for local in self.set_order.drain(frame.initialised as usize..) {
            self.set[local as usize] = false;
        }
        if let Some(outer) = self.controls.last() {
            self.base = outer.height as usize;
            self.unreachable = outer.unreachable;
        }
        Ok(frame)
    }

    /// The rest of the frame cannot be reached.
    pub(super) fn set_unreachable(&mut self) {
        self.operands.truncate(self.base);
        self.unreachable = true;
        if let Some(frame) = self.controls.last_mut() {
            frame.unreachable = true;
        }
    }

    pub(super) fn block_types(&self, ty: BlockType) -> Result<(Types<'m>, Types<'m>)> {
        Ok(match ty {
            BlockType::Empty => (Types::List(&[]), Types::List(&[])),
            BlockType::Value(ty) => (Types::List(&[]), Types::One(ty)),
            BlockType::Type(index) => {
                if !self.context.features.contains(Features::MULTI_VALUE) {
                    return Err(ModuleError::malformed(self.offset, "malformed block type"));
                }
                let Some(ty) = self.context.types.get(index, self.offset)?.func() else {
                    return Err(self.invalid("unknown type: not a function type"));
                };
                (Types::List(ty.params()), Types::List(ty.results()))
            }
        })
    }

    pub(super) fn memory(&self, index: u32) -> Result<&'m MemoryType> {
        let memory = self.context.module.memories.get(index as usize);
        memory.ok_or_else(|| self.invalid_index("memory", index))
    }

    fn check_constant(&self, opcode: Opcode) -> Result<()> {
        use Opcode as O;
        let features = self.context.features;
        let allowed = match opcode {
            O::I32Const | O::I64Const | O::F32Const | O::F64Const | O::V128Const => true,
            O::RefNull | O::RefFunc | O::GlobalGet | O::End => true,
            O::I32Add | O::I32Sub | O::I32Mul | O::I64Add | O::I64Sub | O::I64Mul => {
                features.contains(Features::EXTENDED_CONST)
            }
            O::StructNew | O::StructNewDefault | O::ArrayNew | O::ArrayNewDefault => true,
            O::ArrayNewFixed | O::RefI31 | O::AnyConvertExtern | O::ExternConvertAny => true,
            _ => false,
        };
        if allowed {
            Ok(())
        } else {
            Err(self.invalid("constant expression required"))
        }
    }
}

#[inline]
fn val_type(operand: Operand, address: ValType) -> ValType {
    // In the order of the enumeration: a table, where a match would be a jump.
    const TYPES: [ValType; 5] = [
        ValType::I32,
        ValType::I64,
        ValType::F32,
        ValType::F64,
        ValType::V128,
    ];
    match TYPES.get(operand as usize) {
        Some(ty) => *ty,
        None => address,
    }
}
