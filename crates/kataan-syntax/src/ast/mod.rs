//! Syntax trees, in an arena.
//!
//! Nodes are shared references into a [`bumpalo::Bump`]; nothing in them needs dropping. Positions
//! are [`Span`]s, names and string values are [`Name`]s of the [`Interner`](crate::Interner) that
//! parsed them. A tree holds one function (or the top level of a program): an inner function is
//! only a [`FunctionId`] whose [`FunctionRecord`](crate::FunctionRecord) says all that the outer
//! one needs, and is parsed by itself when it is compiled.
//!
//! Chains (`a + b + c`, `a.b.c()`) are built in a loop and lean left without limit: whoever walks
//! a tree must follow `Binary::left`, `Logical::left`, `Member::object` and `Call::callee` in a loop
//! too. Nesting of any other kind is bounded by the stack budget that the parser was given.

mod class;
mod expression;
mod function;
mod module;
mod pattern;
mod statement;

pub use class::{Class, ClassElement, ClassElementKind};
pub use expression::{
    Argument, ArrayElement, ArrayLiteral, Assign, AssignOperator, Binary, BinaryOperator, Call,
    Conditional, Expr, ExprKind, ImportCall, Index, Logical, LogicalOperator, Member, New,
    ObjectLiteral, PrivateIn, PrivateMember, Property, PropertyKey, PropertyKind, RegExpLiteral,
    Sequence, SuperCall, TaggedTemplate, Template, TemplatePart, UnaryOperator, UpdateOperator,
};
pub use function::{Body, Function, FunctionId, Parameter, Program};
pub use module::{
    ExportEntry, ExportName, ImportAttribute, ImportEntry, ImportName, ImportPhase, ModuleFacts,
    ModuleRequest, ModuleRequestId,
};
pub use pattern::{
    ArrayPattern, ObjectPattern, Pattern, PatternElement, PatternKind, PatternProperty,
};
pub use statement::{
    Block, Branch, Catch, Declarator, DoWhile, For, ForHead, ForIn, ForInit, ForOf, If, Labeled,
    Stmt, StmtKind, Switch, SwitchCase, Try, VariableDeclaration, VariableKind, While, With,
};

pub use crate::name::Name;
pub use crate::span::Span;

// Hot nodes stay small: an expression is a span and two words.
const _: () = {
    assert!(size_of::<Expr<'_>>() <= 24);
    assert!(size_of::<Stmt<'_>>() <= 24);
    assert!(size_of::<Pattern<'_>>() <= 24);
    assert!(size_of::<PropertyKey<'_>>() <= 16);
    assert!(size_of::<Property<'_>>() <= 40);
};
