//! [Expressions](https://tc39.es/ecma262/#sec-ecmascript-language-expressions).

use super::{Class, FunctionId, ImportPhase, Pattern};
use crate::name::Name;
use crate::scope::ScopeId;
use crate::span::Span;

/// An expression and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Expr<'a> {
    /// From its first byte to after its last.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind<'a>,
}

/// The forms of an expression.
#[derive(Clone, Copy, Debug)]
pub enum ExprKind<'a> {
    /// `null`
    Null,
    /// `true`, `false`
    Boolean(bool),
    /// A numeric literal's value.
    Number(f64),
    /// A BigInt literal: its digits in lower case without separators and without `n`, prefix
    /// (`0x`, `0o`, `0b`) kept.
    BigInt(Name),
    /// A string literal's value.
    String(Name),
    /// `/pattern/flags`
    RegExp(&'a RegExpLiteral),
    /// A template without tag.
    Template(&'a Template<'a>),
    /// ``tag`…` ``
    TaggedTemplate(&'a TaggedTemplate<'a>),
    /// A name to be resolved.
    Identifier(Name),
    /// `this`
    This,
    /// `new.target`
    NewTarget,
    /// `import.meta`
    ImportMeta,
    /// `[a, , ...b]`
    Array(&'a ArrayLiteral<'a>),
    /// `{ a, b: c, get d() {}, ...e }`
    Object(&'a ObjectLiteral<'a>),
    /// A function or arrow function; its record tells which and whether it has a name.
    Function(FunctionId),
    /// A class expression.
    Class(&'a Class<'a>),
    /// `!a`, `typeof a`, `delete a` …
    Unary(UnaryOperator, &'a Expr<'a>),
    /// `++a`, `a--` …; the operand is a name, a member or (sloppy code only) a call, which throws a
    /// `ReferenceError` after it was evaluated.
    Update(UpdateOperator, &'a Expr<'a>),
    /// `a + b` …; leans left without limit.
    Binary(&'a Binary<'a>),
    /// `a && b`, `a || b`, `a ?? b`; leans left without limit.
    Logical(&'a Logical<'a>),
    /// `#name in right`
    PrivateIn(&'a PrivateIn<'a>),
    /// `a = b`, `[a, b] = c`, `a += b`, `a ??= b`
    Assign(&'a Assign<'a>),
    /// `a ? b : c`
    Conditional(&'a Conditional<'a>),
    /// `f(a)`; leans left without limit.
    Call(&'a Call<'a>),
    /// `new F(a)`
    New(&'a New<'a>),
    /// `super(a)`
    SuperCall(&'a SuperCall<'a>),
    /// `import(a)`, `import.defer(a)`, `import.source(a)`
    ImportCall(&'a ImportCall<'a>),
    /// `a.b`; leans left without limit.
    Member(&'a Member<'a>),
    /// `a[b]`; leans left without limit.
    Index(&'a Index<'a>),
    /// `a.#b`; leans left without limit.
    PrivateMember(&'a PrivateMember<'a>),
    /// `super.a`
    SuperMember(Name),
    /// `super[a]`
    SuperIndex(&'a Expr<'a>),
    /// The whole of `a?.b.c`: where a short circuit of a link in it ends, with `undefined`.
    OptionalChain(&'a Expr<'a>),
    /// `a, b, c`
    Sequence(&'a Sequence<'a>),
    /// `yield`, `yield a`
    Yield(Option<&'a Expr<'a>>),
    /// `yield* a`
    YieldStar(&'a Expr<'a>),
    /// `await a`
    Await(&'a Expr<'a>),
    /// `(a)`: same value; matters for naming functions, for `delete` and for optional chains.
    Parenthesized(&'a Expr<'a>),
}

impl<'a> Expr<'a> {
    /// The expression inside any parentheses.
    pub fn unparenthesized(&self) -> &Expr<'a> {
        let mut expr = self;
        while let ExprKind::Parenthesized(inner) = expr.kind {
            expr = inner;
        }
        expr
    }
}

/// `/pattern/flags`
#[derive(Clone, Copy, Debug)]
pub struct RegExpLiteral {
    /// Between the slashes, as written.
    pub pattern: Name,
    /// After the last slash.
    pub flags: Name,
}

