//! Scopes: what a function declares, where, and what the compiler may assume of it.
//!
//! # Who computes what
//!
//! The parser, for every tree that it hands out (a program's top level or one function):
//! - the [`Scopes`] of that tree, with bindings in order of declaration, `var` and Annex B
//!   declarations already hoisted to the scope that holds them;
//! - per binding: whether an inner function (or an eval in reach) refers to it
//!   ([`BindingFlags::CAPTURED`]), whether a use may precede its initialisation
//!   ([`BindingFlags::NEEDS_TDZ`]), whether anything assigns to it besides its declaration
//!   ([`BindingFlags::ASSIGNED`]), whether anything refers to it at all
//!   ([`BindingFlags::REFERENCED`]);
//! - per scope: whether it needs a heap environment ([`ScopeFlags::HAS_CAPTURED`]), and whether
//!   names may appear in it at run time ([`ScopeFlags::EXTENSIBLE`]);
//! - per inner function: its [`FunctionRecord`](crate::FunctionRecord) with its free names.
//!
//! The compiler resolves a name by walking from the scope where it stands up through
//! [`Scope::parent`], then through the environments of enclosing functions, which it remembers
//! itself when it creates a closure (it compiles an outer function before any inner one runs):
//! - a binding in a scope of the same function without `CAPTURED`: a register;
//! - with `CAPTURED`: a slot; count one hop for each scope on the way that has `HAS_CAPTURED`, and
//!   number slots in the order of the captured bindings;
//! - a scope of kind [`ScopeKind::With`] on the way, or one that is `EXTENSIBLE`: dynamic from there;
//! - nothing: a global, or dynamic in eval code as its outer scopes say.
//!
//! A `let`, `const`, `class`, `using` or parameter binding without `NEEDS_TDZ` is initialised
//! before every possible use: neither the check nor the marking is needed. (Bindings of a script's
//! top level are seen by other scripts, exported bindings of a module by other modules: keep their
//! marking, drop only this text's checks. Exported bindings are always `CAPTURED`.)
//!
//! Direct eval makes every binding in its reach `CAPTURED` and `NEEDS_TDZ`. `with` does not: names
//! inside it are tried on the object first, and then are what they would be without it.

mod analysis;
mod annex_b;
mod binding;
mod declarations;
mod finish;
mod references;

pub(crate) use analysis::{Analysis, Closed, Conflict, Mark};
pub use binding::{Binding, BindingFlags, BindingKind, HoistedFunction};

use crate::flags::flag_set;
use crate::name::Name;

/// Index of a [`Scope`] in its [`Scopes`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ScopeId(pub u32);

/// The scopes of one tree; parents come before their children.
#[derive(Clone, Copy, Debug)]
pub struct Scopes<'a> {
    /// By [`ScopeId`].
    pub list: &'a [Scope<'a>],
}

impl<'a> Scopes<'a> {
    /// The scope with this id.
    #[inline]
    pub fn get(&self, id: ScopeId) -> &'a Scope<'a> {
        &self.list[id.0 as usize]
    }
}

/// What introduces a scope.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ScopeKind {
    /// A script's top level: `var` and functions are properties of the global object, the lexical
    /// ones are in the realm's declarative record.
    Script,
    /// A module's top level.
    Module,
    /// The top level of eval code: in strict code its own, else its `var` and function bindings go
    /// to the caller's variable environment.
    Eval,
    /// Around a function expression that has a name; holds that name only.
    FunctionName,
    /// A function's parameters; without parameter expressions its body's top level too.
    Parameters,
    /// A function's body apart from its parameters, where these have expressions.
    FunctionBody,
    /// A block.
    Block,
    /// A catch clause's parameter, around the body's block.
    Catch,
    /// The lexical head of a `for` statement, around head and body.
    ForHead,
    /// The clauses of a `switch`.
    Switch,
    /// A class: inner name and private names.
    Class,
    /// One field's initialiser: code of a function (kind
    /// [`FunctionKind::FieldInitializer`](crate::FunctionKind)).
    FieldInitializer,
    /// A class static block: code of a function.
    StaticBlock,
    /// The body of a `with`: no bindings, names are dynamic.
    With,
}

impl ScopeKind {
    /// Whether the code in this scope belongs to a function of its own, though it stands in the
    /// tree of the function around it: `this`, `arguments` and registers change here.
    pub const fn is_function_in_tree(self) -> bool {
        matches!(self, ScopeKind::FieldInitializer | ScopeKind::StaticBlock)
    }

    /// Whether `var` declarations stop here.
    pub const fn is_var_scope(self) -> bool {
        matches!(
            self,
            ScopeKind::Script
                | ScopeKind::Module
                | ScopeKind::Eval
                | ScopeKind::Parameters
                | ScopeKind::FunctionBody
                | ScopeKind::FieldInitializer
                | ScopeKind::StaticBlock
        )
    }
}

flag_set! {
    /// Facts of one scope.
    ScopeFlags: u16 {
        /// Code in the scope is strict.
        STRICT = 1 << 0;
        /// At least one binding is captured: the scope needs a heap environment.
        HAS_CAPTURED = 1 << 1;
        /// A direct eval stands in this scope, a scope within it or a function within it: every
        /// binding is captured and the names are needed at run time.
        DIRECT_EVAL_IN_REACH = 1 << 2;
        /// A sloppy direct eval may declare variables in this scope at run time (var scopes only):
        /// a name that is not found here or nearer is dynamic.
        EXTENSIBLE = 1 << 3;
        /// For `FieldInitializer` and `StaticBlock`: `this` occurs (directly, through arrow
        /// functions or perhaps through eval).
        USES_THIS = 1 << 4;
        /// As `USES_THIS`, from an arrow function or eval: `this` must be kept in a heap
        /// environment.
        THIS_CAPTURED = 1 << 5;
        /// For `FieldInitializer` and `StaticBlock`: `super.a` occurs, as for `USES_THIS`.
        USES_SUPER_PROPERTY = 1 << 6;
        /// `using` or `await using` is declared in the scope.
        HAS_USING = 1 << 7;
        /// `await using` is declared in the scope.
        HAS_AWAIT_USING = 1 << 8;
    }
}

/// One scope.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// What introduces it.
    pub kind: ScopeKind,
    /// Facts.
    pub flags: ScopeFlags,
    /// The scope around it in the same tree.
    pub parent: Option<ScopeId>,
    /// What it declares, in order; each name once.
    pub bindings: &'a [Binding],
    /// Function declarations to create when the scope is entered, in order. Where a name is
    /// declared twice (`var` scopes and sloppy blocks) the last one wins and only it is listed.
    pub functions: &'a [HoistedFunction],
}

impl<'a> Scope<'a> {
    /// The binding with this name.
    pub fn find(&self, name: Name) -> Option<&'a Binding> {
        self.bindings.iter().find(|binding| binding.name == name)
    }
}
