//! Code units: compiled code and the source text that it came from.
//!
//! Words of code and text are external resources, named by cells, so that heap images hold no
//! pointer. Constants that are cells are made on first use, in a table beside the unit.

use super::environment::ScopeCellInit;
use crate::Vm;
use crate::error::{ErrorKind, JsResult};
use crate::object::PropertyKey;
use crate::realm::Realm;
use crate::string::{JsString, Units, from_latin1, from_utf16};
use crate::value::Value;
use kataan_bytecode::compiler::Program;
use kataan_bytecode::container::{Constant, FunctionIndex, FunctionRecord, Text, Unit};
use kataan_bytecode::opcode::operand::ConstantIndex;
use kataan_gc::{AnyCell, External, ExternalId, Field, Gc, Nullable, Plain, Slot, TailInit, cell};

cell! {
    /// A source text and what its first pass left behind.
    pub struct SourceText {
        /// The [`SourceResource`].
        pub resource: Plain<ExternalId>,
        /// Its name in stack traces: a path or URL; a string.
        pub name: Slot,
    }
}

/// The text of a script, module or function constructor.
#[derive(Debug)]
pub struct SourceResource {
    /// For compiling lazy functions; none for a unit that was compiled whole.
    pub program: Option<Program>,
    /// The text, if there is no program: UTF-8 in which lone surrogates are allowed.
    text: Box<[u8]>,
    /// Offsets at which lines begin, made at the first question.
    lines: Vec<u32>,
    /// Lines that were put before the text that the program wrote.
    lines_before: u32,
}

impl SourceResource {
    /// A text that was compiled in this process.
    pub fn of_program(program: Program) -> SourceResource {
        SourceResource {
            program: Some(program),
            text: Box::default(),
            lines: Vec::new(),
            lines_before: 0,
        }
    }

    /// The text of a unit that was compiled whole; empty if it is not known.
    pub fn of_text(text: &[u8]) -> SourceResource {
        SourceResource {
            program: None,
            text: text.into(),
            lines: Vec::new(),
            lines_before: 0,
        }
    }

    /// Leaves the first lines out of the count: those that were put before what a person wrote.
    pub(crate) fn after_lines(mut self, count: u32) -> SourceResource {
        self.lines_before = count;
        self
    }

    /// The text.
    pub fn text(&self) -> &[u8] {
        self.program
            .as_ref()
            .map_or(&self.text, |program| program.source())
    }

    /// Line and column, both from 1, columns in code units, of a byte offset.
    pub fn line_and_column(&mut self, offset: u32) -> (u32, u32) {
        if self.lines.is_empty() {
            self.lines = line_starts(self.text());
        }
        let text = self.text();
        let line = self
            .lines
            .partition_point(|start| *start <= offset)
            .saturating_sub(1);
        let start = self.lines[line] as usize;
        let end = (offset as usize).min(text.len());
        // A code point takes as many units as its bytes say: four bytes are two units.
        let column: u32 = text[start.min(end)..end]
            .iter()
            .map(|byte| match byte {
                0x80..0xC0 => 0,
                0xF0.. => 2,
                _ => 1,
            })
            .sum();
        (
            (line as u32 + 1).saturating_sub(self.lines_before).max(1),
            column + 1,
        )
    }
}

/// Offsets at which lines begin.
fn line_starts(text: &[u8]) -> Vec<u32> {
    let mut lines = vec![0];
    let mut at = 0;
    while at < text.len() {
        let byte = text[at];
        at += 1;
        match byte {
            b'\r' if text.get(at) == Some(&b'\n') => continue,
            b'\n' | b'\r' => {}
            // The line and paragraph separators, U+2028 and U+2029.
            0xE2 if matches!(text.get(at..at + 2), Some([0x80, 0xA8 | 0xA9])) => at += 2,
            _ => continue,
        }
        lines.push(at as u32);
    }
    lines
}

impl External for SourceResource {
    fn bytes(&self) -> usize {
        self.program
            .as_ref()
            .map_or(self.text.len(), Program::memory)
            + self.lines.capacity() * 4
    }
}

/// The words of a unit.
#[derive(Debug)]
pub(crate) enum UnitWords {
    /// Compiled in this process or read from a file.
    Owned(Box<[u64]>),
}

