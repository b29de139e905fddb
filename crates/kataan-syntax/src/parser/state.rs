//! What the parsers of one text share: tokens, context, scopes, errors.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use bumpalo::Bump;

use super::lazy::Lazy;
use crate::ast::FunctionId;
use crate::diagnostic::{Diagnostic, ErrorCode, Label};
use crate::flags::flag_set;
use crate::function_table::{FunctionFlags, FunctionTable, Goal};
use crate::lexer::{Lexer, Token, TokenKind};
use crate::name::{Interner, Name};
use crate::options::Options;
use crate::scope::{Analysis, Conflict};
use crate::source::Source;
use crate::span::Span;

/// The parse has failed; the diagnostic is in [`State::error`].
#[derive(Debug)]
pub(crate) struct Failed;

/// A result whose error is in the state.
pub(crate) type Parsed<T> = Result<T, Failed>;

flag_set! {
    /// What the grammar allows at a place.
    Context: u16 {
        /// Strict code.
        STRICT = 1 << 0;
        /// `await` is an operator.
        ASYNC = 1 << 1;
        /// `yield` is an operator.
        GENERATOR = 1 << 2;
        /// `return` is allowed.
        RETURN = 1 << 3;
        /// `new.target` is allowed.
        NEW_TARGET = 1 << 4;
        /// `super.a` is allowed.
        SUPER_PROPERTY = 1 << 5;
        /// `super()` is allowed.
        SUPER_CALL = 1 << 6;
        /// A module: `await` is no name.
        MODULE = 1 << 7;
        /// Directly in a class static block: `await` is no name.
        STATIC_BLOCK = 1 << 8;
        /// `arguments` is not allowed.
        NO_ARGUMENTS = 1 << 9;
        /// In parameters: `await` and `yield` are not allowed, though operators.
        PARAMETERS = 1 << 10;
        /// `in` is no operator.
        NO_IN = 1 << 11;
        /// Directly in a clause of a `switch`.
        SWITCH_CLAUSE = 1 << 12;
        /// What arrow functions take over from where they stand.
        FOR_ARROWS = Self::STRICT.0 | Self::NEW_TARGET.0 | Self::SUPER_PROPERTY.0 | Self::SUPER_CALL.0
            | Self::MODULE.0 | Self::NO_ARGUMENTS.0 | Self::RETURN.0;
    }
}

/// What belongs to the function that is being read.
#[derive(Clone, Copy)]
pub(crate) struct FunctionState {
    pub(crate) context: Context,
    /// Facts found so far.
    pub(crate) flags: FunctionFlags,
    /// Labels before this index are those of functions around.
    pub(crate) labels: usize,
    /// Loops around the statement.
    pub(crate) loops: u32,
    /// Loops and switches around the statement.
    pub(crate) breakable: u32,
    /// Offset + 1 of the last `await` operator.
    pub(crate) last_await: u32,
    /// Offset + 1 of the last `await` name.
    pub(crate) last_await_name: u32,
    /// Offset + 1 of the last `yield` operator.
    pub(crate) last_yield: u32,
    /// The scope that takes `var`s.
    pub(crate) var_scope: u32,
    /// A parameter that repeats the name of one before it.
    pub(crate) duplicate: Option<Conflict>,
}

/// A label in force.
#[derive(Clone, Copy)]
pub(crate) struct LabelState {
    pub(crate) name: Name,
    pub(crate) position: u32,
    pub(crate) is_loop: bool,
}

/// A private name used in a class, until it is known to be declared.
#[derive(Clone, Copy)]
pub(crate) struct PrivateUse {
    pub(crate) name: Name,
    pub(crate) span: Span,
}

