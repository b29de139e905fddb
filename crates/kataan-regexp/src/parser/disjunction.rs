//! Alternatives, terms, quantifiers, assertions and groups.

use super::{Parse, Parser};
use crate::ast::{MAX_DEPTH, MAX_GROUPS, Node, NodeId, UNBOUNDED};
use crate::error::ErrorCode;
use crate::flags::Flags;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

/// What an open parenthesis will become when it closes.
enum Opened {
    Pattern,
    Plain,
    Capture(u32),
    Modifiers { add: Flags, remove: Flags },
    Look { behind: bool, negative: bool },
}

/// A disjunction being read: one for the pattern and one for each open group.
struct Frame {
    opened: Opened,
    /// Where the group opens.
    position: usize,
    /// Capture groups before it.
    groups_before: u32,
    alternatives: Vec<NodeId>,
    terms: Vec<NodeId>,
    /// Names that may take part together with what follows.
    names: Vec<String>,
    /// Names in the alternatives already closed.
    names_before: Vec<String>,
}

/// What may follow a term.
#[derive(PartialEq)]
enum Term {
    /// Nothing but a quantifier or another term.
    Atom,
    /// No quantifier.
    Assertion,
}

impl Parser {
    /// [Disjunction](https://tc39.es/ecma262/#prod-Disjunction), to the end of the pattern.
    pub(super) fn disjunction(&mut self) -> Parse<NodeId> {
        let mut frames: Vec<Frame> = Vec::new();
        let mut frame = Frame::new(Opened::Pattern, 0, 0);
        loop {
            let start = self.index;
            let Some(character) = self.next() else { break };
            let mut groups_before = self.group_count;
            let mut kind = Term::Atom;
            let term = match char::from_u32(character) {
                Some('|') => {
                    self.close_alternative(&mut frame);
                    let names = core::mem::take(&mut frame.names);
                    frame.names_before.extend(names);
                    continue;
                }
                Some('(') => {
                    if frames.len() >= MAX_DEPTH {
                        return Err((ErrorCode::NestedTooDeep, start));
                    }
                    let (opened, name) = self.open_group(start)?;
                    if let (Some(name), Opened::Capture(index)) = (name, &opened) {
                        let taken = frames
                            .iter()
                            .chain([&frame])
                            .any(|frame| frame.names.contains(&name));
                        if taken {
                            return Err((ErrorCode::DuplicateGroupName, start));
                        }
                        self.group_names.push((name.clone(), *index));
                        frame.names.push(name);
                    }
                    frames.push(core::mem::replace(
                        &mut frame,
                        Frame::new(opened, start, groups_before),
                    ));
                    continue;
                }
                Some(')') => {
                    let Some(outer) = frames.pop() else {
                        return Err((ErrorCode::UnmatchedParenthesis, start));
                    };
                    let inner = core::mem::replace(&mut frame, outer);
                    groups_before = inner.groups_before;
                    let (term, term_kind) = self.close_group(inner, &mut frame);
                    kind = term_kind;
                    term
                }
                Some('^') => {
                    kind = Term::Assertion;
                    self.add(Node::LineStart)
                }
                Some('$') => {
                    kind = Term::Assertion;
                    self.add(Node::LineEnd)
                }
                Some('.') => self.add(Node::Any),
                Some('[') => {
                    let class = if self.sets {
                        self.class_set(start, 0)?
                    } else {
                        self.class(start)?
                    };
                    self.classes.push(class);
                    self.add(Node::Class(self.classes.len() as u32 - 1))
                }
                Some('\\') => match self.peek() {
                    Some(letter @ ('b' | 'B')) => {
                        self.index += 1;
                        kind = Term::Assertion;
                        self.add(Node::WordBoundary {
                            negative: letter == 'B',
                        })
                    }
                    _ => self.atom_escape(start)?,
                },
                Some('*' | '+' | '?') => return Err((ErrorCode::NothingToRepeat, start)),
                Some('{') => {
                    if self.unicode {
                        return Err((ErrorCode::NothingToRepeat, start));
                    }
                    self.index = start;
                    if self.quantifier()?.is_some() {
                        return Err((ErrorCode::NothingToRepeat, start));
                    }
                    self.index = start + 1;
                    self.add(Node::Character(character))
                }
                Some(']' | '}') if self.unicode => return Err((ErrorCode::LoneBracket, start)),
                _ => self.add(Node::Character(character)),
            };
            let quantified = self.quantify(term, &kind, groups_before)?;
            frame.terms.push(quantified);
        }
        if !frames.is_empty() {
            return Err((ErrorCode::UnterminatedGroup, frame.position));
        }
        Ok(self.close_disjunction(&mut frame))
    }

