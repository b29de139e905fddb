//! Makes units: collects constants and functions, then lays them out.

use alloc::vec::Vec;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::checksum::checksum;
use super::constant::ConstantKind;
use super::description::{Declarations, ModuleDescription, ScopeInfo};
use super::function::{CodeKind, FunctionFlags, FunctionIndex, Handler, RECORD_WORDS};
use super::unit::{Goal, HEADER, MAGIC, VERSION, host_tag};
use crate::opcode::operand::{ConstantIndex, FeedbackKind, Register};

/// A unit would exceed what its 32-bit offsets can address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooLarge;

/// All that a function record is made of.
#[derive(Clone, Debug)]
pub struct FunctionParts {
    /// Facts.
    pub flags: FunctionFlags,
    /// What kind of code it is.
    pub kind: CodeKind,
    /// Registers of the frame.
    pub register_count: u16,
    /// Formal parameters with registers.
    pub parameter_count: u16,
    /// The `length` property.
    pub length: u32,
    /// The name or [`ConstantIndex::NONE`].
    pub name: ConstantIndex,
    /// The function's text in the source.
    pub span: (u32, u32),
    /// Where the rest array goes.
    pub rest_register: Register,
    /// Where the arguments go.
    pub arguments_register: Register,
    /// The instructions.
    pub code: Vec<u64>,
    /// Exception handlers, innermost first.
    pub handlers: Vec<Handler>,
    /// Kinds of the feedback slots.
    pub feedback: Vec<FeedbackKind>,
    /// Word indices and source offsets.
    pub positions: Vec<u8>,
    /// For lazy records: which function of the text it is.
    pub lazy_function: u32,
    /// Scopes around the function or [`ConstantIndex::NONE`].
    pub scope: ConstantIndex,
}

impl FunctionParts {
    /// A record without code.
    #[must_use]
    pub fn new(kind: CodeKind, flags: FunctionFlags) -> Self {
        Self {
            flags,
            kind,
            register_count: 0,
            parameter_count: 0,
            length: 0,
            name: ConstantIndex::NONE,
            span: (0, 0),
            rest_register: Register(0),
            arguments_register: Register(0),
            code: Vec::new(),
            handlers: Vec::new(),
            feedback: Vec::new(),
            positions: Vec::new(),
            lazy_function: u32::MAX,
            scope: ConstantIndex::NONE,
        }
    }
}

enum Payload {
    Raw(u64),
    List(Vec<u32>),
}

/// Collects what a unit is made of.
#[derive(Default)]
pub struct UnitBuilder {
    kinds: Vec<ConstantKind>,
    payloads: Vec<Payload>,
    numbers: HashMap<u64, ConstantIndex, FxBuildHasher>,
    singles: HashMap<(ConstantKind, u64), ConstantIndex, FxBuildHasher>,
    latin1: Vec<u8>,
    utf16: Vec<u16>,
    functions: Vec<Option<FunctionParts>>,
}