/// A template's text parts and the expressions between them; `parts` is one longer.
#[derive(Clone, Copy, Debug)]
pub struct Template<'a> {
    /// Text parts in order.
    pub parts: &'a [TemplatePart],
    /// `${…}` in order.
    pub expressions: &'a [&'a Expr<'a>],
}

/// One text part of a template.
#[derive(Clone, Copy, Debug)]
pub struct TemplatePart {
    /// Value with escapes applied; `None` for an invalid escape (tagged templates only).
    pub cooked: Option<Name>,
    /// Text as written, with line ends made `\n`.
    pub raw: Name,
}

/// ``tag`…` ``; the tag is called like a callee (`this` from its member object).
#[derive(Clone, Copy, Debug)]
pub struct TaggedTemplate<'a> {
    /// The function.
    pub tag: &'a Expr<'a>,
    /// The template, one object per site.
    pub template: Template<'a>,
}

/// `[…]`
#[derive(Clone, Copy, Debug)]
pub struct ArrayLiteral<'a> {
    /// Elements in order; a trailing comma adds none.
    pub elements: &'a [ArrayElement<'a>],
    /// A comma follows the last element.
    pub trailing_comma: bool,
}

/// One element of an array literal.
#[derive(Clone, Copy, Debug)]
pub enum ArrayElement<'a> {
    /// Nothing between commas.
    Hole,
    /// A value.
    Value(&'a Expr<'a>),
    /// `...a`
    Spread(&'a Expr<'a>),
}

/// `{…}`
#[derive(Clone, Copy, Debug)]
pub struct ObjectLiteral<'a> {
    /// Properties in order.
    pub properties: &'a [Property<'a>],
    /// A comma follows the last property.
    pub trailing_comma: bool,
}

/// One property definition of an object literal.
#[derive(Clone, Copy, Debug)]
pub struct Property<'a> {
    /// The whole definition.
    pub span: Span,
    /// What it defines.
    pub kind: PropertyKind<'a>,
}

/// The forms of a property definition.
#[derive(Clone, Copy, Debug)]
pub enum PropertyKind<'a> {
    /// `key: value`
    Value(PropertyKey<'a>, &'a Expr<'a>),
    /// `__proto__: value`: sets the prototype, defines nothing.
    Prototype(&'a Expr<'a>),
    /// `name`
    Shorthand(Name),
    /// `name = default`: stands in a tree only while a pattern is being read, never in a result.
    CoverInitialized(Name, &'a Expr<'a>),
    /// `key() {}`
    Method(PropertyKey<'a>, FunctionId),
    /// `get key() {}`
    Getter(PropertyKey<'a>, FunctionId),
    /// `set key(v) {}`
    Setter(PropertyKey<'a>, FunctionId),
    /// `...a`
    Spread(&'a Expr<'a>),
}

/// The key of a property or class element.
#[derive(Clone, Copy, Debug)]
pub enum PropertyKey<'a> {
    /// An identifier name, string or BigInt literal: the property name.
    Name(Name),
    /// A numeric literal; the key is the number's text.
    Number(f64),
    /// `[a]`
    Computed(&'a Expr<'a>),
    /// `#a` (class elements only); the name includes `#`.
    Private(Name),
}

/// Operators with one operand that is a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOperator {
    /// `-`
    Minus,
    /// `+`
    Plus,
    /// `!`
    Not,
    /// `~`
    BitNot,
    /// `typeof`
    Typeof,
    /// `void`
    Void,
    /// `delete`
    Delete,
}

/// `++` and `--`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UpdateOperator {
    /// `++a`
    PreIncrement,
    /// `--a`
    PreDecrement,
    /// `a++`
    PostIncrement,
    /// `a--`
    PostDecrement,
}

/// Operators with two operands, both always evaluated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinaryOperator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
    /// `**`
    Exponentiate,
    /// `<<`
    ShiftLeft,
    /// `>>`
    ShiftRight,
    /// `>>>`
    ShiftRightUnsigned,
    /// `&`
    BitAnd,
    /// `|`
    BitOr,
    /// `^`
    BitXor,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `===`
    StrictEqual,
    /// `!==`
    StrictNotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `in`
    In,
    /// `instanceof`
    InstanceOf,
}

/// Operators whose right operand may not be evaluated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogicalOperator {
    /// `&&`
    And,
    /// `||`
    Or,
    /// `??`
    Coalesce,
}

