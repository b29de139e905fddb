//! Literals with structure: [arrays](https://tc39.es/ecma262/#sec-array-initializer),
//! [objects](https://tc39.es/ecma262/#sec-object-initializer),
//! [templates](https://tc39.es/ecma262/#sec-template-literals) and
//! [regular expressions](https://tc39.es/ecma262/#sec-primary-expression-regular-expression-literals).

use smallvec::SmallVec;

use super::functions::FunctionHead;
use super::{Parsed, Parser};
use crate::ast::{
    ArrayElement, ArrayLiteral, Expr, ExprKind, ObjectLiteral, Property, PropertyKey, PropertyKind,
    RegExpLiteral, Template, TemplatePart,
};
use crate::diagnostic::ErrorCode;
use crate::function_table::{FunctionFlags, FunctionKind};
use crate::lexer::{Token, TokenKind};
use crate::name::Name;
use crate::span::Span;

impl<'a> Parser<'_, '_, 'a> {
    /// `[…]`
    pub(super) fn array_literal(&mut self) -> Parsed<&'a Expr<'a>> {
        let start = self.token.start;
        let saved = self.allow_in();
        self.advance();
        let mut elements: SmallVec<[ArrayElement<'a>; 8]> = SmallVec::new();
        let mut trailing_comma = false;
        while !self.at(TokenKind::RightBracket) {
            trailing_comma = false;
            if self.eat(TokenKind::Comma) {
                elements.push(ArrayElement::Hole);
                continue;
            }
            if self.eat(TokenKind::Ellipsis) {
                elements.push(ArrayElement::Spread(self.assignment_cover()?));
            } else {
                elements.push(ArrayElement::Value(self.assignment_cover()?));
            }
            if !self.eat(TokenKind::Comma) {
                break;
            }
            trailing_comma = true;
        }
        self.close_bracket(TokenKind::RightBracket, start)?;
        self.function.context = saved;
        let elements = self.list(&elements);
        Ok(self.expr(
            start,
            ExprKind::Array(self.alloc(ArrayLiteral {
                elements,
                trailing_comma,
            })),
        ))
    }

    /// `{…}`
    pub(super) fn object_literal(&mut self) -> Parsed<&'a Expr<'a>> {
        let start = self.token.start;
        let saved = self.allow_in();
        self.advance();
        let mut properties: SmallVec<[Property<'a>; 4]> = SmallVec::new();
        let mut trailing_comma = false;
        let mut has_prototype = false;
        while !self.at(TokenKind::RightBrace) {
            let property = self.property_definition()?;
            if let PropertyKind::Prototype(_) = property.kind {
                if has_prototype && self.cover.is_none() {
                    let span = Span::new(property.span.start, property.span.start + 9);
                    self.cover = Some((ErrorCode::DuplicatePrototype, span));
                }
                has_prototype = true;
            }
            properties.push(property);
            trailing_comma = self.eat(TokenKind::Comma);
            if !trailing_comma {
                break;
            }
        }
        self.close_bracket(TokenKind::RightBrace, start)?;
        self.function.context = saved;
        let properties = self.list(&properties);
        Ok(self.expr(
            start,
            ExprKind::Object(self.alloc(ObjectLiteral {
                properties,
                trailing_comma,
            })),
        ))
    }

    /// [PropertyDefinition](https://tc39.es/ecma262/#prod-PropertyDefinition)
    fn property_definition(&mut self) -> Parsed<Property<'a>> {
        let first = self.token;
        let kind = match first.kind {
            TokenKind::Ellipsis => {
                self.advance();
                PropertyKind::Spread(self.assignment_cover()?)
            }
            TokenKind::Star => {
                self.advance();
                let key = self.property_key()?;
                self.object_method(
                    first.start,
                    key,
                    FunctionKind::Method,
                    FunctionFlags::GENERATOR,
                )?
            }
            _ if first.is_identifier_name() => {
                self.advance();
                self.property_of_name(first)?
            }
            _ => {
                let key = self.property_key()?;
                self.property_of_key(first, key)?
            }
        };
        Ok(Property {
            span: Span::new(first.start, self.previous_end),
            kind,
        })
    }

    /// A property that starts with a name, which was accepted.
    fn property_of_name(&mut self, first: Token) -> Parsed<PropertyKind<'a>> {
        let ends = matches!(
            self.token.kind,
            TokenKind::Colon
                | TokenKind::LeftParen
                | TokenKind::Comma
                | TokenKind::RightBrace
                | TokenKind::Assign
        );
        if !ends {
            if first.is_word(Name::GET) {
                let key = self.property_key()?;
                return self.object_method(
                    first.start,
                    key,
                    FunctionKind::Getter,
                    FunctionFlags::NONE,
                );
            }
            if first.is_word(Name::SET) {
                let key = self.property_key()?;
                return self.object_method(
                    first.start,
                    key,
                    FunctionKind::Setter,
                    FunctionFlags::NONE,
                );
            }
            if first.is_word(Name::ASYNC) && !self.token.newline_before() {
                let mut flags = FunctionFlags::ASYNC;
                if self.eat(TokenKind::Star) {
                    flags.insert(FunctionFlags::GENERATOR);
                }
                let key = self.property_key()?;
                return self.object_method(first.start, key, FunctionKind::Method, flags);
            }
        }
        match self.token.kind {
            TokenKind::Colon | TokenKind::LeftParen => {
                self.property_of_key(first, PropertyKey::Name(first.name))
            }
            TokenKind::Assign => {
                self.check_identifier(first)?;
                self.reference(first.name, first.start);
                if self.cover.is_none() {
                    self.cover = Some((ErrorCode::CoverInitializedName, self.token.span()));
                }
                self.advance();
                Ok(PropertyKind::CoverInitialized(
                    first.name,
                    self.assignment()?,
                ))
            }
            _ => {
                self.check_identifier(first)?;
                self.reference(first.name, first.start);
                Ok(PropertyKind::Shorthand(first.name))
            }
        }
    }