impl UnitBuilder {
    /// An empty unit.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn add(&mut self, kind: ConstantKind, payload: Payload) -> ConstantIndex {
        let index = ConstantIndex(self.kinds.len() as u32);
        self.kinds.push(kind);
        self.payloads.push(payload);
        index
    }

    fn add_single(&mut self, kind: ConstantKind, payload: u64) -> ConstantIndex {
        if let Some(&index) = self.singles.get(&(kind, payload)) {
            return index;
        }
        let index = self.add(kind, Payload::Raw(payload));
        self.singles.insert((kind, payload), index);
        index
    }

    /// A number, once for each bit pattern.
    pub fn number(&mut self, number: f64) -> ConstantIndex {
        let bits = number.to_bits();
        if let Some(&index) = self.numbers.get(&bits) {
            return index;
        }
        let index = self.add(ConstantKind::Number, Payload::Raw(bits));
        self.numbers.insert(bits, index);
        index
    }

    /// A string or bigint of ASCII text. The caller sees to it that equal strings are added once.
    pub fn ascii(&mut self, kind: ConstantKind, text: &[u8]) -> ConstantIndex {
        debug_assert!(text.is_ascii());
        let start = self.latin1.len() as u64;
        self.latin1.extend_from_slice(text);
        self.add(kind, Payload::Raw(start | (text.len() as u64) << 32))
    }

    /// A string of any code units.
    pub fn string(&mut self, units: &[u16]) -> ConstantIndex {
        let payload = if units.iter().all(|&unit| unit < 256) {
            let start = self.latin1.len() as u64;
            self.latin1.extend(units.iter().map(|&unit| unit as u8));
            start | (units.len() as u64) << 32
        } else {
            let start = self.utf16.len() as u64;
            self.utf16.extend_from_slice(units);
            start | (units.len() as u64) << 32 | 1 << 63
        };
        self.add(ConstantKind::String, Payload::Raw(payload))
    }

    /// A constant without payload.
    pub fn atom(&mut self, kind: ConstantKind) -> ConstantIndex {
        self.add_single(kind, 0)
    }

    /// A function's constant.
    pub fn template(&mut self, function: FunctionIndex) -> ConstantIndex {
        self.add_single(ConstantKind::Template, u64::from(function.0))
    }

    /// A regular expression.
    pub fn regexp(&mut self, pattern: ConstantIndex, flags: ConstantIndex) -> ConstantIndex {
        self.add_single(
            ConstantKind::RegExp,
            u64::from(pattern.0) | u64::from(flags.0) << 32,
        )
    }

    /// A list of constants or slots.
    pub fn list(&mut self, kind: ConstantKind, numbers: Vec<u32>) -> ConstantIndex {
        self.add(kind, Payload::List(numbers))
    }

    /// A scope.
    pub fn scope(&mut self, scope: &ScopeInfo) -> ConstantIndex {
        self.add(ConstantKind::Scope, Payload::List(scope.encode()))
    }

    /// Declarations.
    pub fn declarations(&mut self, declarations: &Declarations) -> ConstantIndex {
        self.add(
            ConstantKind::Declarations,
            Payload::List(declarations.encode()),
        )
    }

    /// The module's description; must be the last constant.
    pub fn module(&mut self, module: &ModuleDescription) -> ConstantIndex {
        self.add(ConstantKind::Module, Payload::List(module.encode()))
    }

    /// Reserves the number of a function that is made later.
    pub fn reserve_function(&mut self) -> FunctionIndex {
        self.functions.push(None);
        FunctionIndex(self.functions.len() as u32 - 1)
    }

    /// Gives a reserved function its parts.
    pub fn set_function(&mut self, index: FunctionIndex, parts: FunctionParts) {
        self.functions[index.0 as usize] = Some(parts);
    }

    /// How many functions there are.
    #[must_use]
    pub fn function_count(&self) -> usize {
        self.functions.len()
    }

    /// Lays out the unit. Functions that were reserved but not made are left as lazy records.
    pub fn finish(
        self,
        goal: Goal,
        entry: FunctionIndex,
        source: Option<&[u8]>,
    ) -> Result<Vec<u64>, TooLarge> {
        let mut words = alloc::vec![0u64; HEADER];
        let mut bytes = self.latin1;
        // Payloads, then lists behind them.
        let payloads_start = words.len();
        words.resize(payloads_start + self.payloads.len(), 0);
        for (index, payload) in self.payloads.into_iter().enumerate() {
            words[payloads_start + index] = match payload {
                Payload::Raw(raw) => raw,
                Payload::List(list) => {
                    let start = words.len() as u64;
                    let length = list.len() as u64;
                    push_pairs(&mut words, &list);
                    start | length << 32
                }
            };
        }
        // The function table, then records, each followed by its handlers and code.
        let functions_start = words.len();
        let function_count = self.functions.len();
        words.resize(functions_start + function_count.div_ceil(2), 0);
        for (index, parts) in self.functions.into_iter().enumerate() {
            let parts =
                parts.unwrap_or_else(|| FunctionParts::new(CodeKind::Normal, FunctionFlags::LAZY));
            let offset = words.len() as u64;
            words[functions_start + index / 2] |= offset << (index % 2 * 32);
            push_function(&mut words, &mut bytes, &parts);
        }
        let units_start = words.len();
        for chunk in self.utf16.chunks(4) {
            let mut units = [0u16; 4];
            units[..chunk.len()].copy_from_slice(chunk);
            words.push(bytemuck::cast(units));
        }
        let kinds_offset = bytes.len() as u64;
        bytes.extend(self.kinds.iter().map(|&kind| kind as u8));
        let source_offset = bytes.len() as u64;
        let source_length = source.map_or(0, <[u8]>::len) as u64;
        bytes.extend_from_slice(source.unwrap_or(&[]));
        let bytes_start = words.len();
        for chunk in bytes.chunks(8) {
            let mut padded = [0u8; 8];
            padded[..chunk.len()].copy_from_slice(chunk);
            words.push(u64::from_ne_bytes(padded));
        }
        if words.len() > u32::MAX as usize / 8 || self.kinds.len() > i32::MAX as usize {
            return Err(TooLarge);
        }
        words[0] = u64::from(MAGIC) | u64::from(VERSION) << 32;
        words[1] = const { host_tag() };
        words[3] = words.len() as u64 | u64::from(entry.0) << 32;
        words[4] = kinds_offset | (self.kinds.len() as u64) << 32;
        words[5] = payloads_start as u64 | (functions_start as u64) << 32;
        words[6] = units_start as u64 | (bytes_start as u64) << 32;
        words[7] = source_offset | source_length << 32;
        words[8] = goal as u64 | u64::from(source.is_some()) << 8 | (function_count as u64) << 32;
        words[2] = checksum(&words[3..]);
        Ok(words)
    }
}

fn push_pairs(words: &mut Vec<u64>, numbers: &[u32]) {
    words.extend(
        numbers
            .chunks(2)
            .map(|pair| u64::from(pair[0]) | u64::from(*pair.get(1).unwrap_or(&0)) << 32),
    );
}

fn push_function(words: &mut Vec<u64>, bytes: &mut Vec<u8>, parts: &FunctionParts) {
    let handlers = words.len() + RECORD_WORDS;
    let code = handlers + parts.handlers.len() * 2;
    let feedback = bytes.len();
    bytes.extend(parts.feedback.iter().map(|&kind| kind as u8));
    let positions = bytes.len();
    bytes.extend_from_slice(&parts.positions);
    let pair = |low: u16, high: u16| u32::from(low) | u32::from(high) << 16;
    push_pairs(
        words,
        &[
            parts.flags.0,
            parts.kind as u32,
            pair(parts.register_count, parts.parameter_count),
            parts.length,
            parts.name.0,
            parts.span.0,
            parts.span.1,
            pair(parts.rest_register.0, parts.arguments_register.0),
            code as u32,
            parts.code.len() as u32,
            handlers as u32,
            parts.handlers.len() as u32,
            feedback as u32,
            parts.feedback.len() as u32,
            positions as u32,
            parts.positions.len() as u32,
            parts.lazy_function,
            parts.scope.0,
            0,
            0,
        ],
    );
    for handler in &parts.handlers {
        words.push(u64::from(handler.start) | u64::from(handler.end) << 32);
        words.push(u64::from(handler.target) | u64::from(handler.register.0) << 32);
    }
    words.extend_from_slice(&parts.code);
}
