//! Expressions.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Dumped, Dumper};
use crate::ast::{Argument, ArrayElement, Expr, ExprKind, Property, PropertyKind, Template};

/// What a node of a left-leaning chain goes on from.
fn left<'a>(expr: &'a Expr<'a>) -> Option<&'a Expr<'a>> {
    match expr.kind {
        ExprKind::Binary(node) => Some(node.left),
        ExprKind::Logical(node) => Some(node.left),
        ExprKind::Member(node) => Some(node.object),
        ExprKind::Index(node) => Some(node.object),
        ExprKind::PrivateMember(node) => Some(node.object),
        ExprKind::Call(node) => Some(node.callee),
        ExprKind::TaggedTemplate(node) => Some(node.tag),
        ExprKind::OptionalChain(inner) => Some(inner),
        _ => None,
    }
}

impl Dumper<'_> {
    /// An expression; a chain is its first operand, then its links, each a line.
    pub(super) fn expr(&mut self, expr: &Expr<'_>) -> Dumped {
        let mut links = Vec::new();
        let mut first = expr;
        while let Some(next) = left(first) {
            links.push(first);
            first = next;
        }
        if links.is_empty() {
            return self.single(first);
        }
        self.line("chain");
        self.nested(|it| {
            it.single(first)?;
            links.iter().rev().try_for_each(|link| it.link(link))
        })
    }

    /// One link of a chain, without what it goes on from.
    fn link(&mut self, expr: &Expr<'_>) -> Dumped {
        let optional = |optional: bool| if optional { "?." } else { "" };
        let link_dot = |optional: bool| if optional { "?." } else { "." };
        match expr.kind {
            ExprKind::Binary(node) => {
                self.line(&format!("{:?}", node.operator));
                self.nested(|it| it.expr(node.right))
            }
            ExprKind::Logical(node) => {
                self.line(&format!("{:?}", node.operator));
                self.nested(|it| it.expr(node.right))
            }
            ExprKind::Member(node) => {
                let text = format!("{}{}", link_dot(node.optional), self.name(node.property));
                self.line(&text);
                Ok(())
            }
            ExprKind::PrivateMember(node) => {
                let text = format!("{}{}", link_dot(node.optional), self.name(node.name));
                self.line(&text);
                Ok(())
            }
            ExprKind::Index(node) => {
                self.line(&format!("{}[]", optional(node.optional)));
                self.nested(|it| it.expr(node.index))
            }
            ExprKind::Call(node) => {
                let eval = if node.direct_eval.is_some() {
                    " direct eval"
                } else {
                    ""
                };
                self.line(&format!("{}call{eval}", optional(node.optional)));
                self.arguments(node.arguments)
            }
            ExprKind::TaggedTemplate(node) => {
                self.line("tagged template");
                self.nested(|it| it.template(&node.template))
            }
            _ => {
                self.line("end of optional chain");
                Ok(())
            }
        }
    }

    fn arguments(&mut self, arguments: &[Argument<'_>]) -> Dumped {
        self.nested(|it| {
            arguments.iter().try_for_each(|argument| match argument {
                Argument::Value(value) => it.expr(value),
                Argument::Spread(value) => it.child("spread", value),
            })
        })
    }

    /// A titled child.
    fn child(&mut self, title: &str, expr: &Expr<'_>) -> Dumped {
        self.line(title);
        self.nested(|it| it.expr(expr))
    }

    fn template(&mut self, template: &Template<'_>) -> Dumped {
        for (index, part) in template.parts.iter().enumerate() {
            let cooked = part
                .cooked
                .map_or(String::from("undefined"), |name| self.quoted(name));
            let raw = self.quoted(part.raw);
            self.line(&if cooked == raw {
                format!("part {raw}")
            } else {
                format!("part {cooked} raw {raw}")
            });
            if let Some(expr) = template.expressions.get(index) {
                self.expr(expr)?;
            }
        }
        Ok(())
    }

    /// A node that is no link.
    fn single(&mut self, expr: &Expr<'_>) -> Dumped {
        let text = match expr.kind {
            ExprKind::Null => String::from("null"),
            ExprKind::Boolean(value) => format!("{value}"),
            ExprKind::Number(value) => format!("number {value:?}"),
            ExprKind::BigInt(digits) => format!("bigint {}", self.name(digits)),
            ExprKind::String(name) => format!("string {}", self.quoted(name)),
            ExprKind::RegExp(literal) => {
                format!(
                    "regexp {} {}",
                    self.quoted(literal.pattern),
                    self.quoted(literal.flags)
                )
            }
            ExprKind::Identifier(name) => format!("name {}", self.name(name)),
            ExprKind::This => String::from("this"),
            ExprKind::NewTarget => String::from("new.target"),
            ExprKind::ImportMeta => String::from("import.meta"),
            ExprKind::SuperMember(name) => format!("super.{}", self.name(name)),
            _ => return self.compound(expr),
        };
        self.line(&text);
        Ok(())
    }

    fn compound(&mut self, expr: &Expr<'_>) -> Dumped {
        match expr.kind {
            ExprKind::Function(id) => self.inner_function(id),
            ExprKind::Class(class) => self.class(class),
            ExprKind::Template(template) => {
                self.line("template");
                self.nested(|it| it.template(template))
            }
            ExprKind::Array(array) => {
                self.line("array");
                self.nested(|it| {
                    array.elements.iter().try_for_each(|element| match element {
                        ArrayElement::Hole => {
                            it.line("hole");
                            Ok(())
                        }
                        ArrayElement::Value(value) => it.expr(value),
                        ArrayElement::Spread(value) => it.child("spread", value),
                    })
                })
            }
            ExprKind::Object(object) => {
                self.line("object");
                self.nested(|it| {
                    object
                        .properties
                        .iter()
                        .try_for_each(|property| it.property(property))
                })
            }
            ExprKind::Unary(operator, operand) => self.child(&format!("{operator:?}"), operand),
            ExprKind::Update(operator, operand) => self.child(&format!("{operator:?}"), operand),
            ExprKind::PrivateIn(node) => {
                let title = format!("{} in", self.name(node.name));
                self.child(&title, node.right)
            }
            ExprKind::Assign(node) => {
                self.line(&format!("assign {:?}", node.operator));
                self.nested(|it| {
                    it.pattern(node.target)?;
                    it.expr(node.value)
                })
            }
            ExprKind::Conditional(node) => {
                self.line("conditional");
                self.nested(|it| {
                    it.expr(node.test)?;
                    it.expr(node.consequent)?;
                    it.expr(node.alternate)
                })
            }
            ExprKind::New(node) => {
                self.child("new", node.callee)?;
                self.arguments(node.arguments)
            }
            ExprKind::SuperCall(node) => {
                self.line("super call");
                self.arguments(node.arguments)
            }
            ExprKind::ImportCall(node) => {
                self.line(&format!("import {:?}", node.phase));
                self.nested(|it| {
                    it.expr(node.specifier)?;
                    node.options.map_or(Ok(()), |options| it.expr(options))
                })
            }
            ExprKind::SuperIndex(index) => self.child("super[]", index),
            ExprKind::Sequence(node) => {
                self.line("sequence");
                self.nested(|it| node.expressions.iter().try_for_each(|expr| it.expr(expr)))
            }
            ExprKind::Yield(value) => {
                self.line("yield");
                self.nested(|it| value.map_or(Ok(()), |value| it.expr(value)))
            }
            ExprKind::YieldStar(value) => self.child("yield*", value),
            ExprKind::Await(value) => self.child("await", value),
            ExprKind::Parenthesized(inner) => self.child("parentheses", inner),
            _ => Ok(()),
        }
    }

    fn property(&mut self, property: &Property<'_>) -> Dumped {
        match &property.kind {
            PropertyKind::Value(key, value) => {
                self.key("property", key)?;
                self.nested(|it| it.expr(value))
            }
            PropertyKind::Prototype(value) => self.child("prototype", value),
            PropertyKind::Shorthand(name) => {
                let text = format!("shorthand {}", self.name(*name));
                self.line(&text);
                Ok(())
            }
            PropertyKind::CoverInitialized(..) => Ok(()),
            PropertyKind::Method(key, id) => {
                self.key("method", key)?;
                self.nested(|it| it.inner_function(*id))
            }
            PropertyKind::Getter(key, id) => {
                self.key("get", key)?;
                self.nested(|it| it.inner_function(*id))
            }
            PropertyKind::Setter(key, id) => {
                self.key("set", key)?;
                self.nested(|it| it.inner_function(*id))
            }
            PropertyKind::Spread(value) => self.child("spread", value),
        }
    }
}
