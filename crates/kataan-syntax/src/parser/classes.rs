//! [Class definitions](https://tc39.es/ecma262/#sec-class-definitions).

use smallvec::SmallVec;

use super::functions::FunctionHead;
use super::state::FunctionState;
use super::{Context, Parsed, Parser};
use crate::ast::{
    Class, ClassElement, ClassElementKind, Expr, ExprKind, FunctionId, PropertyKey, Stmt,
};
use crate::diagnostic::ErrorCode;
use crate::function_table::{FunctionFlags, FunctionKind};
use crate::lexer::{Token, TokenKind};
use crate::name::Name;
use crate::scope::{BindingKind, ScopeFlags, ScopeId, ScopeKind};
use crate::span::Span;

/// What stands before a class element's key.
struct Modifiers {
    start: u32,
    is_static: bool,
    kind: FunctionKind,
    flags: FunctionFlags,
}

/// What reading a class body gathers.
struct ClassBody<'a> {
    elements: SmallVec<[ClassElement<'a>; 8]>,
    constructor: Option<FunctionId>,
    is_derived: bool,
    /// Something of the class runs while the class is being defined.
    runs_code: bool,
}

impl<'a> Parser<'_, '_, 'a> {
    /// A class expression, with `class` at hand.
    pub(super) fn class_expression(&mut self) -> Parsed<&'a Expr<'a>> {
        self.check_stack()?;
        let start = self.token.start;
        let saved = self.function.context;
        self.function.context.insert(Context::STRICT);
        self.advance();
        let name = match self.token.kind {
            TokenKind::Identifier => Some(self.class_name()?),
            _ => None,
        };
        let class = self.class_tail(start, name)?;
        self.function.context = saved;
        Ok(self.expr(start, ExprKind::Class(class)))
    }

    /// The name of a class, read as strict code.
    pub(super) fn class_name(&mut self) -> Parsed<Token> {
        let token = self.binding_identifier()?;
        if token.name == Name::LET {
            return Err(self.fail(ErrorCode::LetAsLexicalName, token.span(), &[]));
        }
        Ok(token)
    }

    /// A class after its name. The context is strict already; the caller restores it.
    pub(super) fn class_tail(&mut self, start: u32, name: Option<Token>) -> Parsed<&'a Class<'a>> {
        let scope = self
            .analysis
            .open(ScopeKind::Class, ScopeFlags::STRICT, start);
        let mark = self.analysis.binding_mark();
        if let Some(token) = name {
            self.declare(token.name, BindingKind::ClassName, token.start)?;
        }
        let saved = self.allow_in();
        let mut heritage = None;
        if self.eat(TokenKind::Extends) {
            let cover = self.cover.take();
            let start = self.token.start;
            let expr = self.primary_or_keyword()?;
            heritage = Some(self.links(start, expr)?);
            if self.cover.is_some() {
                return Err(self.fail_cover());
            }
            self.cover = cover;
            let state = &mut *self.state;
            let names = &*state.lexer.names;
            state
                .analysis
                .release_private_names(|name| names.bytes(name).starts_with(b"#"));
        }
        let body_start = self.token.start;
        self.expect(TokenKind::LeftBrace)?;
        self.class_depth += 1;
        let private_uses = self.private_uses.len();
        let mut body = ClassBody {
            elements: SmallVec::new(),
            constructor: None,
            is_derived: heritage.is_some(),
            runs_code: false,
        };
        while !self.at(TokenKind::RightBrace) {
            if self.at(TokenKind::EndOfFile) {
                return Err(self.unclosed(TokenKind::RightBrace, body_start));
            }
            if !self.eat(TokenKind::Semicolon) {
                self.class_element(&mut body)?;
            }
        }
        self.class_depth -= 1;
        self.resolve_private_names(private_uses)?;
        self.close_bracket(TokenKind::RightBrace, body_start)?;
        let end = self.previous_end;
        // Where nothing runs before the class is complete, its methods find its name initialised.
        self.analysis
            .initialize(mark, if body.runs_code { end } else { body_start });
        self.analysis.close();
        self.function.context = saved;
        Ok(self.alloc(Class {
            span: Span::new(start, end),
            name: name.map(|token| token.name),
            scope,
            heritage,
            constructor: body.constructor,
            elements: self.list(&body.elements),
        }))
    }

