//! [Identifiers](https://tc39.es/ecma262/#sec-identifiers).

use super::{Context, Parsed, Parser, State};
use crate::ast::{Expr, ExprKind};
use crate::diagnostic::ErrorCode;
use crate::function_table::FunctionFlags;
use crate::lexer::Token;
use crate::name::Name;
use crate::scope::BindingKind;

impl State<'_> {
    /// Accepts an identifier that may be a name here.
    #[inline]
    pub(crate) fn identifier(&mut self) -> Parsed<Token> {
        let token = self.token;
        self.check_identifier(token)?;
        self.advance();
        Ok(token)
    }

    /// Accepts an identifier that may be declared here; the caller declares it.
    pub(crate) fn binding_identifier(&mut self) -> Parsed<Token> {
        let token = self.identifier()?;
        if token.name.is_eval_or_arguments() && self.strict() {
            return Err(self.fail_name(
                ErrorCode::BindingEvalOrArguments,
                token.span(),
                token.name,
            ));
        }
        Ok(token)
    }

    /// Accepts any IdentifierName.
    #[inline]
    pub(crate) fn identifier_name(&mut self) -> Parsed<Token> {
        let token = self.token;
        if !token.is_identifier_name() {
            return Err(self.expected("a name"));
        }
        self.advance();
        Ok(token)
    }

    /// Declares a name in the scope that its kind asks for.
    pub(crate) fn declare(&mut self, name: Name, kind: BindingKind, position: u32) -> Parsed<()> {
        let result = match kind {
            BindingKind::Var => {
                let var_scope = self.function.var_scope;
                self.analysis.declare_var(name, position, var_scope)
            }
            _ => self.analysis.declare(name, kind, position).map(|_| ()),
        };
        result.map_err(|conflict| self.fail_conflict(ErrorCode::Redeclared, conflict))
    }

    /// Notes a use of a name.
    #[inline]
    pub(crate) fn reference(&mut self, name: Name, position: u32) {
        if name == Name::ARGUMENTS {
            self.function
                .flags
                .insert(FunctionFlags::MENTIONS_ARGUMENTS);
        }
        self.analysis.reference(name, position);
    }
}

/// Where `await` cannot be a name.
pub(crate) const AWAIT_IS_NO_NAME: Context = Context::ASYNC
    .with(Context::MODULE)
    .with(Context::STATIC_BLOCK);

impl<'a> Parser<'_, '_, 'a> {
    /// The expression of an identifier that was accepted.
    #[inline]
    pub(super) fn identifier_expr(&mut self, token: Token) -> &'a Expr<'a> {
        self.reference(token.name, token.start);
        self.alloc(Expr {
            span: token.span(),
            kind: ExprKind::Identifier(token.name),
        })
    }
}
