//! [Statements and declarations](https://tc39.es/ecma262/#sec-ecmascript-language-statements-and-declarations).

use super::{Class, Expr, FunctionId, ModuleRequestId, Pattern};
use crate::name::Name;
use crate::scope::ScopeId;
use crate::span::Span;

/// A statement or declaration and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Stmt<'a> {
    /// From its first byte to after its last.
    pub span: Span,
    /// What it is.
    pub kind: StmtKind<'a>,
}

/// The forms of a statement.
#[derive(Clone, Copy, Debug)]
pub enum StmtKind<'a> {
    /// `;`
    Empty,
    /// `debugger;`
    Debugger,
    /// `a;`
    Expression(&'a Expr<'a>),
    /// `{…}`
    Block(&'a Block<'a>),
    /// `var`, `let`, `const`, `using`, `await using`
    Variable(&'a VariableDeclaration<'a>),
    /// A function declaration. The function was created when its scope was entered (it stands in
    /// `Scope::functions`); nothing happens here unless the entry with its name has `annex_b`: then
    /// the value of the block's binding is copied to the var binding of the same name.
    Function(FunctionId),
    /// A class declaration; it has a name, but for `export default class {}`, whose binding is
    /// `*default*`.
    Class(&'a Class<'a>),
    /// `if (a) b else if (c) d else e`, as one node.
    If(&'a If<'a>),
    /// `for (a; b; c) d`
    For(&'a For<'a>),
    /// `for (a in b) c`
    ForIn(&'a ForIn<'a>),
    /// `for (a of b) c`, `for await (a of b) c`
    ForOf(&'a ForOf<'a>),
    /// `while (a) b`
    While(&'a While<'a>),
    /// `do a while (b)`
    DoWhile(&'a DoWhile<'a>),
    /// `return a`
    Return(Option<&'a Expr<'a>>),
    /// `break a`
    Break(Option<Name>),
    /// `continue a`
    Continue(Option<Name>),
    /// `throw a`
    Throw(&'a Expr<'a>),
    /// `try {} catch (a) {} finally {}`
    Try(&'a Try<'a>),
    /// `switch (a) {…}`
    Switch(&'a Switch<'a>),
    /// `with (a) b`
    With(&'a With<'a>),
    /// `a: b`
    Labeled(&'a Labeled<'a>),
    /// An import declaration: nothing to run; see `ModuleFacts`.
    Import(ModuleRequestId),
    /// `export {…}`, `export … from`: nothing to run; see `ModuleFacts`.
    Export,
    /// `export` before a declaration, which runs as if alone (`export default function` and
    /// `export default class` too).
    ExportDeclaration(&'a Stmt<'a>),
    /// `export default a`: initialises the binding `*default*`; an anonymous function or class is
    /// named `default`.
    ExportDefault(&'a Expr<'a>),
}

/// A list of statements in braces.
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    /// Present if the block declares something.
    pub scope: Option<ScopeId>,
    /// Statements in order.
    pub body: &'a [&'a Stmt<'a>],
}

/// What a variable declaration declares.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VariableKind {
    /// `var`
    Var,
    /// `let`
    Let,
    /// `const`
    Const,
    /// `using`
    Using,
    /// `await using`
    AwaitUsing,
}

/// `kind a = b, c;`
#[derive(Clone, Copy, Debug)]
pub struct VariableDeclaration<'a> {
    /// Which keyword.
    pub kind: VariableKind,
    /// In order.
    pub declarators: &'a [Declarator<'a>],
}

/// `target = init`
#[derive(Clone, Copy, Debug)]
pub struct Declarator<'a> {
    /// What is bound.
    pub target: &'a Pattern<'a>,
    /// Its value; without one `let a` is initialised to `undefined` and `var a` does nothing.
    pub init: Option<&'a Expr<'a>>,
}

/// `if` with all its `else if`s.
#[derive(Clone, Copy, Debug)]
pub struct If<'a> {
    /// Tests in order, at least one.
    pub branches: &'a [Branch<'a>],
    /// The last `else`.
    pub otherwise: Option<&'a Stmt<'a>>,
}

/// `if (test) body`
#[derive(Clone, Copy, Debug)]
pub struct Branch<'a> {
    /// Decides.
    pub test: &'a Expr<'a>,
    /// Runs if truthy.
    pub body: &'a Stmt<'a>,
}