impl UnitWords {
    /// The words.
    pub(crate) fn words(&self) -> &[u64] {
        match self {
            UnitWords::Owned(words) => words,
        }
    }
}

impl External for UnitWords {
    fn bytes(&self) -> usize {
        match self {
            UnitWords::Owned(words) => words.len() * 8,
        }
    }
}

cell! {
    /// The constants of a unit that were made into values or cells; the hole where not yet.
    pub struct ConstantTable {}
    tail /// One for each constant of the pool.
    pub slots: [Slot; word];
}

cell! {
    /// A unit of compiled code, loaded in a realm.
    pub struct CodeUnit as Internal {
        /// The [`UnitWords`].
        pub resource: Plain<ExternalId>,
        /// The text it was compiled from.
        pub source: Field<SourceText>,
        /// Its constants.
        pub constants: Field<ConstantTable>,
        /// Its realm.
        pub realm: Field<Realm>,
        /// The script or module that `import()` and `import.meta` refer to, if any.
        pub referrer: Nullable<AnyCell>,
    }
}

/// Loads a unit in a realm.
pub(crate) fn load_unit(
    vm: &mut Vm,
    words: UnitWords,
    source: Gc<SourceText>,
    realm: Gc<Realm>,
    referrer: Option<Gc<AnyCell>>,
) -> JsResult<Gc<CodeUnit>> {
    #[cfg(debug_assertions)]
    if let Err(error) = kataan_bytecode::verify::verify(Unit::trusted(words.words())) {
        panic!("code that is loaded verifies: {error}");
    }
    let count = Unit::trusted(words.words()).constant_count();
    let constants = vm.heap.allocate(ConstantTableInit {
        slots: TailInit::Fill(count, Value::HOLE),
    })?;
    let resource = vm.heap.add_external(words)?;
    let unit = vm.heap.allocate(CodeUnitInit {
        resource,
        source,
        constants,
        realm,
        referrer,
    })?;
    vm.heap.own_external(resource, unit);
    Ok(unit)
}

/// Takes in a source text.
pub(crate) fn new_source(
    vm: &mut Vm,
    name: &str,
    resource: SourceResource,
) -> JsResult<Gc<SourceText>> {
    let name = crate::string::from_str(vm, name)?;
    let resource = vm.heap.add_external(resource)?;
    let source = vm.heap.allocate(SourceTextInit {
        resource,
        name: name.into(),
    })?;
    vm.heap.own_external(resource, source);
    Ok(source)
}

impl CodeUnit {
    /// The unit's words, to read.
    pub fn unit<'v>(&self, vm: &'v Vm) -> Unit<'v> {
        let words = vm.heap.external::<UnitWords>(self.resource.get());
        Unit::trusted(
            words
                .expect("a unit's words live as long as its cell")
                .words(),
        )
    }

    /// A function record.
    pub fn function<'v>(&self, vm: &'v Vm, index: FunctionIndex) -> FunctionRecord<'v> {
        self.unit(vm)
            .function(index)
            .expect("function indices of a unit are in range")
    }
}

impl SourceText {
    /// The text and its first pass.
    pub fn resource<'v>(&self, vm: &'v mut Vm) -> &'v mut SourceResource {
        let resource = vm.heap.external_mut::<SourceResource>(self.resource.get());
        resource.expect("a source's text lives as long as its cell")
    }

    /// The text between two byte offsets, as a string.
    pub fn slice(&self, vm: &mut Vm, range: std::ops::Range<u32>) -> JsResult<Value> {
        let text = self.resource(vm).text();
        let bytes: Box<[u8]> = text
            .get(range.start as usize..range.end as usize)
            .unwrap_or(&[])
            .into();
        string_from_source(vm, &bytes)
    }
}

/// A string of UTF-8 in which lone surrogates are allowed.
pub(crate) fn string_from_source(vm: &mut Vm, bytes: &[u8]) -> JsResult<Value> {
    if bytes.is_ascii() {
        return Ok(from_latin1(vm, bytes)?.into());
    }
    let units: Vec<u16> = code_units(bytes).collect();
    Ok(crate::string::from_units(vm, Units::Utf16(&units))?.into())
}

