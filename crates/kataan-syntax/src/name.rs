//! Names and string values, interned.
//!
//! Every identifier, property name, string and template text of a source becomes a 32-bit [`Name`],
//! so that comparing is one instruction and per-name tables are plain vectors. Text is WTF-8 in its
//! one canonical form (a surrogate pair is always the four-byte character), so equal code units are
//! equal names. Well-known names have fixed numbers, reserved words first: the lexer knows a
//! keyword by its number alone.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use crate::scope::Analysis;

/// An interned string; its text is in the [`Interner`] that made it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(pub u32);

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match WELL_KNOWN.get(self.0 as usize) {
            Some(text) => write!(f, "Name({text:?})"),
            None => write!(f, "Name({})", self.0),
        }
    }
}

macro_rules! well_known {
    ($($name:ident = $text:literal,)*) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "positions of the constants below")]
        #[derive(Clone, Copy)]
        enum Position { $($name,)* }

        impl Name {
            $(#[doc = concat!("`", $text, "`")] pub const $name: Name = Name(Position::$name as u32);)*
        }

        /// Texts of the well-known names, by number.
        pub(crate) const WELL_KNOWN: &[&str] = &[$($text,)*];
    };
}

well_known! {
    // Reserved everywhere; the order is that of the token kinds.
    BREAK = "break", CASE = "case", CATCH = "catch", CLASS = "class", CONST = "const",
    CONTINUE = "continue", DEBUGGER = "debugger", DEFAULT = "default", DELETE = "delete", DO = "do",
    ELSE = "else", ENUM = "enum", EXPORT = "export", EXTENDS = "extends", FALSE = "false",
    FINALLY = "finally", FOR = "for", FUNCTION = "function", IF = "if", IMPORT = "import", IN = "in",
    INSTANCEOF = "instanceof", NEW = "new", NULL = "null", RETURN = "return", SUPER = "super",
    SWITCH = "switch", THIS = "this", THROW = "throw", TRUE = "true", TRY = "try",
    TYPEOF = "typeof", VAR = "var", VOID = "void", WHILE = "while", WITH = "with",
    // Reserved in strict code.
    IMPLEMENTS = "implements", INTERFACE = "interface", LET = "let", PACKAGE = "package",
    PRIVATE = "private", PROTECTED = "protected", PUBLIC = "public", STATIC = "static", YIELD = "yield",
    // Not to be bound in strict code.
    EVAL = "eval", ARGUMENTS = "arguments",
    // Reserved in modules and async code.
    AWAIT = "await",
    // Words in some contexts.
    ACCESSOR = "accessor", AS = "as", ASYNC = "async", DEFER = "defer", FROM = "from", GET = "get",
    META = "meta", OF = "of", SET = "set", SOURCE = "source", TARGET = "target", USING = "using",
    // Not identifiers, or with a meaning of their own.
    EMPTY = "", DEFAULT_EXPORT = "*default*", PROTO = "__proto__", CONSTRUCTOR = "constructor",
    PRIVATE_CONSTRUCTOR = "#constructor", PROTOTYPE = "prototype", UNDEFINED = "undefined",
    NAME = "name", LENGTH = "length", ANONYMOUS = "anonymous", TYPE = "type", USE_STRICT = "use strict",
    DIRECT_EVAL = "*eval*",
}

impl Name {
    /// How many names are reserved everywhere; they are the first.
    pub(crate) const RESERVED: u32 = Name::WITH.0 + 1;

    /// Whether this is a reserved word of strict code only (`let`, `static`, `yield` …).
    #[inline]
    pub const fn is_reserved_in_strict_code(self) -> bool {
        self.0 >= Name::IMPLEMENTS.0 && self.0 <= Name::YIELD.0
    }

    /// Whether this is `eval` or `arguments`.
    #[inline]
    pub const fn is_eval_or_arguments(self) -> bool {
        self.0 == Name::EVAL.0 || self.0 == Name::ARGUMENTS.0
    }
}

/// Where names live.
pub struct Interner {
    /// The text of all names, one after the other.
    text: Vec<u8>,
    /// Per name: where its text ends; it starts where the name before ends.
    ends: Vec<u32>,
    /// Open addressing: hash in the upper half, name + 1 in the lower; 0 is free.
    table: Vec<u64>,
    /// The parser's tables per name, empty but allocated: parsing one small function must not cost
    /// a table of all names.
    pub(crate) workspace: Option<Box<Analysis>>,
}

impl Default for Interner {
    fn default() -> Self {
        Self::new()
    }
}

impl Interner {
    /// An interner that holds the well-known names.
    pub fn new() -> Self {
        let mut interner = Self {
            text: Vec::new(),
            ends: Vec::new(),
            table: vec![0; 256],
            workspace: None,
        };
        for text in WELL_KNOWN {
            interner.intern(text.as_bytes());
        }
        interner
    }

    /// The name with this text, which must be canonical WTF-8.
    #[inline]
    pub fn intern(&mut self, text: &[u8]) -> Name {
        self.intern_hashed(text, hash(text))
    }