/// `for (init; test; update) body`
#[derive(Clone, Copy, Debug)]
pub struct For<'a> {
    /// Present if the head declares lexically; copied per iteration where
    /// `ScopeFlags::HAS_CAPTURED` and the declaration is a `let`.
    pub scope: Option<ScopeId>,
    /// Before the loop.
    pub init: ForInit<'a>,
    /// Before each round.
    pub test: Option<&'a Expr<'a>>,
    /// After each round.
    pub update: Option<&'a Expr<'a>>,
    /// The round.
    pub body: &'a Stmt<'a>,
}

/// The first part of a `for` head.
#[derive(Clone, Copy, Debug)]
pub enum ForInit<'a> {
    /// Empty.
    None,
    /// `for (a; …)`
    Expression(&'a Expr<'a>),
    /// `for (var a = b; …)`
    Variable(&'a VariableDeclaration<'a>),
}

/// What a `for`-`in` or `for`-`of` loop assigns in each round.
#[derive(Clone, Copy, Debug)]
pub enum ForHead<'a> {
    /// `for (a.b of …)`
    Assignment(&'a Pattern<'a>),
    /// `for (const a of …)`. A `var` in a sloppy `for`-`in` may have an initialiser (Annex B).
    Declaration(VariableKind, Declarator<'a>),
}

/// `for (head in object) body`
#[derive(Clone, Copy, Debug)]
pub struct ForIn<'a> {
    /// Present if the head declares lexically: fresh per iteration; while `object` is evaluated its
    /// bindings are uninitialised.
    pub scope: Option<ScopeId>,
    /// What is assigned.
    pub head: ForHead<'a>,
    /// Whose keys.
    pub object: &'a Expr<'a>,
    /// The round.
    pub body: &'a Stmt<'a>,
}

/// `for (head of iterable) body`
#[derive(Clone, Copy, Debug)]
pub struct ForOf<'a> {
    /// As in [`ForIn`].
    pub scope: Option<ScopeId>,
    /// What is assigned.
    pub head: ForHead<'a>,
    /// What is iterated.
    pub iterable: &'a Expr<'a>,
    /// The round.
    pub body: &'a Stmt<'a>,
    /// `for await`
    pub is_await: bool,
}

/// `while (test) body`
#[derive(Clone, Copy, Debug)]
pub struct While<'a> {
    /// Before each round.
    pub test: &'a Expr<'a>,
    /// The round.
    pub body: &'a Stmt<'a>,
}

/// `do body while (test)`
#[derive(Clone, Copy, Debug)]
pub struct DoWhile<'a> {
    /// The round.
    pub body: &'a Stmt<'a>,
    /// After each round.
    pub test: &'a Expr<'a>,
}

/// `try block catch finally`
#[derive(Clone, Copy, Debug)]
pub struct Try<'a> {
    /// Guarded.
    pub block: Block<'a>,
    /// `catch`
    pub handler: Option<Catch<'a>>,
    /// `finally`
    pub finalizer: Option<Block<'a>>,
}

/// `catch (parameter) body`
#[derive(Clone, Copy, Debug)]
pub struct Catch<'a> {
    /// Present if there is a parameter; parent of the body's scope.
    pub scope: Option<ScopeId>,
    /// The parameter.
    pub parameter: Option<&'a Pattern<'a>>,
    /// The handler.
    pub body: Block<'a>,
}

/// `switch (discriminant) {…}`
#[derive(Clone, Copy, Debug)]
pub struct Switch<'a> {
    /// Evaluated outside of `scope`.
    pub discriminant: &'a Expr<'a>,
    /// Present if a clause declares something.
    pub scope: Option<ScopeId>,
    /// Clauses in order.
    pub cases: &'a [SwitchCase<'a>],
}

/// `case test: body`
#[derive(Clone, Copy, Debug)]
pub struct SwitchCase<'a> {
    /// `None` for `default`.
    pub test: Option<&'a Expr<'a>>,
    /// Statements in order.
    pub body: &'a [&'a Stmt<'a>],
}

/// `with (object) body`
#[derive(Clone, Copy, Debug)]
pub struct With<'a> {
    /// Whose properties become names.
    pub object: &'a Expr<'a>,
    /// The scope (without bindings) in which names are dynamic.
    pub scope: ScopeId,
    /// What runs.
    pub body: &'a Stmt<'a>,
}

/// `label: body`
#[derive(Clone, Copy, Debug)]
pub struct Labeled<'a> {
    /// The label.
    pub label: Name,
    /// What it labels.
    pub body: &'a Stmt<'a>,
}