    /// `: value` or a method after a key.
    fn property_of_key(&mut self, first: Token, key: PropertyKey<'a>) -> Parsed<PropertyKind<'a>> {
        if self.at(TokenKind::LeftParen) {
            return self.object_method(first.start, key, FunctionKind::Method, FunctionFlags::NONE);
        }
        self.expect(TokenKind::Colon)?;
        let value = self.assignment_cover()?;
        Ok(match key {
            PropertyKey::Name(Name::PROTO) => PropertyKind::Prototype(value),
            _ => PropertyKind::Value(key, value),
        })
    }

    fn object_method(
        &mut self,
        start: u32,
        key: PropertyKey<'a>,
        kind: FunctionKind,
        flags: FunctionFlags,
    ) -> Parsed<PropertyKind<'a>> {
        let id = self.function(&FunctionHead {
            kind,
            flags,
            start,
            name: None,
            creation: start,
        })?;
        Ok(match kind {
            FunctionKind::Getter => PropertyKind::Getter(key, id),
            FunctionKind::Setter => PropertyKind::Setter(key, id),
            _ => PropertyKind::Method(key, id),
        })
    }

    /// [PropertyName](https://tc39.es/ecma262/#prod-PropertyName), not private.
    pub(super) fn property_key(&mut self) -> Parsed<PropertyKey<'a>> {
        let token = self.token;
        let key = match token.kind {
            TokenKind::String => {
                self.check_octal()?;
                PropertyKey::Name(token.name)
            }
            TokenKind::Number => {
                self.check_octal()?;
                PropertyKey::Number(self.lexer.number)
            }
            TokenKind::BigInt => PropertyKey::Name(self.bigint_key(token.name)),
            TokenKind::LeftBracket => {
                let saved = self.allow_in();
                self.advance();
                let key = self.assignment()?;
                self.expect(TokenKind::RightBracket)?;
                self.function.context = saved;
                return Ok(PropertyKey::Computed(key));
            }
            _ if token.is_identifier_name() => PropertyKey::Name(token.name),
            _ => return Err(self.expected("a property name")),
        };
        self.advance();
        Ok(key)
    }

    /// The property name of a BigInt literal: its decimal text.
    fn bigint_key(&mut self, digits: Name) -> Name {
        let text = decimal_text(self.lexer.names.bytes(digits));
        self.lexer.names.intern(&text)
    }

    /// A template without tag.
    pub(super) fn template_literal(&mut self) -> Parsed<&'a Expr<'a>> {
        let start = self.token.start;
        let template = self.template(false)?;
        Ok(self.expr(start, ExprKind::Template(self.alloc(template))))
    }

    /// A template; invalid escapes are allowed in tagged ones.
    pub(super) fn template(&mut self, tagged: bool) -> Parsed<Template<'a>> {
        let mut parts: SmallVec<[TemplatePart; 4]> = SmallVec::new();
        let mut expressions: SmallVec<[&'a Expr<'a>; 4]> = SmallVec::new();
        let saved = self.allow_in();
        loop {
            // The token at hand is the opening back-tick or a closing brace: text follows it.
            let Some(token) = self.lexer.scan_template_part() else {
                self.token.kind = TokenKind::Invalid;
                return Err(self.unexpected());
            };
            if !tagged && let Some((code, span)) = token.invalid_escape {
                return Err(self.fail(code, span, &[]));
            }
            parts.push(token.part);
            self.token.kind = TokenKind::Template;
            self.token.end = self.lexer.position as u32;
            self.advance();
            if token.is_last {
                break;
            }
            expressions.push(self.expression()?);
            if !self.at(TokenKind::RightBrace) {
                return Err(self.expected(TokenKind::RightBrace.text()));
            }
            self.lexer.position = self.token.end as usize;
        }
        self.function.context = saved;
        Ok(Template {
            parts: self.list(&parts),
            expressions: self.list(&expressions),
        })
    }

    /// `/pattern/flags`, with the first slash at hand.
    pub(super) fn regular_expression(&mut self) -> Parsed<&'a Expr<'a>> {
        let start = self.token.start;
        let Some(token) = self.lexer.scan_regular_expression(start) else {
            self.token.kind = TokenKind::Invalid;
            return Err(self.unexpected());
        };
        self.check_regular_expression(&token)?;
        self.token.kind = TokenKind::RegExp;
        self.token.end = self.lexer.position as u32;
        self.advance();
        let literal = RegExpLiteral {
            pattern: token.pattern,
            flags: token.flags,
        };
        Ok(self.expr(start, ExprKind::RegExp(self.alloc(literal))))
    }
}

/// Decimal text of the digits of a BigInt literal.
fn decimal_text(digits: &[u8]) -> alloc::vec::Vec<u8> {
    let (radix, digits) = match digits {
        [b'0', b'x', rest @ ..] => (16u64, rest),
        [b'0', b'o', rest @ ..] => (8, rest),
        [b'0', b'b', rest @ ..] => (2, rest),
        _ => return digits.to_vec(),
    };
    // Nine decimal digits a limb, least first: such keys are short.
    const LIMB: u64 = 1_000_000_000;
    let mut limbs = alloc::vec![0u64];
    for digit in digits
        .iter()
        .filter_map(|&byte| char::from(byte).to_digit(16))
    {
        let mut carry = u64::from(digit);
        for limb in &mut limbs {
            let value = *limb * radix + carry;
            *limb = value % LIMB;
            carry = value / LIMB;
        }
        if carry > 0 {
            limbs.push(carry);
        }
    }
    let mut text = alloc::string::String::new();
    for (index, limb) in limbs.iter().rev().enumerate() {
        text += &if index == 0 {
            alloc::format!("{limb}")
        } else {
            alloc::format!("{limb:09}")
        };
    }
    text.into_bytes()
}