    /// [ClassElement](https://tc39.es/ecma262/#prod-ClassElement)
    fn class_element(&mut self, body: &mut ClassBody<'a>) -> Parsed<()> {
        let first = self.token;
        let mut modifiers = Modifiers {
            start: first.start,
            is_static: false,
            kind: FunctionKind::Method,
            flags: FunctionFlags::CLASS_MEMBER,
        };
        // A word that turns out to be the key.
        let mut key = None;
        if first.is_word(Name::STATIC) {
            self.advance();
            if self.at_key_end() {
                key = Some(first);
            } else if self.at(TokenKind::LeftBrace) {
                body.runs_code = true;
                return self.static_block(first.start, body);
            } else {
                modifiers.is_static = true;
                modifiers.flags.insert(FunctionFlags::STATIC);
                modifiers.start = self.token.start;
            }
        }
        if key.is_none() {
            key = self.method_modifiers(&mut modifiers)?;
        }
        let key_token = key.unwrap_or(self.token);
        let key = match key {
            Some(token) => PropertyKey::Name(token.name),
            None => self.class_key()?,
        };
        if let PropertyKey::Computed(_) = key {
            body.runs_code = true;
        }
        let kind = if self.at(TokenKind::LeftParen) {
            match self.class_method(&modifiers, key, key_token, body)? {
                Some(kind) => kind,
                None => return Ok(()),
            }
        } else if modifiers.kind != FunctionKind::Method
            || modifiers
                .flags
                .has_any(FunctionFlags::ASYNC.with(FunctionFlags::GENERATOR))
        {
            return Err(self.expected(TokenKind::LeftParen.text()));
        } else {
            body.runs_code |= modifiers.is_static;
            self.field(&modifiers, key, key_token)?
        };
        let span = Span::new(first.start, self.previous_end);
        body.elements.push(ClassElement {
            span,
            is_static: modifiers.is_static,
            kind,
        });
        Ok(())
    }

    /// Whether the token at hand shows that the word before it was the key.
    fn at_key_end(&self) -> bool {
        matches!(
            self.token.kind,
            TokenKind::LeftParen | TokenKind::Assign | TokenKind::Semicolon | TokenKind::RightBrace
        )
    }

    /// `get`, `set`, `async` and `*`; or the word that is the key though it looks like one of them.
    fn method_modifiers(&mut self, modifiers: &mut Modifiers) -> Parsed<Option<Token>> {
        let word = self.token;
        if word.is_word(Name::GET) || word.is_word(Name::SET) {
            self.advance();
            if self.at_key_end() || self.at(TokenKind::Star) {
                return Ok(Some(word));
            }
            modifiers.kind = if word.name == Name::GET {
                FunctionKind::Getter
            } else {
                FunctionKind::Setter
            };
            return Ok(None);
        }
        if word.is_word(Name::ASYNC) {
            self.advance();
            if self.at_key_end() || self.token.newline_before() {
                return Ok(Some(word));
            }
            modifiers.flags.insert(FunctionFlags::ASYNC);
        }
        if self.eat(TokenKind::Star) {
            modifiers.flags.insert(FunctionFlags::GENERATOR);
        }
        Ok(None)
    }

