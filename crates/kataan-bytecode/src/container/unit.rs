//! A unit's header and sections.

use alloc::vec::Vec;
use core::fmt;

use super::checksum::checksum;
use super::constant::{Constant, ConstantKind, List, Text};
use super::description::{Declarations, ModuleDescription, ScopeInfo};
use super::function::{FunctionIndex, FunctionRecord};
use crate::opcode::Opcode;
use crate::opcode::operand::ConstantIndex;

/// `KTBC`, read as a little-endian number.
pub(super) const MAGIC: u32 = u32::from_le_bytes(*b"KTBC");
/// Raised whenever the container's layout changes; a changed instruction table changes the host tag.
pub(super) const VERSION: u32 = 1;
/// Words of the header.
pub(super) const HEADER: usize = 9;

/// What the unit was compiled as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Goal {
    /// A script.
    Script,
    /// A module; its description is the constant that [`Unit::module`] reads.
    Module,
    /// Eval code.
    Eval,
    /// One function of another unit's text, compiled by itself.
    Function,
}

impl Goal {
    fn from_u8(raw: u8) -> Option<Self> {
        [Self::Script, Self::Module, Self::Eval, Self::Function]
            .get(raw as usize)
            .copied()
    }
}

/// Why a slice is no unit that this build can run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnitError {
    /// The slice ends before the unit does.
    Truncated,
    /// It does not begin as a unit does.
    NotAUnit,
    /// It was made for another version of the container.
    Version,
    /// It was made by a host with another byte order; [`swap_bytes`] converts it.
    ByteOrder,
    /// It was made by a build with another instruction table.
    Build,
    /// Its checksum does not match its contents.
    Checksum,
    /// A section lies outside of the unit.
    Section,
}

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Truncated => "the bytecode file is truncated",
            Self::NotAUnit => "the file is not Kataan bytecode",
            Self::Version => "the bytecode file has another version",
            Self::ByteOrder => "the bytecode file is for another byte order",
            Self::Build => "the bytecode file was made by another build of the engine",
            Self::Checksum => "the bytecode file is damaged: its checksum does not match",
            Self::Section => "the bytecode file is malformed: a section lies outside of it",
        })
    }
}

impl core::error::Error for UnitError {}

/// The tag of this host and build: the upper half is a byte-order mark, the lower a digest of the
/// instruction table.
pub(super) const fn host_tag() -> u64 {
    let mut digest: u32 = 0x811C_9DC5;
    let mut opcode = 0;
    while opcode < Opcode::COUNT {
        let row = &Opcode::ROWS[opcode];
        let name = row.name.as_bytes();
        let mut index = 0;
        while index < name.len() {
            digest = (digest ^ name[index] as u32).wrapping_mul(0x0100_0193);
            index += 1;
        }
        digest = (digest ^ row.operands.len() as u32).wrapping_mul(0x0100_0193);
        let mut operand = 0;
        while operand < row.operands.len() {
            digest = (digest ^ row.operands[operand].field as u32).wrapping_mul(0x0100_0193);
            operand += 1;
        }
        opcode += 1;
    }
    0x0102_0304 << 32 | digest as u64
}

/// A unit of compiled code, read in place. Copying it copies a slice reference.
///
/// Accessors return `None` for indices that are out of range, so a malformed unit is never a panic;
/// in a verified function none of its indices is out of range.
#[derive(Clone, Copy)]
pub struct Unit<'u> {
    words: &'u [u64],
}

impl<'u> Unit<'u> {
    /// Opens a unit of unknown origin: checks header, checksum and sections (not its functions: see
    /// the verifier).
    pub fn open(words: &'u [u64]) -> Result<Self, UnitError> {
        let Some(&first) = words.first() else {
            return Err(UnitError::Truncated);
        };
        if first as u32 != MAGIC {
            let swapped = first.swap_bytes() as u32 == MAGIC;
            return Err(if swapped {
                UnitError::ByteOrder
            } else {
                UnitError::NotAUnit
            });
        }
        if (first >> 32) as u32 != VERSION {
            return Err(UnitError::Version);
        }
        if words.len() < HEADER {
            return Err(UnitError::Truncated);
        }
        if words[1] != const { host_tag() } {
            return Err(UnitError::Build);
        }
        let total = words[3] as u32 as usize;
        if total < HEADER || words.len() < total {
            return Err(UnitError::Truncated);
        }
        if checksum(&words[3..total]) != words[2] {
            return Err(UnitError::Checksum);
        }
        Self::check_sections(words, total)
    }

    /// Opens a unit whatever its checksum says, for tests of the verifier.
    #[doc(hidden)]
    pub fn open_without_checksum(words: &'u [u64]) -> Result<Self, UnitError> {
        if words.len() < HEADER {
            return Err(UnitError::Truncated);
        }
        let total = words[3] as u32 as usize;
        if total < HEADER || words.len() < total {
            return Err(UnitError::Truncated);
        }
        Self::check_sections(words, total)
    }

