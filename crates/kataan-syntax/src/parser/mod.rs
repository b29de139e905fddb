//! The parser: recursive descent, one file per chapter of the grammar.
//!
//! A [`Parser`] writes nodes of one tree to one arena; everything else is in its [`State`], which
//! the parsers of inner functions share. In the first pass an inner function's tree goes to a
//! scratch arena that is emptied after it; only its record stays.
//!
//! Ambiguous heads (`(a, b)` and `(a, b) => c`, `{a}` and `{a} = b`) are read as expressions once
//! and then reinterpreted; what is wrong only in one reading waits in [`State::cover`] until the
//! reading is known. Loops follow left-leaning chains, recursion is bounded by the stack budget.

mod arrows;
mod assignment;
mod classes;
mod declarations;
mod entry;
mod expressions;
mod functions;
mod identifiers;
mod lazy;
mod left_hand_side;
mod literals;
mod loops;
mod modules;
mod operators;
mod patterns;
mod records;
mod state;
mod statements;

use bumpalo::Bump;

use crate::ast::{Expr, ExprKind};
use crate::span::Span;

pub(crate) use entry::tokens;
pub use entry::{
    ParsedProgram, assemble_dynamic_function, parse_any_bytes, parse_dynamic_function, parse_eval,
    parse_function, parse_module, parse_script,
};
pub(crate) use identifiers::AWAIT_IS_NO_NAME;
pub(crate) use modules::{ExportSource, ModuleBuild};
pub(crate) use state::{Context, Failed, Parsed, PrivateUse, State};

/// Builds one tree.
pub(crate) struct Parser<'p, 's, 'a> {
    /// Everything that outlives the tree.
    pub(crate) state: &'p mut State<'s>,
    /// Where the tree's nodes go.
    pub(crate) arena: &'a Bump,
}

impl<'s> core::ops::Deref for Parser<'_, 's, '_> {
    type Target = State<'s>;

    #[inline]
    fn deref(&self) -> &State<'s> {
        self.state
    }
}

impl core::ops::DerefMut for Parser<'_, '_, '_> {
    #[inline]
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.state
    }
}

impl<'a> Parser<'_, '_, 'a> {
    /// Puts a node into the arena.
    #[inline]
    pub(super) fn alloc<T: Copy>(&self, value: T) -> &'a T {
        self.arena.alloc(value)
    }

    /// Puts a list into the arena.
    #[inline]
    pub(super) fn list<T: Copy>(&self, values: &[T]) -> &'a [T] {
        self.arena.alloc_slice_copy(values)
    }

    /// An expression from `start` to the last token read.
    #[inline]
    pub(super) fn expr(&self, start: u32, kind: ExprKind<'a>) -> &'a Expr<'a> {
        self.arena.alloc(Expr {
            span: Span::new(start, self.previous_end),
            kind,
        })
    }
}