    /// Wraps `term` in the quantifier that follows it, if one does.
    fn quantify(&mut self, term: NodeId, kind: &Term, groups_before: u32) -> Parse<NodeId> {
        let start = self.index;
        let Some((min, max)) = self.quantifier()? else {
            return Ok(term);
        };
        if *kind == Term::Assertion {
            let simple = matches!(
                self.nodes[term.0 as usize],
                Node::LineStart | Node::LineEnd | Node::WordBoundary { .. }
            );
            let code = if simple {
                ErrorCode::NothingToRepeat
            } else {
                ErrorCode::QuantifiedAssertion
            };
            return Err((code, start));
        }
        let greedy = !self.eat('?');
        let groups = (groups_before + 1, self.group_count + 1);
        Ok(self.add(Node::Repeat {
            min,
            max,
            greedy,
            groups,
            body: term,
        }))
    }

    /// [QuantifierPrefix](https://tc39.es/ecma262/#prod-QuantifierPrefix): bounds, or nothing taken.
    fn quantifier(&mut self) -> Parse<Option<(u32, u32)>> {
        let start = self.index;
        let bounds = match self.peek() {
            Some('*') => (0, UNBOUNDED),
            Some('+') => (1, UNBOUNDED),
            Some('?') => (0, 1),
            Some('{') => {
                self.index += 1;
                if let Some(bounds) = self.braces(start)? {
                    return Ok(Some(bounds));
                }
                if self.unicode {
                    return Err((ErrorCode::IncompleteQuantifier, start));
                }
                self.index = start;
                return Ok(None);
            }
            _ => return Ok(None),
        };
        self.index += 1;
        Ok(Some(bounds))
    }

    /// `n}`, `n,}` or `n,m}`.
    fn braces(&mut self, start: usize) -> Parse<Option<(u32, u32)>> {
        let min = self.digits();
        if min.is_empty() {
            return Ok(None);
        }
        let max = if self.eat(',') {
            let max = self.digits();
            if max.is_empty() { None } else { Some(max) }
        } else {
            Some(min.clone())
        };
        if !self.eat('}') {
            return Ok(None);
        }
        if let Some(max) = &max
            && compare_digits(&min, max) == Ordering::Greater
        {
            return Err((ErrorCode::QuantifierOutOfOrder, start));
        }
        // A bound beyond any subject's length is no bound.
        let value = |digits: &[u8]| {
            digits.iter().fold(0u32, |value, digit| {
                value.saturating_mul(10).saturating_add(u32::from(*digit))
            })
        };
        Ok(Some((
            value(&min),
            max.map_or(UNBOUNDED, |max| value(&max)),
        )))
    }

    /// Decimal digits without leading zeros; a lone zero is kept.
    fn digits(&mut self) -> Vec<u8> {
        let mut digits = Vec::new();
        while let Some(digit) = self.peek().and_then(|character| character.to_digit(10)) {
            self.index += 1;
            if digits == [0] {
                digits.clear();
            }
            digits.push(digit as u8);
        }
        digits
    }