    /// As [`Interner::intern`], where the caller has `hash(text)`.
    #[inline]
    fn intern_hashed(&mut self, text: &[u8], hash: u32) -> Name {
        let mask = self.table.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let entry = self.table[slot];
            if entry == 0 {
                return self.insert(text, hash);
            }
            if (entry >> 32) as u32 == hash {
                let name = Name(entry as u32 - 1);
                if self.bytes(name) == text {
                    return name;
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    /// The name with this text, if it was ever interned.
    pub fn find(&self, text: &[u8]) -> Option<Name> {
        let hash = hash(text);
        let mask = self.table.len() - 1;
        let mut slot = hash as usize & mask;
        while self.table[slot] != 0 {
            let name = Name(self.table[slot] as u32 - 1);
            if self.bytes(name) == text {
                return Some(name);
            }
            slot = (slot + 1) & mask;
        }
        None
    }

    #[cold]
    #[inline(never)]
    fn insert(&mut self, text: &[u8], hash: u32) -> Name {
        if (self.ends.len() + 1) * 2 > self.table.len() {
            self.grow();
        }
        self.text.extend_from_slice(text);
        let number = self.ends.len() as u32;
        // Text of names is at most a few times the source, which is far below 4 GiB.
        self.ends
            .push(u32::try_from(self.text.len()).expect("names take less than 4 GiB"));
        let mask = self.table.len() - 1;
        let mut slot = hash as usize & mask;
        while self.table[slot] != 0 {
            slot = (slot + 1) & mask;
        }
        self.table[slot] = u64::from(hash) << 32 | u64::from(number + 1);
        Name(number)
    }

    fn grow(&mut self) {
        let size = self.table.len() * 2;
        let old = core::mem::replace(&mut self.table, vec![0; size]);
        for entry in old.into_iter().filter(|&entry| entry != 0) {
            let mut slot = (entry >> 32) as usize & (size - 1);
            while self.table[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.table[slot] = entry;
        }
    }

    /// The name's text, in WTF-8; empty for a name of another interner.
    #[inline]
    pub fn bytes(&self, name: Name) -> &[u8] {
        let index = name.0 as usize;
        let Some(&end) = self.ends.get(index) else {
            return &[];
        };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.text[start as usize..end as usize]
    }

    /// The name's text as UTF-16 code units, lone surrogates included.
    pub fn code_units(&self, name: Name) -> impl Iterator<Item = u16> + '_ {
        crate::wtf8::code_units(self.bytes(name))
    }

    /// The name's text for messages; a lone surrogate becomes U+FFFD.
    pub fn display(&self, name: Name) -> alloc::string::String {
        crate::wtf8::to_display(self.bytes(name))
    }

    /// How many names there are; names are numbered from 0.
    #[inline]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Lets go of what only a next text or function would use, if this was a small one: then it
    /// costs more to keep than to make again.
    pub fn shrink(&mut self) {
        const SMALL: usize = 1 << 10;
        if self.len() < SMALL {
            self.workspace = None;
        }
    }

    /// Bytes that the interner holds.
    pub fn memory(&self) -> usize {
        let workspace = self.workspace.as_ref().map_or(0, |it| it.memory());
        self.text.capacity() + self.ends.capacity() * 4 + self.table.len() * 8 + workspace
    }

    /// Never: the well-known names are always there.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// A fast hash of short texts: eight bytes a step, multiplied and folded.
#[inline]
fn hash(text: &[u8]) -> u32 {
    const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut state = text.len() as u64;
    let mut chunks = text.chunks_exact(8);
    for chunk in &mut chunks {
        let word = u64::from_le_bytes(chunk.try_into().expect("chunks are eight bytes long"));
        state = (state.rotate_left(23) ^ word).wrapping_mul(MULTIPLIER);
    }
    let rest = chunks.remainder();
    let word = match *rest {
        [] => 0,
        [a] => u64::from(a),
        [a, b] => u64::from(u16::from_le_bytes([a, b])),
        [a, b, c] => u64::from(u32::from_le_bytes([a, b, c, 0])),
        [a, b, c, d, ref tail @ ..] => {
            let mut upper = 0;
            for &byte in tail.iter().rev() {
                upper = upper << 8 | u64::from(byte);
            }
            u64::from(u32::from_le_bytes([a, b, c, d])) | upper << 32
        }
    };
    state = (state.rotate_left(23) ^ word).wrapping_mul(MULTIPLIER);
    (state >> 32) as u32 ^ (state as u32).rotate_left(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_equal_if_texts_are() {
        let mut interner = Interner::new();
        assert_eq!(interner.intern(b"break"), Name::BREAK);
        assert_eq!(interner.intern(b"with").0 + 1, Name::RESERVED);
        let names: Vec<Name> = (0..5000)
            .map(|i| interner.intern(alloc::format!("name{i}").as_bytes()))
            .collect();
        for (i, &name) in names.iter().enumerate() {
            assert_eq!(interner.intern(alloc::format!("name{i}").as_bytes()), name);
        }
        assert_eq!(interner.find(b"name4999"), Some(names[4999]));
        assert_eq!(interner.find(b"name5000"), None);
    }
}