/// The code units of UTF-8 in which lone surrogates are allowed.
fn code_units(bytes: &[u8]) -> impl Iterator<Item = u16> + '_ {
    let mut at = 0;
    let mut pending = None;
    std::iter::from_fn(move || {
        if let Some(unit) = pending.take() {
            return Some(unit);
        }
        let first = *bytes.get(at)?;
        let more = |index: usize| u32::from(bytes.get(at + index).copied().unwrap_or(0x80)) & 0x3F;
        let (length, code) = match first {
            0..0x80 => (1, u32::from(first)),
            0x80..0xE0 => (2, (u32::from(first) & 0x1F) << 6 | more(1)),
            0xE0..0xF0 => (3, (u32::from(first) & 0x0F) << 12 | more(1) << 6 | more(2)),
            _ => (
                4,
                (u32::from(first) & 0x07) << 18 | more(1) << 12 | more(2) << 6 | more(3),
            ),
        };
        at += length;
        if code < 0x10000 {
            return Some(code as u16);
        }
        let code = code - 0x10000;
        pending = Some(0xDC00 | (code & 0x3FF) as u16);
        Some(0xD800 | (code >> 10) as u16)
    })
}

/// A constant of the unit: made on first use.
pub(crate) fn constant(vm: &mut Vm, unit: Gc<CodeUnit>, index: ConstantIndex) -> JsResult<Value> {
    let constants = unit.constants.get();
    let slot = &constants.slots()[index.index()];
    let known = slot.get();
    if !known.is_hole() {
        return Ok(known);
    }
    let value = make_constant(vm, unit, index)?;
    slot.set(value);
    Ok(value)
}

/// A constant that is a property key: the atom, or the integer that the text spells.
pub(crate) fn constant_key(
    vm: &mut Vm,
    unit: Gc<CodeUnit>,
    index: ConstantIndex,
) -> JsResult<PropertyKey> {
    let value = constant(vm, unit, index)?;
    crate::operation::to_property_key(vm, value)
}

fn make_constant(vm: &mut Vm, unit: Gc<CodeUnit>, index: ConstantIndex) -> JsResult<Value> {
    let Some(found) = unit.unit(vm).constant(index) else {
        return Err(vm.throw_error_text(ErrorKind::SyntaxError, "the bytecode is malformed"));
    };
    Ok(match found {
        Constant::Number(number) => Value::from_number(number),
        Constant::String(text) => {
            let text = OwnedText::new(text);
            text.intern(vm)?
        }
        Constant::BigInt(text) => {
            let text: String = text
                .code_units()
                .map(|unit| char::from(unit as u8))
                .collect();
            crate::value::bigint::from_literal(vm, &text)?
        }
        Constant::Template(function) => super::template::new_template(vm, unit, function)?.into(),
        Constant::Scope(_) => vm
            .heap
            .allocate(ScopeCellInit {
                unit,
                constant: index.0,
            })?
            .into(),
        Constant::Hole => Value::HOLE,
        Constant::Undefined => Value::UNDEFINED,
        Constant::Null => Value::NULL,
        Constant::True => Value::TRUE,
        Constant::False => Value::FALSE,
        // Read in place by their instructions.
        Constant::KeyList(_)
        | Constant::ValueList(_)
        | Constant::SlotList(_)
        | Constant::TemplateStrings(_)
        | Constant::RegExp { .. }
        | Constant::Declarations(_)
        | Constant::Module(_) => Value::HOLE,
    })
}

/// The atom of a string, or the string itself where its key is an integer.
fn intern_value(vm: &mut Vm, string: Gc<JsString>) -> JsResult<Value> {
    let key = vm.intern_string(string)?;
    Ok(if key.is_integer() {
        string.into()
    } else {
        key.to_raw()
    })
}

/// A text copied out of a unit, because making a string of it may run the collector.
enum OwnedText {
    Latin1(Box<[u8]>),
    Utf16(Box<[u16]>),
}

impl OwnedText {
    fn new(text: Text<'_>) -> OwnedText {
        match text {
            Text::Latin1(bytes) => OwnedText::Latin1(bytes.into()),
            Text::Utf16(units) => OwnedText::Utf16(units.into()),
        }
    }

    /// The string, interned where it may be a key.
    fn intern(&self, vm: &mut Vm) -> JsResult<Value> {
        let string = match self {
            OwnedText::Latin1(bytes) => from_latin1(vm, bytes)?,
            OwnedText::Utf16(units) => from_utf16(vm, units)?,
        };
        intern_value(vm, string)
    }
}