/// What the parsers of one text share.
pub(crate) struct State<'s> {
    pub(crate) lexer: Lexer<'s>,
    /// The token at hand, not yet accepted.
    pub(crate) token: Token,
    /// End of the last token accepted.
    pub(crate) previous_end: u32,
    pub(crate) error: Option<Box<Diagnostic>>,
    /// Lowest stack address that may be used.
    stack_limit: usize,
    pub(crate) goal: Goal,
    pub(crate) function: FunctionState,
    /// An error unless what was read turns out to be a pattern.
    pub(crate) cover: Option<(ErrorCode, Span)>,
    pub(crate) labels: Vec<LabelState>,
    pub(crate) analysis: Box<Analysis>,
    /// Records made in a first pass.
    pub(crate) table: FunctionTable,
    /// Functions whose enclosing function is not complete yet.
    pub(crate) pending: Vec<FunctionId>,
    /// Set when the tree of one known function is asked for.
    pub(crate) lazy: Option<Lazy<'s>>,
    /// Where the next inner function starts if it is a known arrow function, else `u32::MAX`.
    pub(crate) next_arrow: u32,
    /// Empty arenas for the trees of inner functions.
    pub(crate) arenas: Vec<Bump>,
    /// Private names used in the classes being read.
    pub(crate) private_uses: Vec<PrivateUse>,
    /// How many classes are being read.
    pub(crate) class_depth: u32,
    /// Private names that eval code may use.
    pub(crate) outer_private_names: &'s [Name],
    /// Accepted tokens, if someone wants to see them.
    pub(crate) log: Option<Vec<Token>>,
    /// `import.meta` was seen.
    pub(crate) uses_import_meta: bool,
}

impl<'s> State<'s> {
    pub(crate) fn new(
        source: Source<'s>,
        names: &'s mut Interner,
        goal: Goal,
        options: &Options,
    ) -> Self {
        let marker = 0u8;
        let here = (&raw const marker).addr();
        let analysis = names
            .workspace
            .take()
            .unwrap_or_else(|| Box::new(Analysis::new()));
        let lexer = Lexer::new(source, names, goal != Goal::Module, options.stop.clone());
        Self {
            lexer,
            token: Token {
                kind: TokenKind::EndOfFile,
                flags: crate::lexer::TokenFlags::NONE,
                start: 0,
                end: 0,
                name: Name::EMPTY,
            },
            previous_end: 0,
            error: None,
            stack_limit: here.saturating_sub(options.stack_budget),
            goal,
            function: FunctionState {
                context: Context::NONE,
                flags: FunctionFlags::NONE,
                labels: 0,
                loops: 0,
                breakable: 0,
                last_await: 0,
                last_await_name: 0,
                last_yield: 0,
                var_scope: 0,
                duplicate: None,
            },
            cover: None,
            labels: Vec::new(),
            analysis,
            table: FunctionTable::new(goal),
            pending: Vec::new(),
            lazy: None,
            next_arrow: u32::MAX,
            arenas: Vec::new(),
            private_uses: Vec::new(),
            class_depth: 0,
            outer_private_names: &[],
            log: None,
            uses_import_meta: false,
        }
    }

    /// Ends a parse that succeeded: its tables serve the next one.
    pub(crate) fn finish(mut self) -> FunctionTable {
        self.analysis.clear();
        self.lexer.names.workspace = Some(self.analysis);
        self.table
    }

    // Tokens.

    /// Accepts the token at hand and reads the next.
    #[inline]
    pub(crate) fn advance(&mut self) {
        self.previous_end = self.token.end;
        if let Some(log) = &mut self.log {
            log.push(self.token);
        }
        self.token = self.lexer.next_token();
    }

    /// The token after the one at hand.
    pub(crate) fn peek(&mut self) -> Token {
        let position = self.lexer.position;
        let number = self.lexer.number;
        let token = self.lexer.next_token();
        self.lexer.position = position;
        self.lexer.number = number;
        token
    }

    /// The two tokens after the one at hand.
    pub(crate) fn peek_two(&mut self) -> (Token, Token) {
        let position = self.lexer.position;
        let number = self.lexer.number;
        let tokens = (self.lexer.next_token(), self.lexer.next_token());
        self.lexer.position = position;
        self.lexer.number = number;
        tokens
    }