    fn check_sections(words: &'u [u64], total: usize) -> Result<Self, UnitError> {
        let unit = Self {
            words: &words[..total],
        };
        if !unit.sections_are_inside() {
            return Err(UnitError::Section);
        }
        Ok(unit)
    }

    /// A unit that this process made itself (or checked before).
    #[inline]
    #[must_use]
    pub fn trusted(words: &'u [u64]) -> Self {
        debug_assert!(words.len() >= HEADER && words[0] as u32 == MAGIC);
        Self { words }
    }

    fn sections_are_inside(&self) -> bool {
        let (units, bytes) = (self.units_start(), self.bytes_start());
        let payloads = self.payloads_start();
        let functions = self.functions_start();
        let inside = |start: usize, length: usize, end: usize| {
            start >= HEADER && start.checked_add(length).is_some_and(|last| last <= end)
        };
        units <= bytes
            && bytes <= self.words.len()
            && inside(payloads, self.constant_count(), units)
            && inside(functions, self.function_count().div_ceil(2), units)
            && self.kinds_offset() + self.constant_count() <= self.byte_region().len()
            && self.source_range().end <= self.byte_region().len()
            && Goal::from_u8(self.words[8] as u8).is_some()
            && (self.words[3] >> 32) < self.function_count() as u64
    }

    // Header: 0 magic, version; 1 host tag; 2 checksum; 3 total words, entry function;
    // 4 constant kinds (byte offset), constant count; 5 payloads, function table (word offsets);
    // 6 UTF-16 region, byte region (word offsets); 7 source text (byte offset, length);
    // 8 goal (8 bits), flags (8 bits), -, function count (32 bits).

    fn units_start(&self) -> usize {
        self.words[6] as u32 as usize
    }

    fn bytes_start(&self) -> usize {
        (self.words[6] >> 32) as usize
    }

    fn payloads_start(&self) -> usize {
        self.words[5] as u32 as usize
    }

    fn functions_start(&self) -> usize {
        (self.words[5] >> 32) as usize
    }

    fn kinds_offset(&self) -> usize {
        self.words[4] as u32 as usize
    }

    fn source_range(&self) -> core::ops::Range<usize> {
        let start = self.words[7] as u32 as usize;
        start..start + (self.words[7] >> 32) as usize
    }

