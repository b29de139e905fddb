//! Pattern text to syntax tree, with every early error of the grammar and of
//! its Annex B extension.
//!
//! One parser serves the three dialects: web-compatible (no `u`, no `v`),
//! `u` and `v`. `disjunction` holds the grammar from alternatives down to
//! atoms, `escape` what follows a backslash, `class` the classes of the first
//! two dialects, `class_set` those of `v`, `group_name` names. Groups are
//! parsed without recursion; classes recurse up to the depth limit.

mod class;
mod class_set;
mod disjunction;
mod escape;
mod group_name;

use crate::ast::{Ast, List, Node, NodeId};
use crate::error::{ErrorCode, SyntaxError};
use crate::flags::Flags;
use crate::source::Source;
use alloc::string::String;
use alloc::vec::Vec;

/// An error and the index of the character where it was found.
type Parse<T> = Result<T, (ErrorCode, usize)>;

/// Units of a pattern; longer ones are refused, so that no compilation takes long.
pub const LONGEST_PATTERN: usize = 1 << 20;

/// Parses a pattern.
pub(crate) fn parse(source: Source<'_>, flags: Flags) -> Result<Ast, SyntaxError> {
    if source.len() > LONGEST_PATTERN {
        return Err(SyntaxError {
            code: ErrorCode::TooLarge,
            position: 0,
        });
    }
    let unicode = flags.is_unicode();
    let mut parser = Parser::new(source.characters(unicode), flags);
    match parser.pattern() {
        Ok(root) => Ok(Ast {
            flags,
            nodes: parser.nodes,
            children: parser.children,
            classes: parser.classes,
            root,
            group_count: parser.group_count,
            group_names: parser.group_names,
            reference_names: parser
                .reference_names
                .into_iter()
                .map(|(name, _)| name)
                .collect(),
        }),
        Err((code, index)) => Err(SyntaxError {
            code,
            position: source.position(unicode, index),
        }),
    }
}

struct Parser {
    characters: Vec<u32>,
    index: usize,
    /// `u` or `v`.
    unicode: bool,
    /// `v`.
    sets: bool,
    /// Whether `\k` is always a reference: in Unicode mode, or once the
    /// pattern has a named group.
    named: bool,
    /// Capture groups in the whole pattern, counted before it is parsed.
    total_groups: u32,
    group_count: u32,
    nodes: Vec<Node>,
    children: Vec<NodeId>,
    classes: Vec<crate::ast::Class>,
    group_names: Vec<(String, u32)>,
    /// Names that references use, with where they do.
    reference_names: Vec<(String, usize)>,
}

impl Parser {
    fn new(characters: Vec<u32>, flags: Flags) -> Self {
        let mut parser = Self {
            characters,
            index: 0,
            unicode: flags.is_unicode(),
            sets: flags.contains(Flags::UNICODE_SETS),
            named: flags.is_unicode(),
            total_groups: 0,
            group_count: 0,
            nodes: Vec::new(),
            children: Vec::new(),
            classes: Vec::new(),
            group_names: Vec::new(),
            reference_names: Vec::new(),
        };
        parser.count_groups();
        parser
    }

    /// [Pattern](https://tc39.es/ecma262/#prod-Pattern)
    fn pattern(&mut self) -> Parse<NodeId> {
        let root = self.disjunction()?;
        for (name, position) in &self.reference_names {
            if !self.group_names.iter().any(|(other, _)| other == name) {
                return Err((ErrorCode::UnknownGroupName, *position));
            }
        }
        Ok(root)
    }

    /// Counts the capture groups and sees whether any has a name: what an
    /// escape means depends on both, even before the groups.
    fn count_groups(&mut self) {
        let mut depth = 0usize;
        let mut index = 0;
        while let Some(&character) = self.characters.get(index) {
            index += 1;
            match char::from_u32(character) {
                Some('\\') => index += 1,
                Some('[') if depth == 0 || self.sets => depth += 1,
                Some(']') => depth = depth.saturating_sub(1),
                Some('(') if depth == 0 => {
                    if self.characters.get(index) != Some(&u32::from('?')) {
                        self.total_groups = self.total_groups.saturating_add(1);
                    } else if self.characters.get(index + 1) == Some(&u32::from('<'))
                        && !matches!(
                            self.characters
                                .get(index + 2)
                                .copied()
                                .and_then(char::from_u32),
                            Some('=' | '!')
                        )
                    {
                        self.total_groups = self.total_groups.saturating_add(1);
                        self.named = true;
                    }
                }
                _ => {}
            }
        }
    }

    /// The next character, if it is a scalar value.
    fn peek(&self) -> Option<char> {
        self.characters
            .get(self.index)
            .copied()
            .and_then(char::from_u32)
    }

    fn peek_at(&self, offset: usize) -> Option<char> {
        self.characters
            .get(self.index + offset)
            .copied()
            .and_then(char::from_u32)
    }

    fn at_end(&self) -> bool {
        self.index >= self.characters.len()
    }

    /// Takes any character.
    fn next(&mut self) -> Option<u32> {
        let character = self.characters.get(self.index).copied();
        if character.is_some() {
            self.index += 1;
        }
        character
    }

    fn eat(&mut self, expected: char) -> bool {
        let found = self.peek() == Some(expected);
        if found {
            self.index += 1;
        }
        found
    }

    fn eat_text(&mut self, expected: &str) -> bool {
        let found = expected
            .chars()
            .enumerate()
            .all(|(offset, character)| self.peek_at(offset) == Some(character));
        if found {
            self.index += expected.len();
        }
        found
    }

    /// Exactly `count` hexadecimal digits, or nothing taken.
    fn eat_hex(&mut self, count: usize) -> Option<u32> {
        let mut value = 0;
        for offset in 0..count {
            value = value << 4 | self.peek_at(offset)?.to_digit(16)?;
        }
        self.index += count;
        Some(value)
    }

    fn add(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        NodeId(self.nodes.len() as u32 - 1)
    }

    fn add_list(&mut self, ids: &[NodeId]) -> List {
        let start = self.children.len() as u32;
        self.children.extend_from_slice(ids);
        List {
            start,
            length: ids.len() as u32,
        }
    }
}