    /// Whether the token at hand is of this kind.
    #[inline]
    pub(crate) fn at(&self, kind: TokenKind) -> bool {
        self.token.kind == kind
    }

    /// Accepts the token at hand if it is of this kind.
    #[inline]
    pub(crate) fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.token.kind == kind;
        if found {
            self.advance();
        }
        found
    }

    /// Accepts a token of this kind, which must be at hand.
    #[inline]
    pub(crate) fn expect(&mut self, kind: TokenKind) -> Parsed<()> {
        if self.token.kind == kind {
            self.advance();
            Ok(())
        } else {
            Err(self.expected(kind.text()))
        }
    }

    /// Accepts a closing bracket, which must be at hand; `opened` is where its partner stands.
    #[inline]
    pub(crate) fn close_bracket(&mut self, kind: TokenKind, opened: u32) -> Parsed<()> {
        if self.token.kind == kind {
            self.advance();
            Ok(())
        } else {
            Err(self.unclosed(kind, opened))
        }
    }

    /// Reports that a closing bracket was expected.
    #[cold]
    pub(crate) fn unclosed(&mut self, kind: TokenKind, opened: u32) -> Failed {
        let failed = self.expected(kind.text());
        if self
            .error
            .as_ref()
            .is_some_and(|error| error.code == ErrorCode::Expected)
        {
            self.add_label_to_error(Span::new(opened, opened + 1), "opened here");
        }
        failed
    }

    /// Adds another place to the error that was just reported.
    pub(crate) fn add_label_to_error(&mut self, span: Span, text: &str) {
        if let Some(error) = &mut self.error {
            error.secondary.push(Label {
                span,
                text: text.to_string(),
            });
        }
    }

    /// Accepts a contextual keyword, which must be at hand.
    pub(crate) fn expect_word(&mut self, name: Name) -> Parsed<()> {
        if self.token.is_word(name) {
            self.advance();
            return Ok(());
        }
        let text = alloc::format!("`{}`", self.lexer.names.display(name));
        Err(self.expected(&text))
    }

    /// [Automatic semicolon insertion](https://tc39.es/ecma262/#sec-automatic-semicolon-insertion).
    #[inline]
    pub(crate) fn semicolon(&mut self) -> Parsed<()> {
        match self.token.kind {
            TokenKind::Semicolon => {
                self.advance();
                Ok(())
            }
            TokenKind::RightBrace | TokenKind::EndOfFile => Ok(()),
            _ if self.token.newline_before() => Ok(()),
            _ => Err(self.missing_semicolon()),
        }
    }

    #[cold]
    fn missing_semicolon(&mut self) -> Failed {
        if self.at(TokenKind::Invalid) {
            return self.unexpected();
        }
        let found = self.describe_token();
        let span = self.token.span();
        self.fail(ErrorCode::ExpectedSemicolon, span, &[&found])
    }

    // Context.

    /// Whether all of these hold.
    #[inline]
    pub(crate) fn allows(&self, context: Context) -> bool {
        self.function.context.has(context)
    }

    /// Whether the code is strict.
    #[inline]
    pub(crate) fn strict(&self) -> bool {
        self.function.context.has(Context::STRICT)
    }

    /// Makes `in` an operator again, as in any brackets; gives the context to restore.
    #[inline]
    pub(crate) fn allow_in(&mut self) -> Context {
        let saved = self.function.context;
        self.function.context = saved.without(Context::NO_IN);
        saved
    }

    /// Fails if the native stack is used up.
    #[inline]
    pub(crate) fn check_stack(&mut self) -> Parsed<()> {
        let marker = 0u8;
        if (&raw const marker).addr() < self.stack_limit {
            Err(self.stack_is_used_up())
        } else {
            Ok(())
        }
    }

    #[cold]
    fn stack_is_used_up(&mut self) -> Failed {
        self.fail_here(ErrorCode::TooMuchRecursion)
    }

    // Errors.

    /// Reports an error.
    #[cold]
    #[inline(never)]
    pub(crate) fn fail(&mut self, code: ErrorCode, span: Span, arguments: &[&str]) -> Failed {
        self.fail_with(code, span, arguments, Vec::new())
    }

    fn fail_with(
        &mut self,
        code: ErrorCode,
        span: Span,
        arguments: &[&str],
        secondary: Vec<Label>,
    ) -> Failed {
        let mut arguments = arguments.iter();
        let mut message = String::new();
        for (index, piece) in code.template().split("{}").enumerate() {
            if index > 0 {
                message.push_str(arguments.next().copied().unwrap_or("?"));
            }
            message.push_str(piece);
        }
        // The first error is the one to tell.
        if self.error.is_none() {
            let primary = Label {
                span,
                text: String::new(),
            };
            self.error = Some(Box::new(Diagnostic {
                code,
                message,
                primary,
                secondary,
            }));
        }
        Failed
    }

    /// Reports an error at the token at hand.
    #[cold]
    pub(crate) fn fail_here(&mut self, code: ErrorCode) -> Failed {
        let span = self.token.span();
        self.fail(code, span, &[])
    }

    /// Reports an error that names something.
    #[cold]
    pub(crate) fn fail_name(&mut self, code: ErrorCode, span: Span, name: Name) -> Failed {
        let text = self.lexer.names.display(name);
        self.fail(code, span, &[&text])
    }

    /// Reports an error about a name with the place where it was first declared.
    #[cold]
    pub(crate) fn fail_conflict(&mut self, code: ErrorCode, conflict: Conflict) -> Failed {
        // What `export default` binds has no name in the text.
        let is_default = conflict.name == Name::DEFAULT_EXPORT;
        let (code, name, length) = if is_default {
            (ErrorCode::DuplicateExport, Name::DEFAULT, 0)
        } else {
            let length = self.lexer.names.bytes(conflict.name).len();
            (code, conflict.name, length as u32)
        };
        let text = self.lexer.names.display(name);
        let span = |position: u32| Span::new(position, position + length);
        let (position, previous) = (span(conflict.position), span(conflict.previous));
        let first = Label {
            span: previous,
            text: "first declared here".to_string(),
        };
        self.fail_with(code, position, &[&text], alloc::vec![first])
    }

    /// Reports that the token at hand cannot stand here.
    #[cold]
    #[inline(never)]
    pub(crate) fn unexpected(&mut self) -> Failed {
        match self.token.kind {
            TokenKind::Invalid => {
                let (code, span) = self
                    .lexer
                    .error
                    .unwrap_or((ErrorCode::InvalidCharacter, self.token.span()));
                self.fail(code, span, &[])
            }
            TokenKind::EscapedKeyword => self.fail_here(ErrorCode::EscapedKeyword),
            _ => {
                let found = self.describe_token();
                let span = self.token.span();
                self.fail(ErrorCode::UnexpectedToken, span, &[&found])
            }
        }
    }

    /// Reports that something else was expected than the token at hand.
    #[cold]
    #[inline(never)]
    pub(crate) fn expected(&mut self, what: &str) -> Failed {
        if matches!(
            self.token.kind,
            TokenKind::Invalid | TokenKind::EscapedKeyword
        ) {
            return self.unexpected();
        }
        let found = self.describe_token();
        let span = self.token.span();
        self.fail(ErrorCode::Expected, span, &[what, &found])
    }

    fn describe_token(&self) -> String {
        match self.token.kind {
            TokenKind::Identifier | TokenKind::PrivateName => {
                alloc::format!("`{}`", self.lexer.names.display(self.token.name))
            }
            kind => kind.text().to_string(),
        }
    }

    /// Reports an error that waited in [`State::cover`].
    #[cold]
    pub(crate) fn fail_cover(&mut self) -> Failed {
        let (code, span) = self
            .cover
            .unwrap_or((ErrorCode::UnexpectedToken, self.token.span()));
        self.fail(code, span, &[])
    }
}