    /// What follows an open parenthesis, with the name of a named group.
    fn open_group(&mut self, start: usize) -> Parse<(Opened, Option<String>)> {
        if !self.eat('?') {
            return Ok((Opened::Capture(self.next_group(start)?), None));
        }
        if self.eat(':') {
            return Ok((Opened::Plain, None));
        }
        for (text, behind, negative) in [
            ("=", false, false),
            ("!", false, true),
            ("<=", true, false),
            ("<!", true, true),
        ] {
            if self.eat_text(text) {
                return Ok((Opened::Look { behind, negative }, None));
            }
        }
        if self.eat('<') {
            let index = self.next_group(start)?;
            let name = self.group_name(ErrorCode::InvalidGroupName)?;
            return Ok((Opened::Capture(index), Some(name)));
        }
        Ok((self.modifiers(start)?, None))
    }

    fn next_group(&mut self, start: usize) -> Parse<u32> {
        self.group_count += 1;
        if self.group_count > MAX_GROUPS {
            return Err((ErrorCode::TooManyGroups, start));
        }
        Ok(self.group_count)
    }

    /// The flags of `(?ims-ims:`.
    fn modifiers(&mut self, start: usize) -> Parse<Opened> {
        let allowed = Flags::IGNORE_CASE
            .with(Flags::MULTILINE)
            .with(Flags::DOT_ALL);
        let mut sides = [Flags::NONE; 2];
        let mut side = 0;
        loop {
            let position = self.index;
            let Some(character) = self.next() else {
                return Err((ErrorCode::InvalidGroup, start));
            };
            match char::from_u32(character) {
                Some(':') => break,
                Some('-') if side == 0 => side = 1,
                _ => {
                    let flag = Flags::from_letter(character)
                        .filter(|flag| allowed.contains(*flag))
                        .ok_or((ErrorCode::InvalidGroup, start))?;
                    if sides[0].with(sides[1]).contains(flag) {
                        return Err((ErrorCode::InvalidModifiers, position));
                    }
                    sides[side] = sides[side].with(flag);
                }
            }
        }
        if sides == [Flags::NONE; 2] {
            return Err((ErrorCode::InvalidModifiers, start));
        }
        Ok(Opened::Modifiers {
            add: sides[0],
            remove: sides[1],
        })
    }

    /// The node of a group whose parenthesis has closed.
    fn close_group(&mut self, mut inner: Frame, outer: &mut Frame) -> (NodeId, Term) {
        let body = self.close_disjunction(&mut inner);
        outer.names.append(&mut inner.names);
        outer.names.append(&mut inner.names_before);
        match inner.opened {
            Opened::Pattern | Opened::Plain => (body, Term::Atom),
            Opened::Capture(index) => (self.add(Node::Capture { index, body }), Term::Atom),
            Opened::Modifiers { add, remove } => {
                (self.add(Node::Modifiers { add, remove, body }), Term::Atom)
            }
            Opened::Look { behind, negative } => {
                // Annex B lets a lookahead be quantified.
                let kind = if behind || self.unicode {
                    Term::Assertion
                } else {
                    Term::Atom
                };
                (
                    self.add(Node::Look {
                        behind,
                        negative,
                        body,
                    }),
                    kind,
                )
            }
        }
    }

    fn close_alternative(&mut self, frame: &mut Frame) {
        let alternative = match frame.terms.as_slice() {
            [] => self.add(Node::Empty),
            [term] => *term,
            terms => {
                let list = self.add_list(terms);
                self.add(Node::Sequence(list))
            }
        };
        frame.terms.clear();
        frame.alternatives.push(alternative);
    }

    fn close_disjunction(&mut self, frame: &mut Frame) -> NodeId {
        self.close_alternative(frame);
        match frame.alternatives.as_slice() {
            [alternative] => *alternative,
            alternatives => {
                let list = self.add_list(alternatives);
                self.add(Node::Alternatives(list))
            }
        }
    }
}

impl Frame {
    fn new(opened: Opened, position: usize, groups_before: u32) -> Self {
        Self {
            opened,
            position,
            groups_before,
            alternatives: Vec::new(),
            terms: Vec::new(),
            names: Vec::new(),
            names_before: Vec::new(),
        }
    }
}

/// Compares numbers of any size, written without leading zeros.
fn compare_digits(left: &[u8], right: &[u8]) -> Ordering {
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}
