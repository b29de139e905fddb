//! Binding patterns and assignment targets, in one form.

use super::{Expr, PropertyKey};
use crate::name::Name;
use crate::span::Span;

/// Where a value goes.
#[derive(Clone, Copy, Debug)]
pub struct Pattern<'a> {
    /// From its first byte to after its last.
    pub span: Span,
    /// What it is.
    pub kind: PatternKind<'a>,
}

/// The forms of a pattern.
#[derive(Clone, Copy, Debug)]
pub enum PatternKind<'a> {
    /// A name: declared in a binding pattern, resolved in an assignment target.
    Identifier(Name),
    /// `(a)` as an assignment target: as `Identifier`, but gives no name to a function.
    ParenthesizedIdentifier(Name),
    /// An assignment target that is a member, private member or super member, perhaps
    /// parenthesized; or, in sloppy code, a call, which throws a `ReferenceError` once evaluated.
    Expression(&'a Expr<'a>),
    /// `{…}`
    Object(&'a ObjectPattern<'a>),
    /// `[…]`
    Array(&'a ArrayPattern<'a>),
}

/// `{ a, b: c = d, ...rest }`
#[derive(Clone, Copy, Debug)]
pub struct ObjectPattern<'a> {
    /// Properties in order.
    pub properties: &'a [PatternProperty<'a>],
    /// `...rest`
    pub rest: Option<&'a Pattern<'a>>,
}

/// `key: value`
#[derive(Clone, Copy, Debug)]
pub struct PatternProperty<'a> {
    /// The key that is read; never private.
    pub key: PropertyKey<'a>,
    /// Where it goes.
    pub value: PatternElement<'a>,
}

/// `[a, , b = c, ...rest]`
#[derive(Clone, Copy, Debug)]
pub struct ArrayPattern<'a> {
    /// Elements in order; `None` skips one.
    pub elements: &'a [Option<PatternElement<'a>>],
    /// `...rest`
    pub rest: Option<&'a Pattern<'a>>,
}

/// A pattern and its default.
#[derive(Clone, Copy, Debug)]
pub struct PatternElement<'a> {
    /// Where the value goes.
    pub target: &'a Pattern<'a>,
    /// Used if the value is `undefined`.
    pub default: Option<&'a Expr<'a>>,
}