/// How an assignment combines old and new value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AssignOperator {
    /// `=`
    Assign,
    /// `+=` and its kin; the target is simple.
    Binary(BinaryOperator),
    /// `&&=`, `||=`, `??=`; the target is simple.
    Logical(LogicalOperator),
}

/// `left operator right`
#[derive(Clone, Copy, Debug)]
pub struct Binary<'a> {
    /// The operator.
    pub operator: BinaryOperator,
    /// Evaluated first.
    pub left: &'a Expr<'a>,
    /// Evaluated second.
    pub right: &'a Expr<'a>,
}

/// `left operator right`, short-circuiting.
#[derive(Clone, Copy, Debug)]
pub struct Logical<'a> {
    /// The operator.
    pub operator: LogicalOperator,
    /// Always evaluated.
    pub left: &'a Expr<'a>,
    /// Evaluated if `left` does not decide.
    pub right: &'a Expr<'a>,
}

/// `#name in right`
#[derive(Clone, Copy, Debug)]
pub struct PrivateIn<'a> {
    /// The private name, with `#`.
    pub name: Name,
    /// The object.
    pub right: &'a Expr<'a>,
}

/// `target operator value`
#[derive(Clone, Copy, Debug)]
pub struct Assign<'a> {
    /// `=` or a compound form.
    pub operator: AssignOperator,
    /// Where the value goes.
    pub target: &'a Pattern<'a>,
    /// The value.
    pub value: &'a Expr<'a>,
}

/// `test ? consequent : alternate`
#[derive(Clone, Copy, Debug)]
pub struct Conditional<'a> {
    /// Decides.
    pub test: &'a Expr<'a>,
    /// Value if truthy.
    pub consequent: &'a Expr<'a>,
    /// Value if falsy.
    pub alternate: &'a Expr<'a>,
}

/// An argument of a call.
#[derive(Clone, Copy, Debug)]
pub enum Argument<'a> {
    /// A value.
    Value(&'a Expr<'a>),
    /// `...a`
    Spread(&'a Expr<'a>),
}

/// `callee(arguments)`
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// What is called; a member callee gives `this`.
    pub callee: &'a Expr<'a>,
    /// Arguments in order.
    pub arguments: &'a [Argument<'a>],
    /// `callee?.(…)`
    pub optional: bool,
    /// The callee is spelled `eval`: a direct eval if it is the realm's own `eval` when called.
    /// The scope is the innermost one around the call.
    pub direct_eval: Option<ScopeId>,
}

/// `new callee(arguments)`
#[derive(Clone, Copy, Debug)]
pub struct New<'a> {
    /// The constructor.
    pub callee: &'a Expr<'a>,
    /// Arguments in order.
    pub arguments: &'a [Argument<'a>],
}

/// `super(arguments)`
#[derive(Clone, Copy, Debug)]
pub struct SuperCall<'a> {
    /// Arguments in order.
    pub arguments: &'a [Argument<'a>],
}

/// `import(specifier, options)`
#[derive(Clone, Copy, Debug)]
pub struct ImportCall<'a> {
    /// `import(…)`, `import.defer(…)` or `import.source(…)`.
    pub phase: ImportPhase,
    /// The module.
    pub specifier: &'a Expr<'a>,
    /// The second argument.
    pub options: Option<&'a Expr<'a>>,
}

/// `object.property`
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// Where to look.
    pub object: &'a Expr<'a>,
    /// What to look up.
    pub property: Name,
    /// `object?.property`
    pub optional: bool,
}

/// `object[index]`
#[derive(Clone, Copy, Debug)]
pub struct Index<'a> {
    /// Where to look.
    pub object: &'a Expr<'a>,
    /// The key.
    pub index: &'a Expr<'a>,
    /// `object?.[index]`
    pub optional: bool,
}

/// `object.#name`
#[derive(Clone, Copy, Debug)]
pub struct PrivateMember<'a> {
    /// Where to look.
    pub object: &'a Expr<'a>,
    /// The private name, with `#`.
    pub name: Name,
    /// `object?.#name`
    pub optional: bool,
}

/// `a, b, c`: two or more.
#[derive(Clone, Copy, Debug)]
pub struct Sequence<'a> {
    /// In order; the last gives the value.
    pub expressions: &'a [&'a Expr<'a>],
}
