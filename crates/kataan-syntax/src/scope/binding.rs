//! Bindings and their facts.

use crate::ast::FunctionId;
use crate::flags::flag_set;
use crate::name::Name;

/// What declares a binding.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BindingKind {
    /// `var`
    Var,
    /// A `var` made by a function in a block of sloppy code
    /// ([Annex B.3.2](https://tc39.es/ecma262/#sec-block-level-function-declarations-web-legacy-compatibility-semantics)).
    AnnexBVar,
    /// A function declaration in a var scope: behaves as `var`.
    Function,
    /// A function declaration in a block (or a module's top level): lexical, initialised on entry.
    LexicalFunction,
    /// A parameter. `var`s of the same name in the same scope are this binding.
    Parameter,
    /// The arguments object of a function that needs one (never of an arrow function). It is listed
    /// in the parameter scope, and only where no parameter, function or lexical declaration has the
    /// name; a `var arguments` in the same scope is this binding.
    Arguments,
    /// `let`
    Let,
    /// `const`
    Const,
    /// `using`: constant, disposed of on leaving the scope.
    Using,
    /// `await using`
    AwaitUsing,
    /// A class declaration.
    Class,
    /// The inner name of a class: constant.
    ClassName,
    /// A simple catch parameter (`catch (e)`).
    CatchParameter,
    /// A name in a catch parameter's pattern.
    CatchPattern,
    /// An import: constant, lives in another module.
    Import,
    /// The own name of a function expression: assignment is ignored in sloppy code and throws in
    /// strict code.
    FunctionName,
    /// `#name` of a field.
    PrivateField,
    /// `#name` of a method.
    PrivateMethod,
    /// `#name` of a getter without setter.
    PrivateGetter,
    /// `#name` of a setter without getter.
    PrivateSetter,
    /// `#name` of a getter and a setter.
    PrivateAccessor,
}

impl BindingKind {
    /// Whether the name belongs to the VarDeclaredNames of its scope.
    pub const fn is_var(self) -> bool {
        matches!(
            self,
            BindingKind::Var | BindingKind::AnnexBVar | BindingKind::Function
        )
    }

    /// Whether the name belongs to the LexicallyDeclaredNames of its scope.
    pub const fn is_lexical(self) -> bool {
        matches!(
            self,
            BindingKind::Let
                | BindingKind::Const
                | BindingKind::Using
                | BindingKind::AwaitUsing
                | BindingKind::Class
                | BindingKind::LexicalFunction
                | BindingKind::Import
        )
    }

    /// Whether assignment throws a `TypeError` (`FunctionName` only in strict code).
    pub const fn is_constant(self) -> bool {
        matches!(
            self,
            BindingKind::Const
                | BindingKind::Using
                | BindingKind::AwaitUsing
                | BindingKind::ClassName
                | BindingKind::Import
        )
    }

    /// Whether the binding starts uninitialised.
    pub const fn has_dead_zone(self) -> bool {
        matches!(
            self,
            BindingKind::Let
                | BindingKind::Const
                | BindingKind::Using
                | BindingKind::AwaitUsing
                | BindingKind::Class
                | BindingKind::ClassName
                | BindingKind::Parameter
                | BindingKind::CatchPattern
                | BindingKind::Import
        )
    }

    /// Whether the binding is a private name.
    pub const fn is_private(self) -> bool {
        matches!(
            self,
            BindingKind::PrivateField
                | BindingKind::PrivateMethod
                | BindingKind::PrivateGetter
                | BindingKind::PrivateSetter
                | BindingKind::PrivateAccessor
        )
    }
}

flag_set! {
    /// Facts of one binding.
    BindingFlags: u8 {
        /// Needs a slot in a heap environment: an inner function or an eval in reach refers to it.
        CAPTURED = 1 << 0;
        /// A use may come before the initialisation.
        NEEDS_TDZ = 1 << 1;
        /// Something but its declaration assigns to it (perhaps through eval).
        ASSIGNED = 1 << 2;
        /// Something refers to it.
        REFERENCED = 1 << 3;
        /// A private name that is `static`.
        STATIC = 1 << 4;
        /// A `var` or function whose name is that of a parameter in the scope around: it starts
        /// with the parameter's value (functions with parameter expressions).
        COPIES_PARAMETER = 1 << 5;
    }
}

/// One binding.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// The name; private names include `#`.
    pub name: Name,
    /// Where the name is first declared.
    pub position: u32,
    /// What declares it.
    pub kind: BindingKind,
    /// Facts.
    pub flags: BindingFlags,
}

const _: () = assert!(size_of::<Binding>() == 12);

/// A function to create when its scope is entered.
#[derive(Clone, Copy, Debug)]
pub struct HoistedFunction {
    /// The binding that takes it.
    pub name: Name,
    /// The function.
    pub function: FunctionId,
    /// The declaration, when evaluated, copies the value to the `var` of the same name.
    pub annex_b: bool,
}