    /// [ClassElementName](https://tc39.es/ecma262/#prod-ClassElementName)
    fn class_key(&mut self) -> Parsed<PropertyKey<'a>> {
        if !self.at(TokenKind::PrivateName) {
            return self.property_key();
        }
        let token = self.token;
        if token.name == Name::PRIVATE_CONSTRUCTOR {
            return Err(self.fail(ErrorCode::PrivateConstructor, token.span(), &[]));
        }
        self.advance();
        Ok(PropertyKey::Private(token.name))
    }

    /// A method, getter, setter or (giving `None`) the constructor.
    fn class_method(
        &mut self,
        modifiers: &Modifiers,
        key: PropertyKey<'a>,
        token: Token,
        body: &mut ClassBody<'a>,
    ) -> Parsed<Option<ClassElementKind<'a>>> {
        let mut kind = modifiers.kind;
        match key {
            PropertyKey::Name(Name::CONSTRUCTOR) if !modifiers.is_static => {
                let special = modifiers
                    .flags
                    .has_any(FunctionFlags::ASYNC.with(FunctionFlags::GENERATOR));
                if kind != FunctionKind::Method || special {
                    return Err(self.fail(ErrorCode::AsyncConstructor, token.span(), &[]));
                }
                if body.constructor.is_some() {
                    return Err(self.fail(ErrorCode::DuplicateConstructor, token.span(), &[]));
                }
                kind = if body.is_derived {
                    FunctionKind::DerivedConstructor
                } else {
                    FunctionKind::BaseConstructor
                };
            }
            PropertyKey::Name(Name::PROTOTYPE) if modifiers.is_static => {
                return Err(self.fail(ErrorCode::StaticPrototype, token.span(), &[]));
            }
            PropertyKey::Private(name) => {
                let binding = match kind {
                    FunctionKind::Getter => BindingKind::PrivateGetter,
                    FunctionKind::Setter => BindingKind::PrivateSetter,
                    _ => BindingKind::PrivateMethod,
                };
                self.declare_private(name, binding, modifiers.is_static, token.start)?;
            }
            _ => {}
        }
        let head = FunctionHead {
            kind,
            flags: modifiers.flags,
            start: modifiers.start,
            name: None,
            creation: modifiers.start,
        };
        let id = self.function(&head)?;
        Ok(Some(match kind {
            FunctionKind::Getter => ClassElementKind::Getter(key, id),
            FunctionKind::Setter => ClassElementKind::Setter(key, id),
            FunctionKind::Method => ClassElementKind::Method(key, id),
            _ => {
                body.constructor = Some(id);
                return Ok(None);
            }
        }))
    }

    fn declare_private(
        &mut self,
        name: Name,
        kind: BindingKind,
        is_static: bool,
        position: u32,
    ) -> Parsed<()> {
        self.analysis
            .declare_private(name, kind, is_static, position)
            .map_err(|conflict| self.fail_conflict(ErrorCode::Redeclared, conflict))
    }

    /// A field after its key.
    fn field(
        &mut self,
        modifiers: &Modifiers,
        key: PropertyKey<'a>,
        token: Token,
    ) -> Parsed<ClassElementKind<'a>> {
        match key {
            PropertyKey::Name(Name::CONSTRUCTOR) => {
                return Err(self.fail(ErrorCode::FieldConstructor, token.span(), &[]));
            }
            PropertyKey::Name(Name::PROTOTYPE) if modifiers.is_static => {
                return Err(self.fail(ErrorCode::StaticPrototype, token.span(), &[]));
            }
            PropertyKey::Private(name) => {
                self.declare_private(
                    name,
                    BindingKind::PrivateField,
                    modifiers.is_static,
                    token.start,
                )?;
            }
            _ => {}
        }
        let (mut value, mut scope) = (None, None);
        if self.eat(TokenKind::Assign) {
            let references = self.analysis.mark().references;
            let (id, outer) = self.enter_class_code(ScopeKind::FieldInitializer, Context::NONE);
            value = Some(self.assignment()?);
            scope = Some(id);
            self.leave_class_code(id, outer, references);
        }
        self.semicolon()?;
        Ok(ClassElementKind::Field { key, value, scope })
    }

    /// `static {…}`, with the brace at hand.
    fn static_block(&mut self, start: u32, body: &mut ClassBody<'a>) -> Parsed<()> {
        self.check_stack()?;
        let references = self.analysis.mark().references;
        let (scope, outer) = self.enter_class_code(ScopeKind::StaticBlock, Context::STATIC_BLOCK);
        let opened = self.token.start;
        self.advance();
        let mut list: SmallVec<[&'a Stmt<'a>; 16]> = SmallVec::new();
        self.statements_until(TokenKind::RightBrace, opened, &mut list)?;
        self.expect(TokenKind::RightBrace)?;
        self.leave_class_code(scope, outer, references);
        let kind = ClassElementKind::StaticBlock {
            scope,
            body: self.list(&list),
        };
        let span = Span::new(start, self.previous_end);
        body.elements.push(ClassElement {
            span,
            is_static: true,
            kind,
        });
        Ok(())
    }

    /// Begins code that is a function of its own, in the tree of the function around.
    fn enter_class_code(&mut self, kind: ScopeKind, more: Context) -> (ScopeId, FunctionState) {
        let context = self
            .function
            .context
            .and(Context::MODULE)
            .with(Context::STRICT)
            .with(Context::NEW_TARGET)
            .with(Context::SUPER_PROPERTY)
            .with(Context::NO_ARGUMENTS)
            .with(more);
        let outer = self.enter_function(context);
        let start = self.token.start;
        let scope = self.analysis.open(kind, ScopeFlags::STRICT, start);
        self.function.var_scope = scope.0;
        (scope, outer)
    }

    fn leave_class_code(&mut self, scope: ScopeId, outer: FunctionState, references: u32) {
        let flags = self.function.flags;
        self.analysis.add_flags(
            scope.0,
            ScopeFlags::NONE
                .with_if(flags.has(FunctionFlags::USES_THIS), ScopeFlags::USES_THIS)
                .with_if(
                    flags.has(FunctionFlags::THIS_CAPTURED),
                    ScopeFlags::THIS_CAPTURED,
                )
                .with_if(
                    flags.has(FunctionFlags::USES_SUPER_PROPERTY),
                    ScopeFlags::USES_SUPER_PROPERTY,
                ),
        );
        let position = self.analysis.current_position();
        self.analysis.close();
        self.analysis.leave_function(references, position);
        self.function = outer;
        self.absorb(FunctionKind::FieldInitializer, flags);
    }
}
