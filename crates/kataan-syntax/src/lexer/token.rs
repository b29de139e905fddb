//! Tokens.

use crate::flags::flag_set;
use crate::name::Name;
use crate::span::Span;

macro_rules! token_kinds {
    ($($kind:ident $text:literal,)*) => {
        /// What a token is. Reserved words stand in the order of their names, so that a reserved
        /// word's kind follows from its name's number.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub(crate) enum TokenKind { $($kind,)* }

        const KINDS: &[TokenKind] = &[$(TokenKind::$kind,)*];

        impl TokenKind {
            /// How many kinds there are.
            pub(crate) const COUNT: usize = KINDS.len();

            /// How the kind is called in messages.
            pub(crate) const fn text(self) -> &'static str {
                match self { $(TokenKind::$kind => $text,)* }
            }
        }
    };
}

token_kinds! {
    EndOfFile "end of input",
    Invalid "invalid token",
    Identifier "identifier",
    EscapedKeyword "keyword with an escape",
    PrivateName "private name",
    Number "number",
    BigInt "BigInt",
    String "string",
    Template "template",
    RegExp "regular expression",
    // Reserved words.
    Break "`break`", Case "`case`", Catch "`catch`", Class "`class`", Const "`const`",
    Continue "`continue`", Debugger "`debugger`", Default "`default`", Delete "`delete`", Do "`do`",
    Else "`else`", Enum "`enum`", Export "`export`", Extends "`extends`", False "`false`",
    Finally "`finally`", For "`for`", Function "`function`", If "`if`", Import "`import`", In "`in`",
    InstanceOf "`instanceof`", New "`new`", Null "`null`", Return "`return`", Super "`super`",
    Switch "`switch`", This "`this`", Throw "`throw`", True "`true`", Try "`try`",
    Typeof "`typeof`", Var "`var`", Void "`void`", While "`while`", With "`with`",
    // Punctuators.
    LeftBrace "`{`", RightBrace "`}`", LeftParen "`(`", RightParen "`)`", LeftBracket "`[`",
    RightBracket "`]`", Dot "`.`", Ellipsis "`...`", Semicolon "`;`", Comma "`,`", Colon "`:`",
    Question "`?`", QuestionDot "`?.`", Arrow "`=>`", Not "`!`", BitNot "`~`", Increment "`++`",
    Decrement "`--`",
    // Binary operators.
    Coalesce "`??`", Or "`||`", And "`&&`", BitOr "`|`", BitXor "`^`", BitAnd "`&`", Equal "`==`",
    NotEqual "`!=`", StrictEqual "`===`", StrictNotEqual "`!==`", Less "`<`", LessEqual "`<=`",
    Greater "`>`", GreaterEqual "`>=`", ShiftLeft "`<<`", ShiftRight "`>>`",
    ShiftRightUnsigned "`>>>`", Plus "`+`", Minus "`-`", Star "`*`", Slash "`/`", Percent "`%`",
    StarStar "`**`",
    // Assignments.
    Assign "`=`", AddAssign "`+=`", SubtractAssign "`-=`", MultiplyAssign "`*=`", DivideAssign "`/=`",
    RemainderAssign "`%=`", ExponentiateAssign "`**=`", ShiftLeftAssign "`<<=`",
    ShiftRightAssign "`>>=`", ShiftRightUnsignedAssign "`>>>=`", BitAndAssign "`&=`",
    BitOrAssign "`|=`", BitXorAssign "`^=`", AndAssign "`&&=`", OrAssign "`||=`",
    CoalesceAssign "`??=`",
}

const _: () = assert!(TokenKind::With as u32 - TokenKind::Break as u32 + 1 == Name::RESERVED);

impl TokenKind {
    /// The kind of an unescaped word with this name.
    #[inline]
    pub(crate) fn of_word(name: Name) -> TokenKind {
        if name.0 < Name::RESERVED {
            KINDS[TokenKind::Break as usize + name.0 as usize]
        } else {
            TokenKind::Identifier
        }
    }

    /// Whether this is a reserved word.
    #[inline]
    pub(crate) const fn is_reserved(self) -> bool {
        self as u8 >= TokenKind::Break as u8 && self as u8 <= TokenKind::With as u8
    }

    /// Whether this assigns: `=`, `+=` …
    #[inline]
    pub(crate) const fn is_assignment(self) -> bool {
        self as u8 >= TokenKind::Assign as u8
    }
}

flag_set! {
    /// Facts of one token.
    TokenFlags: u8 {
        /// A line ends between the token before and this one.
        NEWLINE_BEFORE = 1 << 0;
        /// The token holds an escape.
        ESCAPED = 1 << 1;
        /// A number such as `017` or `08`, or a string with such an escape.
        LEGACY_OCTAL = 1 << 2;
    }
}

/// One token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: TokenKind,
    /// Facts.
    pub(crate) flags: TokenFlags,
    /// Offset of its first byte.
    pub(crate) start: u32,
    /// Offset after its last byte.
    pub(crate) end: u32,
    /// Words and private names: the name (private ones with `#`); strings: the value; BigInts: the
    /// digits.
    pub(crate) name: Name,
}

impl Token {
    /// Where it stands.
    #[inline]
    pub(crate) fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }

    /// Whether a line ends before it.
    #[inline]
    pub(crate) fn newline_before(&self) -> bool {
        self.flags.has(TokenFlags::NEWLINE_BEFORE)
    }

    /// Whether this is the given contextual keyword, written without escapes.
    #[inline]
    pub(crate) fn is_word(&self, name: Name) -> bool {
        self.kind == TokenKind::Identifier
            && self.name == name
            && !self.flags.has(TokenFlags::ESCAPED)
    }

    /// Whether this is an IdentifierName.
    #[inline]
    pub(crate) fn is_identifier_name(&self) -> bool {
        matches!(self.kind, TokenKind::Identifier | TokenKind::EscapedKeyword)
            || self.kind.is_reserved()
    }
}

const _: () = assert!(size_of::<Token>() == 16);