    fn byte_region(&self) -> &'u [u8] {
        bytemuck::cast_slice(self.words.get(self.bytes_start()..).unwrap_or(&[]))
    }

    fn utf16_region(&self) -> &'u [u16] {
        bytemuck::cast_slice(
            self.words
                .get(self.units_start()..self.bytes_start())
                .unwrap_or(&[]),
        )
    }

    pub(super) fn bytes(&self, offset: usize, length: usize) -> Option<&'u [u8]> {
        self.byte_region().get(offset..offset.checked_add(length)?)
    }

    /// The region of numeric words, header included; code and lists are in it.
    pub(super) fn word_region(&self) -> &'u [u64] {
        self.words.get(..self.units_start()).unwrap_or(&[])
    }

    /// All words of the unit, to store it.
    #[must_use]
    pub fn words(&self) -> &'u [u64] {
        self.words
    }

    /// What the unit was compiled as.
    #[must_use]
    pub fn goal(&self) -> Goal {
        Goal::from_u8(self.words[8] as u8).unwrap_or(Goal::Script)
    }

    /// The function to run: a program's top level, or the function compiled by itself.
    #[must_use]
    pub fn entry(&self) -> FunctionIndex {
        FunctionIndex((self.words[3] >> 32) as u32)
    }

    /// The source text, if the unit carries it.
    #[must_use]
    pub fn source(&self) -> Option<&'u [u8]> {
        if self.words[8] >> 8 & 1 == 0 {
            return None;
        }
        self.byte_region().get(self.source_range())
    }

    /// How many constants the pool has.
    #[must_use]
    pub fn constant_count(&self) -> usize {
        (self.words[4] >> 32) as usize
    }

    /// How many function records there are.
    #[must_use]
    pub fn function_count(&self) -> usize {
        (self.words[8] >> 32) as usize
    }

    /// The kind of a constant.
    #[must_use]
    pub fn constant_kind(&self, index: ConstantIndex) -> Option<ConstantKind> {
        if index.index() >= self.constant_count() {
            return None;
        }
        ConstantKind::from_u8(
            *self
                .byte_region()
                .get(self.kinds_offset() + index.index())?,
        )
    }

    /// A constant.
    #[must_use]
    pub fn constant(&self, index: ConstantIndex) -> Option<Constant<'u>> {
        let kind = self.constant_kind(index)?;
        let payload = *self.words.get(self.payloads_start() + index.index())?;
        let list = || List::new(self.word_region(), payload as u32, (payload >> 32) as u32);
        Some(match kind {
            ConstantKind::Number => Constant::Number(f64::from_bits(payload)),
            ConstantKind::String => Constant::String(self.text(payload)?),
            ConstantKind::BigInt => Constant::BigInt(self.text(payload)?),
            ConstantKind::Template => Constant::Template(FunctionIndex(payload as u32)),
            ConstantKind::Undefined => Constant::Undefined,
            ConstantKind::Null => Constant::Null,
            ConstantKind::True => Constant::True,
            ConstantKind::False => Constant::False,
            ConstantKind::Hole => Constant::Hole,
            ConstantKind::KeyList => Constant::KeyList(list()?),
            ConstantKind::ValueList => Constant::ValueList(list()?),
            ConstantKind::SlotList => Constant::SlotList(list()?),
            ConstantKind::TemplateStrings => Constant::TemplateStrings(list()?),
            ConstantKind::RegExp => Constant::RegExp {
                pattern: ConstantIndex(payload as u32),
                flags: ConstantIndex((payload >> 32) as u32),
            },
            ConstantKind::Scope => Constant::Scope(list()?),
            ConstantKind::Declarations => Constant::Declarations(list()?),
            ConstantKind::Module => Constant::Module(list()?),
        })
    }

    fn text(&self, payload: u64) -> Option<Text<'u>> {
        let start = payload as u32 as usize;
        let length = (payload >> 32) as usize & 0x7FFF_FFFF;
        if payload >> 63 == 0 {
            Some(Text::Latin1(self.bytes(start, length)?))
        } else {
            Some(Text::Utf16(
                self.utf16_region().get(start..start.checked_add(length)?)?,
            ))
        }
    }

    /// The text of a string constant.
    #[must_use]
    pub fn string(&self, index: ConstantIndex) -> Option<Text<'u>> {
        match self.constant(index)? {
            Constant::String(text) => Some(text),
            _ => None,
        }
    }

    /// A function record.
    #[must_use]
    pub fn function(&self, index: FunctionIndex) -> Option<FunctionRecord<'u>> {
        if index.0 as usize >= self.function_count() {
            return None;
        }
        let word = *self
            .words
            .get(self.functions_start() + index.0 as usize / 2)?;
        let offset = (word >> (index.0 % 2 * 32)) as u32;
        FunctionRecord::at(*self, offset as usize)
    }

    /// A scope-information constant.
    #[must_use]
    pub fn scope(&self, index: ConstantIndex) -> Option<ScopeInfo> {
        match self.constant(index)? {
            Constant::Scope(list) => ScopeInfo::decode(list),
            _ => None,
        }
    }

    /// A declarations constant.
    #[must_use]
    pub fn declarations(&self, index: ConstantIndex) -> Option<Declarations> {
        match self.constant(index)? {
            Constant::Declarations(list) => Declarations::decode(list),
            _ => None,
        }
    }

    /// The description of the module that the unit is: its last constant.
    #[must_use]
    pub fn module(&self) -> Option<ModuleDescription> {
        let last = u32::try_from(self.constant_count().checked_sub(1)?).ok()?;
        match self.constant(ConstantIndex(last))? {
            Constant::Module(list) => ModuleDescription::decode(list),
            _ => None,
        }
    }
}

impl fmt::Debug for Unit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unit")
            .field("goal", &self.goal())
            .field("functions", &self.function_count())
            .field("constants", &self.constant_count())
            .finish()
    }
}

/// Converts a unit made on a host with the other byte order, in place: words up to the text are
/// numbers of 64 bits, UTF-16 text has numbers of 16, and what follows is bytes.
pub fn swap_bytes(words: &mut [u64]) -> Result<(), UnitError> {
    if words.len() < HEADER {
        return Err(UnitError::Truncated);
    }
    if words[0].swap_bytes() as u32 != MAGIC {
        return Err(UnitError::NotAUnit);
    }
    let regions = words[6].swap_bytes();
    let (units, bytes) = (regions as u32 as usize, (regions >> 32) as usize);
    if units > bytes || bytes > words.len() || units < HEADER {
        return Err(UnitError::Section);
    }
    for word in &mut words[..units] {
        *word = word.swap_bytes();
    }
    for unit in bytemuck::cast_slice_mut::<u64, u16>(&mut words[units..bytes]) {
        *unit = unit.swap_bytes();
    }
    words[2] = checksum(&words[3..]);
    Ok(())
}

/// The bytes as aligned words: borrowed where they are aligned, else copied. The length must be a
/// multiple of eight (a rest is dropped and found by the check of the unit's length).
#[must_use]
pub fn aligned_words(bytes: &[u8]) -> alloc::borrow::Cow<'_, [u64]> {
    let whole = &bytes[..bytes.len() / 8 * 8];
    match bytemuck::try_cast_slice(whole) {
        Ok(words) => alloc::borrow::Cow::Borrowed(words),
        Err(_) => {
            let copy: Vec<u64> = whole
                .chunks_exact(8)
                .map(|chunk| u64::from_ne_bytes(chunk.try_into().expect("chunks have eight bytes")))
                .collect();
            alloc::borrow::Cow::Owned(copy)
        }
    }
}
