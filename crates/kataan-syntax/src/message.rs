//! The table of errors: every code with its message.
//!
//! `{}` in a message stands for what was found or named, as the place that reports it says.

macro_rules! errors {
    ($($code:ident = $message:literal,)*) => {
        /// Every error that a text can have.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $(#[doc = $message] $code,)*
        }

        impl ErrorCode {
            /// The message, with `{}` for each argument.
            pub const fn template(self) -> &'static str {
                match self {
                    $(ErrorCode::$code => $message,)*
                }
            }
        }
    };
}

errors! {
    // Any place.
    UnexpectedToken = "unexpected {}",
    Expected = "expected {}, found {}",
    ExpectedSemicolon = "expected `;` or a new line, found {}",
    TooMuchRecursion = "too much recursion: the program nests too deeply",
    Interrupted = "interrupted",
    // Tokens.
    InvalidCharacter = "this character has no meaning here",
    InvalidEscape = "invalid escape sequence",
    InvalidHexEscape = "`\\x` takes two hexadecimal digits",
    InvalidUnicodeEscape = "`\\u` takes four hexadecimal digits, or a code point in braces",
    OctalInTemplate = "octal escapes are not allowed in templates",
    OctalEscapeInStrict = "octal escapes, `\\8` and `\\9` are not allowed in strict code",
    OctalInStrict = "numbers that start with `0` are not allowed in strict code; octal is written `0o17`",
    InvalidSeparator = "`_` must stand between digits",
    MissingDigits = "expected digits after the number's prefix",
    MissingExponent = "expected digits in the number's exponent",
    WordAfterNumber = "a word may not follow a number directly",
    UnclosedComment = "this comment is not closed",
    UnclosedString = "this string is not closed",
    UnclosedTemplate = "this template is not closed",
    UnclosedRegExp = "this regular expression is not closed",
    InvalidRegExpFlags = "invalid regular expression flags",
    InvalidRegExp = "invalid regular expression: {}",
    EscapedKeyword = "keywords may not contain escapes",
    // Names.
    ReservedWord = "`{}` is a reserved word",
    ReservedInStrict = "`{}` is a reserved word in strict code",
    BindingEvalOrArguments = "`{}` cannot be declared in strict code",
    AssignToEvalOrArguments = "`{}` cannot be assigned to in strict code",
    AwaitAsName = "`await` cannot be a name here",
    YieldAsName = "`yield` cannot be a name here",
    LetAsLexicalName = "`let` cannot be declared by `let`, `const` or `class`",
    ArgumentsInInitializer = "`arguments` is not allowed in class fields and static blocks",
    Redeclared = "`{}` is already declared",
    DuplicateParameter = "parameter `{}` is already declared",
    UndeclaredPrivateName = "private name `{}` is not declared in a class around",
    PrivateConstructor = "a class element cannot be named `#constructor`",
    DeletePrivateName = "private elements cannot be deleted",
    // Expressions.
    InvalidAssignmentTarget = "this cannot be assigned to",
    InvalidUpdateTarget = "this cannot be incremented or decremented",
    InvalidDestructuringTarget = "this cannot be a destructuring target",
    InvalidBinding = "expected a name or a pattern",
    CoverInitializedName = "`name = value` is allowed in patterns only",
    DuplicatePrototype = "`__proto__` may be set only once",
    RestNotLast = "a rest element must be the last, without a comma after it",
    RestInitializer = "a rest element cannot have a default value",
    UnparenthesizedUnaryBase = "the base of `**` needs parentheses around its unary operator",
    MixedCoalesce = "`??` cannot be mixed with `||` and `&&` without parentheses",
    DeleteIdentifier = "a name cannot be deleted in strict code",
    OptionalChainInNew = "`?.` is not allowed in the callee of `new`",
    TemplateInOptionalChain = "a template cannot be part of an optional chain",
    NewTargetOutsideFunction = "`new.target` is allowed in functions only",
    SuperPropertyOutsideMethod = "`super` properties are allowed in methods only",
    SuperCallOutsideConstructor = "`super()` is allowed in constructors of derived classes only",
    ImportMetaOutsideModule = "`import.meta` is allowed in modules only",
    NewImport = "`import()` cannot be called by `new`",
    ArrowAfterNewline = "no line may end before `=>`",
    AwaitInParameter = "`await` is not allowed in parameters",
    YieldInParameter = "`yield` is not allowed in parameters",
    // Statements.
    DeclarationInStatement = "a declaration is not allowed here; use a block",
    LabeledFunction = "a labeled function is not allowed here",
    LexicalInStatement = "`let [` cannot start a statement here",
    MissingInitializer = "this declaration needs an initial value",
    UsingPattern = "`using` takes names, not patterns",
    UsingPlace = "`using` is not allowed here",
    ForInitializer = "the variable of this loop cannot have an initial value",
    ForSingleBinding = "this loop declares exactly one binding",
    ForLetTarget = "this loop cannot start with `{}`",
    ForAwaitOutsideAsync = "`for await` is allowed in async functions and modules only",
    ForAwaitWithoutOf = "`for await` needs `of`",
    UsingInForIn = "`using` is not allowed in `for`-`in`",
    NewlineAfterThrow = "no line may end after `throw`",
    MissingCatch = "expected `catch` or `finally`",
    SecondDefault = "a `switch` has only one `default`",
    UndefinedLabel = "label `{}` is not defined here",
    DuplicateLabel = "label `{}` is already defined",
    ContinueLabel = "label `{}` does not belong to a loop",
    BreakOutside = "`break` is allowed in loops and `switch` only",
    ContinueOutside = "`continue` is allowed in loops only",
    ReturnOutside = "`return` is allowed in functions only",
    WithInStrict = "`with` is not allowed in strict code",
    // Functions and classes.
    UseStrictNonSimple = "`\"use strict\"` is not allowed in a function whose parameters are not plain names",
    GetterParameters = "a getter takes no parameters",
    SetterParameters = "a setter takes exactly one parameter, which is no rest parameter",
    AsyncConstructor = "a constructor cannot be async, a generator, a getter or a setter",
    DuplicateConstructor = "a class has only one constructor",
    StaticPrototype = "a static element cannot be named `prototype`",
    FieldConstructor = "a field cannot be named `constructor`",
    DynamicFunctionParameters = "the parameters are not complete by themselves",
    DynamicFunctionBody = "the function body is not complete by itself",
    // Modules.
    ImportExportPlace = "`import` and `export` are allowed at the top level of modules only",
    DuplicateExport = "`{}` is exported twice",
    UndeclaredExport = "`{}` is exported but not declared",
    StringExportLocal = "a string can name an export only with `from`",
    LoneSurrogateName = "an export's name cannot hold a lone surrogate",
    DuplicateAttribute = "import attribute `{}` is given twice",
}
