//! [Which words can be names](https://tc39.es/ecma262/#sec-identifiers-static-semantics-early-errors).

use crate::diagnostic::ErrorCode;
use crate::function_table::FunctionKind;
use crate::lexer::{Token, TokenKind};
use crate::name::Name;
use crate::parser::{Context, Failed, Parsed, State};
use crate::span::Span;

impl State<'_> {
    /// Checks that a token can be an identifier here.
    #[inline]
    pub(crate) fn check_identifier(&mut self, token: Token) -> Parsed<()> {
        // Names up to `await` in the table are special somewhere.
        if token.kind == TokenKind::Identifier && token.name.0 > Name::AWAIT.0 {
            return Ok(());
        }
        self.check_special_identifier(token)
    }

    #[cold]
    fn check_special_identifier(&mut self, token: Token) -> Parsed<()> {
        if token.kind.is_reserved() {
            return Err(self.fail_name(ErrorCode::ReservedWord, token.span(), token.name));
        }
        if token.kind != TokenKind::Identifier {
            return Err(self.expected("a name"));
        }
        self.check_special_name(token.name, token.span())
    }

    /// As `check_identifier`, for a name of which nothing is known.
    pub(crate) fn check_name(&mut self, name: Name, span: Span) -> Parsed<()> {
        if name.0 > Name::AWAIT.0 {
            return Ok(());
        }
        if name.0 < Name::RESERVED {
            return Err(self.fail_name(ErrorCode::ReservedWord, span, name));
        }
        self.check_special_name(name, span)
    }

    fn check_special_name(&mut self, name: Name, span: Span) -> Parsed<()> {
        let context = self.function.context;
        let code = match name {
            Name::YIELD if context.has(Context::GENERATOR) => ErrorCode::YieldAsName,
            Name::AWAIT => {
                if context.has_any(crate::parser::AWAIT_IS_NO_NAME) {
                    ErrorCode::AwaitAsName
                } else {
                    self.function.last_await_name = span.start + 1;
                    return Ok(());
                }
            }
            Name::ARGUMENTS if context.has(Context::NO_ARGUMENTS) => {
                ErrorCode::ArgumentsInInitializer
            }
            _ if name.is_reserved_in_strict_code() && self.strict() => ErrorCode::ReservedInStrict,
            _ => return Ok(()),
        };
        Err(self.fail_name(code, span, name))
    }

    /// Checks the own name of a function whose body turned out to be strict.
    pub(crate) fn check_strict_function_name(
        &mut self,
        kind: FunctionKind,
        name: Name,
        span: Span,
    ) -> Parsed<()> {
        if kind != FunctionKind::Normal {
            Ok(())
        } else {
            self.check_strict_binding(name, span)
        }
    }

    /// Checks that a name can be declared in strict code.
    pub(crate) fn check_strict_binding(&mut self, name: Name, span: Span) -> Parsed<()> {
        if name.is_eval_or_arguments() {
            return Err(self.fail_name(ErrorCode::BindingEvalOrArguments, span, name));
        }
        if name.is_reserved_in_strict_code() {
            return Err(self.fail_name(ErrorCode::ReservedInStrict, span, name));
        }
        Ok(())
    }

    /// The error for assigning to `eval` or `arguments` in strict code.
    #[cold]
    pub(crate) fn fail_strict_target(&mut self, name: Name, span: Span) -> Failed {
        self.fail_name(ErrorCode::AssignToEvalOrArguments, span, name)
    }
}
