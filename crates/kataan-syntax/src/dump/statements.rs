//! Statements and patterns.

use alloc::format;
use alloc::string::String;

use super::{Dumped, Dumper};
use crate::ast::{
    Block, Declarator, Expr, ForHead, ForInit, Pattern, PatternKind, Stmt, StmtKind, Try,
    VariableDeclaration,
};

impl Dumper<'_> {
    pub(super) fn statements(&mut self, list: &[&Stmt<'_>]) -> Dumped {
        list.iter()
            .try_for_each(|statement| self.statement(statement))
    }

    /// A titled child.
    fn part(&mut self, title: &str, expr: Option<&Expr<'_>>) -> Dumped {
        let Some(expr) = expr else { return Ok(()) };
        self.line(title);
        self.nested(|it| it.expr(expr))
    }

    fn body(&mut self, title: &str, statement: &Stmt<'_>) -> Dumped {
        self.line(title);
        self.nested(|it| it.statement(statement))
    }

    fn block(&mut self, title: &str, block: &Block<'_>) -> Dumped {
        self.line(title);
        self.nested(|it| {
            it.scope(block.scope);
            it.statements(block.body)
        })
    }

    pub(super) fn statement(&mut self, statement: &Stmt<'_>) -> Dumped {
        match statement.kind {
            StmtKind::Empty => self.line("empty"),
            StmtKind::Debugger => self.line("debugger"),
            StmtKind::Import(request) => self.line(&format!("import {}", request.0)),
            StmtKind::Export => self.line("export"),
            StmtKind::Expression(expr) => return self.part("expression", Some(expr)),
            StmtKind::Block(block) => return self.block("block", block),
            StmtKind::Variable(declaration) => return self.declaration(declaration),
            StmtKind::Function(id) => return self.inner_function(id),
            StmtKind::Class(class) => return self.class(class),
            StmtKind::Return(value) => {
                self.line("return");
                return self.nested(|it| value.map_or(Ok(()), |value| it.expr(value)));
            }
            StmtKind::Throw(value) => return self.part("throw", Some(value)),
            StmtKind::Break(label) | StmtKind::Continue(label) => {
                let word = if let StmtKind::Break(_) = statement.kind {
                    "break"
                } else {
                    "continue"
                };
                let label = label.map_or(String::new(), |label| format!(" {}", self.name(label)));
                self.line(&format!("{word}{label}"));
            }
            StmtKind::If(node) => {
                self.line("if");
                return self.nested(|it| {
                    for branch in node.branches {
                        it.part("test", Some(branch.test))?;
                        it.body("then", branch.body)?;
                    }
                    node.otherwise
                        .map_or(Ok(()), |otherwise| it.body("else", otherwise))
                });
            }
            StmtKind::While(node) => {
                self.line("while");
                return self.nested(|it| {
                    it.part("test", Some(node.test))?;
                    it.body("body", node.body)
                });
            }
            StmtKind::DoWhile(node) => {
                self.line("do");
                return self.nested(|it| {
                    it.body("body", node.body)?;
                    it.part("test", Some(node.test))
                });
            }
            StmtKind::With(node) => {
                self.line("with");
                return self.nested(|it| {
                    it.part("object", Some(node.object))?;
                    it.body("body", node.body)
                });
            }
            StmtKind::Labeled(node) => {
                let title = format!("label {}", self.name(node.label));
                return self.body(&title, node.body);
            }
            StmtKind::Try(node) => return self.try_statement(node),
            StmtKind::ExportDeclaration(inner) => return self.body("export", inner),
            StmtKind::ExportDefault(value) => return self.part("export default", Some(value)),
            StmtKind::For(_) | StmtKind::ForIn(_) | StmtKind::ForOf(_) | StmtKind::Switch(_) => {
                return self.scoped_statement(statement);
            }
        }
        Ok(())
    }

    fn scoped_statement(&mut self, statement: &Stmt<'_>) -> Dumped {
        match statement.kind {
            StmtKind::For(node) => {
                self.line("for");
                self.nested(|it| {
                    it.scope(node.scope);
                    match node.init {
                        ForInit::None => {}
                        ForInit::Expression(expr) => it.part("init", Some(expr))?,
                        ForInit::Variable(declaration) => it.declaration(declaration)?,
                    }
                    it.part("test", node.test)?;
                    it.part("update", node.update)?;
                    it.body("body", node.body)
                })
            }
            StmtKind::ForIn(node) => {
                self.line("for-in");
                self.nested(|it| {
                    it.scope(node.scope);
                    it.for_head(&node.head)?;
                    it.part("in", Some(node.object))?;
                    it.body("body", node.body)
                })
            }
            StmtKind::ForOf(node) => {
                self.line(if node.is_await {
                    "for-await-of"
                } else {
                    "for-of"
                });
                self.nested(|it| {
                    it.scope(node.scope);
                    it.for_head(&node.head)?;
                    it.part("of", Some(node.iterable))?;
                    it.body("body", node.body)
                })
            }
            StmtKind::Switch(node) => {
                self.line("switch");
                self.nested(|it| {
                    it.part("on", Some(node.discriminant))?;
                    it.scope(node.scope);
                    for case in node.cases {
                        match case.test {
                            Some(test) => it.part("case", Some(test))?,
                            None => it.line("default"),
                        }
                        it.nested(|it| it.statements(case.body))?;
                    }
                    Ok(())
                })
            }
            _ => Ok(()),
        }
    }

    fn try_statement(&mut self, node: &Try<'_>) -> Dumped {
        self.block("try", &node.block)?;
        if let Some(handler) = &node.handler {
            self.line("catch");
            self.nested(|it| {
                it.scope(handler.scope);
                if let Some(parameter) = handler.parameter {
                    it.pattern(parameter)?;
                }
                it.block("block", &handler.body)
            })?;
        }
        node.finalizer
            .as_ref()
            .map_or(Ok(()), |finalizer| self.block("finally", finalizer))
    }

    fn declaration(&mut self, declaration: &VariableDeclaration<'_>) -> Dumped {
        self.line(&format!("{:?}", declaration.kind).to_lowercase());
        self.nested(|it| {
            declaration
                .declarators
                .iter()
                .try_for_each(|declarator| it.declarator(declarator))
        })
    }

    fn declarator(&mut self, declarator: &Declarator<'_>) -> Dumped {
        self.pattern(declarator.target)?;
        self.nested(|it| it.part("=", declarator.init))
    }

    fn for_head(&mut self, head: &ForHead<'_>) -> Dumped {
        match head {
            ForHead::Assignment(pattern) => self.pattern(pattern),
            ForHead::Declaration(kind, declarator) => {
                self.line(&format!("{kind:?}").to_lowercase());
                self.nested(|it| it.declarator(declarator))
            }
        }
    }

    pub(super) fn pattern(&mut self, pattern: &Pattern<'_>) -> Dumped {
        match pattern.kind {
            PatternKind::Identifier(name) => {
                let text = self.name(name);
                self.line(&text);
                Ok(())
            }
            PatternKind::ParenthesizedIdentifier(name) => {
                let text = format!("({})", self.name(name));
                self.line(&text);
                Ok(())
            }
            PatternKind::Expression(expr) => self.expr(expr),
            PatternKind::Object(object) => {
                self.line("object pattern");
                self.nested(|it| {
                    for property in object.properties {
                        it.key("key", &property.key)?;
                        it.nested(|it| it.element("to", &property.value))?;
                    }
                    match object.rest {
                        Some(rest) => {
                            it.line("rest");
                            it.nested(|it| it.pattern(rest))
                        }
                        None => Ok(()),
                    }
                })
            }
            PatternKind::Array(array) => {
                self.line("array pattern");
                self.nested(|it| {
                    for element in array.elements {
                        match element {
                            Some(element) => it.element("element", element)?,
                            None => it.line("hole"),
                        }
                    }
                    match array.rest {
                        Some(rest) => {
                            it.line("rest");
                            it.nested(|it| it.pattern(rest))
                        }
                        None => Ok(()),
                    }
                })
            }
        }
    }
}
