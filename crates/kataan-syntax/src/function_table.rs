//! What the first pass keeps of each function, so that it can be parsed again by itself.

use alloc::vec::Vec;

use crate::ast::FunctionId;
use crate::flags::flag_set;
use crate::name::Name;
use crate::span::Span;

/// What a text is parsed as.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Goal {
    /// A script.
    Script,
    /// A module.
    Module,
    /// Eval code.
    Eval,
    /// The text assembled by a function constructor.
    FunctionConstructor,
}

/// What a function is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FunctionKind {
    /// `function`
    Normal,
    /// `=>`
    Arrow,
    /// A method of an object or class.
    Method,
    /// `get`
    Getter,
    /// `set`
    Setter,
    /// The constructor of a class without `extends`.
    BaseConstructor,
    /// The constructor of a class with `extends`.
    DerivedConstructor,
    /// A field's initialiser (scopes only; has no record).
    FieldInitializer,
    /// A static block (scopes only; has no record).
    StaticBlock,
}

impl FunctionKind {
    /// Whether the kind is written as a method, with `super` properties allowed.
    pub const fn is_method(self) -> bool {
        matches!(
            self,
            FunctionKind::Method
                | FunctionKind::Getter
                | FunctionKind::Setter
                | FunctionKind::BaseConstructor
                | FunctionKind::DerivedConstructor
        )
    }

    /// Whether this is a class constructor.
    pub const fn is_constructor(self) -> bool {
        matches!(
            self,
            FunctionKind::BaseConstructor | FunctionKind::DerivedConstructor
        )
    }
}

flag_set! {
    /// Facts of one function (or of a program's top level).
    FunctionFlags: u32 {
        /// `async`
        ASYNC = 1 << 0;
        /// `*`
        GENERATOR = 1 << 1;
        /// The code is strict.
        STRICT = 1 << 2;
        /// The strictness comes from the body's own directive.
        USE_STRICT = 1 << 3;
        /// Parameters are plain names.
        SIMPLE_PARAMETERS = 1 << 4;
        /// A parameter has a default or a computed key: the body has variables of its own.
        PARAMETER_EXPRESSIONS = 1 << 5;
        /// A parameter name occurs twice (sloppy code).
        DUPLICATE_PARAMETERS = 1 << 6;
        /// `this` occurs in the code, in arrow functions in it, or perhaps in eval.
        USES_THIS = 1 << 7;
        /// `this` is used by an arrow function or eval: keep it in a heap environment.
        THIS_CAPTURED = 1 << 8;
        /// As `USES_THIS`, for `new.target`.
        USES_NEW_TARGET = 1 << 9;
        /// As `THIS_CAPTURED`, for `new.target`.
        NEW_TARGET_CAPTURED = 1 << 10;
        /// As `USES_THIS`, for `super.a`: the function needs its home object.
        USES_SUPER_PROPERTY = 1 << 11;
        /// As `THIS_CAPTURED`, for the home object.
        SUPER_PROPERTY_CAPTURED = 1 << 12;
        /// As `USES_THIS`, for `super()`.
        USES_SUPER_CALL = 1 << 13;
        /// As `THIS_CAPTURED`, for `super()`: the constructor itself is needed.
        SUPER_CALL_CAPTURED = 1 << 14;
        /// The function has an `arguments` binding of kind `Arguments`.
        NEEDS_ARGUMENTS = 1 << 15;
        /// A direct eval stands in the function's own code.
        DIRECT_EVAL = 1 << 16;
        /// A direct eval stands in a function within it.
        INNER_DIRECT_EVAL = 1 << 17;
        /// A sloppy direct eval stands in the function's own code.
        SLOPPY_DIRECT_EVAL = 1 << 18;
        /// `with` stands in the function's own code.
        WITH = 1 << 19;
        /// The body is an expression.
        EXPRESSION_BODY = 1 << 21;
        /// The function is called where it stands: compile it at once.
        IMMEDIATELY_INVOKED = 1 << 22;
        /// A declaration (its name is bound outside); otherwise a name is the function's own.
        DECLARATION = 1 << 23;
        /// A method in a class body, or a class constructor.
        CLASS_MEMBER = 1 << 24;
        /// `static` method.
        STATIC = 1 << 25;
        /// The own code contains `await` or `yield`.
        SUSPENDS = 1 << 26;
        /// An expression body in which `in` is no operator (in a `for` head).
        BODY_WITHOUT_IN = 1 << 28;
        /// The code uses `arguments` (or eval), directly or in arrow functions.
        MENTIONS_ARGUMENTS = 1 << 29;
        /// Uses that an arrow function passes on to the function around it.
        THROUGH_ARROWS = Self::USES_THIS.0 | Self::USES_NEW_TARGET.0 | Self::USES_SUPER_PROPERTY.0 | Self::USES_SUPER_CALL.0;
        /// What `THROUGH_ARROWS` becomes in the function around.
        CAPTURED_BY_ARROWS = Self::THROUGH_ARROWS.0 << 1;
    }
}

