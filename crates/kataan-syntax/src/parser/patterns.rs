//! [Destructuring binding patterns](https://tc39.es/ecma262/#sec-destructuring-binding-patterns).

use smallvec::SmallVec;

use super::{Parsed, Parser};
use crate::ast::{
    ArrayPattern, ObjectPattern, Pattern, PatternElement, PatternKind, PatternProperty, PropertyKey,
};
use crate::diagnostic::ErrorCode;
use crate::function_table::FunctionFlags;
use crate::lexer::{Token, TokenKind};
use crate::name::Name;
use crate::scope::BindingKind;
use crate::span::Span;

impl<'a> Parser<'_, '_, 'a> {
    /// A name or pattern, declared as `kind`.
    pub(super) fn binding_pattern(&mut self, kind: BindingKind) -> Parsed<&'a Pattern<'a>> {
        let start = self.token.start;
        let pattern = match self.token.kind {
            TokenKind::LeftBracket => PatternKind::Array(self.array_pattern(kind)?),
            TokenKind::LeftBrace => PatternKind::Object(self.object_pattern(kind)?),
            TokenKind::Identifier => {
                let token = self.binding_identifier()?;
                self.declare_binding(token, kind)?;
                PatternKind::Identifier(token.name)
            }
            TokenKind::EscapedKeyword => return Err(self.unexpected()),
            kind if kind.is_reserved() => {
                self.identifier()?;
                return Err(self.unexpected());
            }
            _ => return Err(self.expected("a name or a pattern")),
        };
        Ok(self.alloc(Pattern {
            span: Span::new(start, self.previous_end),
            kind: pattern,
        }))
    }

    /// Declares a name that was read where it may be declared.
    pub(super) fn declare_binding(&mut self, token: Token, kind: BindingKind) -> Parsed<()> {
        if kind == BindingKind::Parameter {
            return self.declare_parameter(token.name, token.start);
        }
        if token.name == Name::LET && kind.is_lexical() {
            return Err(self.fail(ErrorCode::LetAsLexicalName, token.span(), &[]));
        }
        self.declare(token.name, kind, token.start)
    }

    /// A pattern with an optional default.
    pub(super) fn binding_element(&mut self, kind: BindingKind) -> Parsed<PatternElement<'a>> {
        self.check_stack()?;
        let target = self.binding_pattern(kind)?;
        let default = self.binding_default()?;
        Ok(PatternElement { target, default })
    }

    /// `= default`, if there.
    fn binding_default(&mut self) -> Parsed<Option<&'a crate::ast::Expr<'a>>> {
        if !self.eat(TokenKind::Assign) {
            return Ok(None);
        }
        self.function
            .flags
            .insert(FunctionFlags::PARAMETER_EXPRESSIONS);
        let saved = self.allow_in();
        let value = self.assignment()?;
        self.function.context = saved;
        Ok(Some(value))
    }

    fn array_pattern(&mut self, kind: BindingKind) -> Parsed<&'a ArrayPattern<'a>> {
        let opened = self.token.start;
        self.advance();
        let mut elements: SmallVec<[Option<PatternElement<'a>>; 4]> = SmallVec::new();
        let mut rest = None;
        while !self.at(TokenKind::RightBracket) {
            if self.eat(TokenKind::Comma) {
                elements.push(None);
                continue;
            }
            if self.eat(TokenKind::Ellipsis) {
                self.check_stack()?;
                rest = Some(self.binding_pattern(kind)?);
                self.check_rest_end(TokenKind::RightBracket)?;
                break;
            }
            elements.push(Some(self.binding_element(kind)?));
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        self.close_bracket(TokenKind::RightBracket, opened)?;
        let elements = self.list(&elements);
        Ok(self.alloc(ArrayPattern { elements, rest }))
    }

    /// After a rest element: nothing but the end may follow.
    pub(super) fn check_rest_end(&mut self, end: TokenKind) -> Parsed<()> {
        match self.token.kind {
            TokenKind::Assign => Err(self.fail_here(ErrorCode::RestInitializer)),
            TokenKind::Comma => Err(self.fail_here(ErrorCode::RestNotLast)),
            kind if kind == end => Ok(()),
            _ => Err(self.expected(end.text())),
        }
    }

    fn object_pattern(&mut self, kind: BindingKind) -> Parsed<&'a ObjectPattern<'a>> {
        let opened = self.token.start;
        self.advance();
        let mut properties: SmallVec<[PatternProperty<'a>; 4]> = SmallVec::new();
        let mut rest = None;
        while !self.at(TokenKind::RightBrace) {
            if self.eat(TokenKind::Ellipsis) {
                let start = self.token.start;
                let token = self.binding_identifier()?;
                self.declare_binding(token, kind)?;
                let span = Span::new(start, self.previous_end);
                rest = Some(self.alloc(Pattern {
                    span,
                    kind: PatternKind::Identifier(token.name),
                }));
                self.check_rest_end(TokenKind::RightBrace)?;
                break;
            }
            properties.push(self.binding_property(kind)?);
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        self.close_bracket(TokenKind::RightBrace, opened)?;
        let properties = self.list(&properties);
        Ok(self.alloc(ObjectPattern { properties, rest }))
    }

    /// `key: value`, `name` or `name = default`
    fn binding_property(&mut self, kind: BindingKind) -> Parsed<PatternProperty<'a>> {
        let first = self.token;
        let key = self.property_key()?;
        if let PropertyKey::Computed(_) = key {
            self.function
                .flags
                .insert(FunctionFlags::PARAMETER_EXPRESSIONS);
        }
        if self.eat(TokenKind::Colon) {
            let value = self.binding_element(kind)?;
            return Ok(PatternProperty { key, value });
        }
        if !first.is_identifier_name() {
            return Err(self.expected(TokenKind::Colon.text()));
        }
        self.check_identifier(first)?;
        if first.name.is_eval_or_arguments() && self.strict() {
            return Err(self.fail_name(
                ErrorCode::BindingEvalOrArguments,
                first.span(),
                first.name,
            ));
        }
        self.declare_binding(first, kind)?;
        let target = self.alloc(Pattern {
            span: first.span(),
            kind: PatternKind::Identifier(first.name),
        });
        let default = self.binding_default()?;
        Ok(PatternProperty {
            key,
            value: PatternElement { target, default },
        })
    }
}
