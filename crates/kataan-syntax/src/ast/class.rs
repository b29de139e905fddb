//! [Class definitions](https://tc39.es/ecma262/#sec-class-definitions).

use super::{Expr, FunctionId, PropertyKey, Stmt};
use crate::name::Name;
use crate::scope::ScopeId;
use crate::span::Span;

/// A class declaration or expression.
#[derive(Clone, Copy, Debug)]
pub struct Class<'a> {
    /// The whole text, for `toString`.
    pub span: Span,
    /// The name as written.
    pub name: Option<Name>,
    /// Holds the inner name (kind `ClassName`) and the private names; `heritage` and computed keys
    /// are evaluated in it.
    pub scope: ScopeId,
    /// `extends a`; private names in it are those of classes around, never this one's.
    pub heritage: Option<&'a Expr<'a>>,
    /// `constructor() {}`; without one the class has its default constructor.
    pub constructor: Option<FunctionId>,
    /// All other elements in order.
    pub elements: &'a [ClassElement<'a>],
}

/// One element of a class body.
#[derive(Clone, Copy, Debug)]
pub struct ClassElement<'a> {
    /// The whole element.
    pub span: Span,
    /// `static`
    pub is_static: bool,
    /// What it is.
    pub kind: ClassElementKind<'a>,
}

/// The forms of a class element.
#[derive(Clone, Copy, Debug)]
pub enum ClassElementKind<'a> {
    /// `key() {}`
    Method(PropertyKey<'a>, FunctionId),
    /// `get key() {}`
    Getter(PropertyKey<'a>, FunctionId),
    /// `set key(v) {}`
    Setter(PropertyKey<'a>, FunctionId),
    /// `key = value`
    Field {
        /// The key, evaluated once with the class.
        key: PropertyKey<'a>,
        /// The initialiser: code of a function of its own, in `scope`.
        value: Option<&'a Expr<'a>>,
        /// Present with `value`; a function scope of kind `FieldInitializer`.
        scope: Option<ScopeId>,
    },
    /// `static {…}`: code of a function of its own.
    StaticBlock {
        /// A function scope of kind `StaticBlock`.
        scope: ScopeId,
        /// Statements in order.
        body: &'a [&'a Stmt<'a>],
    },
}