/// A name that a function uses and does not declare.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FreeName {
    /// The name; private names include `#`; [`Name::DIRECT_EVAL`] stands for a direct eval.
    pub name: Name,
    /// It is assigned to.
    pub assigned: bool,
}

/// A range in one of a [`FunctionTable`]'s pools.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct PoolRange {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl PoolRange {
    fn indices(self) -> core::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What is kept of one function.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct FunctionRecord {
    /// The whole text, for `toString`: methods from their key (or `get`, `async`, `*` before it;
    /// not `static`), class constructors from theirs (the class's text is `Class::span`).
    pub span: Span,
    /// Where the parameters begin: `(`, or an arrow function's only parameter.
    pub parameters: u32,
    /// The body: with its braces, or the expression of an arrow function.
    pub body: Span,
    /// The name as written: a declaration's, or the function expression's own. Methods are named
    /// by their keys, anonymous functions by where they stand: the compiler's business.
    pub name: Option<Name>,
    /// The `length` property: parameters before the first with a default or rest.
    pub length: u32,
    /// What it is.
    pub kind: FunctionKind,
    /// Facts.
    pub flags: FunctionFlags,
    /// The function in which it stands.
    pub parent: Option<FunctionId>,
    /// Functions directly in it, by position.
    pub(crate) children: PoolRange,
    /// Names it uses and does not declare, each once.
    pub(crate) free: PoolRange,
}

impl FunctionRecord {
    /// Whether all given facts hold.
    #[inline]
    pub const fn is(&self, flags: FunctionFlags) -> bool {
        self.flags.has(flags)
    }
}

/// The functions of one source text, inner ones included.
#[derive(Clone, Debug)]
pub struct FunctionTable {
    pub(crate) goal: Goal,
    pub(crate) records: Vec<FunctionRecord>,
    pub(crate) children: Vec<FunctionId>,
    pub(crate) free: Vec<FreeName>,
    /// Functions of the top level.
    pub(crate) roots: PoolRange,
}

impl FunctionTable {
    pub(crate) fn new(goal: Goal) -> Self {
        Self {
            goal,
            records: Vec::new(),
            children: Vec::new(),
            free: Vec::new(),
            roots: PoolRange::default(),
        }
    }

    /// What the text was parsed as.
    pub fn goal(&self) -> Goal {
        self.goal
    }

    /// The record of a function; ids come from trees of the same text.
    #[inline]
    pub fn get(&self, id: FunctionId) -> &FunctionRecord {
        &self.records[id.0 as usize]
    }

    /// Bytes that the table holds.
    pub fn memory(&self) -> usize {
        self.records.capacity() * size_of::<FunctionRecord>()
            + self.children.capacity() * size_of::<FunctionId>()
            + self.free.capacity() * size_of::<FreeName>()
    }

    /// How many functions there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// All ids, inner functions before the functions around them.
    pub fn ids(&self) -> impl Iterator<Item = FunctionId> + use<> {
        (0..self.records.len() as u32).map(FunctionId)
    }

    /// Names that the function uses and does not declare.
    pub fn free_names(&self, id: FunctionId) -> &[FreeName] {
        self.free.get(self.get(id).free.indices()).unwrap_or(&[])
    }

    /// The functions directly in `parent` (or at the top level), by position.
    pub fn children(&self, parent: Option<FunctionId>) -> &[FunctionId] {
        let range = parent.map_or(self.roots, |id| self.get(id).children);
        self.children.get(range.indices()).unwrap_or(&[])
    }
}
