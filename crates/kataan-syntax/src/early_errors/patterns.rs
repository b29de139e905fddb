//! Reinterpreting expressions as
//! [assignment patterns](https://tc39.es/ecma262/#sec-destructuring-assignment) and as
//! [arrow parameters](https://tc39.es/ecma262/#sec-arrow-function-definitions-static-semantics-early-errors).

use smallvec::SmallVec;

use crate::ast::{
    Argument, ArrayElement, ArrayPattern, AssignOperator, Expr, ExprKind, ObjectPattern, Pattern,
    PatternElement, PatternKind, PatternProperty, Property, PropertyKey, PropertyKind,
};
use crate::diagnostic::ErrorCode;
use crate::function_table::FunctionFlags;
use crate::name::Name;
use crate::parser::{Parsed, Parser};
use crate::span::Span;

impl<'a> Parser<'_, '_, 'a> {
    /// The assignment target that an expression spells.
    pub(crate) fn assignment_pattern(&mut self, expr: &'a Expr<'a>) -> Parsed<&'a Pattern<'a>> {
        self.check_stack()?;
        let kind = match expr.kind {
            ExprKind::Object(literal) => {
                let mut properties: SmallVec<[PatternProperty<'a>; 4]> = SmallVec::new();
                let mut rest = None;
                for (index, property) in literal.properties.iter().enumerate() {
                    if let PropertyKind::Spread(target) = property.kind {
                        let is_last =
                            index + 1 == literal.properties.len() && !literal.trailing_comma;
                        if !is_last {
                            return Err(self.fail(ErrorCode::RestNotLast, property.span, &[]));
                        }
                        if matches!(target.kind, ExprKind::Object(_) | ExprKind::Array(_)) {
                            return Err(self.fail(
                                ErrorCode::InvalidDestructuringTarget,
                                target.span,
                                &[],
                            ));
                        }
                        rest = Some(self.assignment_pattern(target)?);
                    } else {
                        properties.push(self.assignment_property(property)?);
                    }
                }
                let properties = self.arena.alloc_slice_copy(&properties);
                PatternKind::Object(self.arena.alloc(ObjectPattern { properties, rest }))
            }
            ExprKind::Array(literal) => {
                let mut elements: SmallVec<[Option<PatternElement<'a>>; 4]> = SmallVec::new();
                let mut rest = None;
                for (index, element) in literal.elements.iter().enumerate() {
                    match *element {
                        ArrayElement::Hole => elements.push(None),
                        ArrayElement::Value(value) => {
                            elements.push(Some(self.assignment_element(value)?))
                        }
                        ArrayElement::Spread(target) => {
                            if index + 1 != literal.elements.len() || literal.trailing_comma {
                                return Err(self.fail(ErrorCode::RestNotLast, target.span, &[]));
                            }
                            rest = Some(self.assignment_pattern(target)?);
                        }
                    }
                }
                let elements = self.arena.alloc_slice_copy(&elements);
                PatternKind::Array(self.arena.alloc(ArrayPattern { elements, rest }))
            }
            _ => return self.simple_target(expr, ErrorCode::InvalidDestructuringTarget, false),
        };
        Ok(self.arena.alloc(Pattern {
            span: expr.span,
            kind,
        }))
    }

    fn assignment_element(&mut self, expr: &'a Expr<'a>) -> Parsed<PatternElement<'a>> {
        if let ExprKind::Assign(assign) = expr.kind
            && assign.operator == AssignOperator::Assign
        {
            return Ok(PatternElement {
                target: assign.target,
                default: Some(assign.value),
            });
        }
        Ok(PatternElement {
            target: self.assignment_pattern(expr)?,
            default: None,
        })
    }

    fn assignment_property(&mut self, property: &Property<'a>) -> Parsed<PatternProperty<'a>> {
        let (key, value) = match property.kind {
            PropertyKind::Value(key, value) => (key, self.assignment_element(value)?),
            PropertyKind::Prototype(value) => (
                PropertyKey::Name(Name::PROTO),
                self.assignment_element(value)?,
            ),
            PropertyKind::Shorthand(name) => (
                PropertyKey::Name(name),
                self.named_element(name, property, None)?,
            ),
            PropertyKind::CoverInitialized(name, default) => (
                PropertyKey::Name(name),
                self.named_element(name, property, Some(default))?,
            ),
            PropertyKind::Method(..)
            | PropertyKind::Getter(..)
            | PropertyKind::Setter(..)
            | PropertyKind::Spread(_) => {
                return Err(self.fail(ErrorCode::InvalidDestructuringTarget, property.span, &[]));
            }
        };
        Ok(PatternProperty { key, value })
    }

    /// `name` or `name = default` in an object pattern.
    fn named_element(
        &mut self,
        name: Name,
        property: &Property<'a>,
        default: Option<&'a Expr<'a>>,
    ) -> Parsed<PatternElement<'a>> {
        let length = self.lexer.names.bytes(name).len() as u32;
        let end = if default.is_some() {
            property.span.start + length
        } else {
            property.span.end
        };
        let span = Span::new(property.span.start, end);
        self.assign_name(
            name,
            &Expr {
                span,
                kind: ExprKind::Identifier(name),
            },
        )?;
        let target = self.arena.alloc(Pattern {
            span,
            kind: PatternKind::Identifier(name),
        });
        Ok(PatternElement { target, default })
    }

    /// Declares the names of an arrow function's parameter; whether it counts for `length`.
    pub(crate) fn declare_arrow_parameter(&mut self, argument: &Argument<'a>) -> Parsed<bool> {
        match *argument {
            Argument::Spread(expr) => {
                self.function.flags = self
                    .function
                    .flags
                    .without(FunctionFlags::SIMPLE_PARAMETERS);
                if let ExprKind::Assign(_) = expr.kind {
                    return Err(self.fail(ErrorCode::RestInitializer, expr.span, &[]));
                }
                self.declare_from_expr(expr)?;
                Ok(false)
            }
            Argument::Value(expr) => {
                if !matches!(expr.kind, ExprKind::Identifier(_)) {
                    self.function.flags = self
                        .function
                        .flags
                        .without(FunctionFlags::SIMPLE_PARAMETERS);
                }
                self.declare_from_expr(expr)?;
                Ok(!matches!(expr.kind, ExprKind::Assign(_)))
            }
        }
    }

    /// Declares the parameters that an expression spells.
    fn declare_from_expr(&mut self, expr: &'a Expr<'a>) -> Parsed<()> {
        self.check_stack()?;
        match expr.kind {
            ExprKind::Identifier(name) => self.declare_checked_parameter(name, expr.span),
            ExprKind::Assign(assign) if assign.operator == AssignOperator::Assign => {
                self.function
                    .flags
                    .insert(FunctionFlags::PARAMETER_EXPRESSIONS);
                self.declare_from_pattern(assign.target)
            }
            ExprKind::Object(literal) => {
                for (index, property) in literal.properties.iter().enumerate() {
                    self.declare_from_property(property)?;
                    if let PropertyKind::Spread(_) = property.kind
                        && (index + 1 != literal.properties.len() || literal.trailing_comma)
                    {
                        return Err(self.fail(ErrorCode::RestNotLast, property.span, &[]));
                    }
                }
                Ok(())
            }
            ExprKind::Array(literal) => {
                for (index, element) in literal.elements.iter().enumerate() {
                    match *element {
                        ArrayElement::Hole => {}
                        ArrayElement::Value(value) => self.declare_from_expr(value)?,
                        ArrayElement::Spread(target) => {
                            if index + 1 != literal.elements.len() || literal.trailing_comma {
                                return Err(self.fail(ErrorCode::RestNotLast, target.span, &[]));
                            }
                            if let ExprKind::Assign(_) = target.kind {
                                return Err(self.fail(
                                    ErrorCode::RestInitializer,
                                    target.span,
                                    &[],
                                ));
                            }
                            self.declare_from_expr(target)?;
                        }
                    }
                }
                Ok(())
            }
            _ => Err(self.fail(ErrorCode::InvalidBinding, expr.span, &[])),
        }
    }

    fn declare_from_property(&mut self, property: &Property<'a>) -> Parsed<()> {
        match property.kind {
            PropertyKind::Value(key, value) => {
                if let PropertyKey::Computed(_) = key {
                    self.function
                        .flags
                        .insert(FunctionFlags::PARAMETER_EXPRESSIONS);
                }
                self.declare_from_expr(value)
            }
            PropertyKind::Prototype(value) => self.declare_from_expr(value),
            PropertyKind::Shorthand(name) => self.declare_checked_parameter(name, property.span),
            PropertyKind::CoverInitialized(name, _) => {
                self.function
                    .flags
                    .insert(FunctionFlags::PARAMETER_EXPRESSIONS);
                self.declare_checked_parameter(name, property.span)
            }
            PropertyKind::Spread(target) => match target.kind {
                ExprKind::Identifier(name) => self.declare_checked_parameter(name, target.span),
                _ => Err(self.fail(ErrorCode::InvalidBinding, target.span, &[])),
            },
            PropertyKind::Method(..) | PropertyKind::Getter(..) | PropertyKind::Setter(..) => {
                Err(self.fail(ErrorCode::InvalidBinding, property.span, &[]))
            }
        }
    }

    /// As `declare_from_expr`, for what was already read as an assignment's target.
    fn declare_from_pattern(&mut self, pattern: &'a Pattern<'a>) -> Parsed<()> {
        self.check_stack()?;
        match pattern.kind {
            PatternKind::Identifier(name) => self.declare_checked_parameter(name, pattern.span),
            PatternKind::ParenthesizedIdentifier(_) | PatternKind::Expression(_) => {
                Err(self.fail(ErrorCode::InvalidBinding, pattern.span, &[]))
            }
            PatternKind::Object(object) => {
                for property in object.properties {
                    if let PropertyKey::Computed(_) = property.key {
                        self.function
                            .flags
                            .insert(FunctionFlags::PARAMETER_EXPRESSIONS);
                    }
                    self.declare_from_pattern(property.value.target)?;
                }
                object
                    .rest
                    .map_or(Ok(()), |rest| self.declare_from_pattern(rest))
            }
            PatternKind::Array(array) => {
                for element in array.elements.iter().flatten() {
                    self.declare_from_pattern(element.target)?;
                }
                array
                    .rest
                    .map_or(Ok(()), |rest| self.declare_from_pattern(rest))
            }
        }
    }

    fn declare_checked_parameter(&mut self, name: Name, span: Span) -> Parsed<()> {
        self.check_name(name, span)?;
        if self.strict() {
            self.check_strict_binding(name, span)?;
        }
        self.declare_parameter(name, span.start)
    }
}
