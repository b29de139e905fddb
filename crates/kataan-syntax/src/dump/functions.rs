//! Programs, functions and classes.

use alloc::format;
use alloc::string::{String, ToString};

use super::{DumpDetail, Dumped, Dumper};
use crate::ast::{
    Body, Class, ClassElementKind, ExportName, Function, FunctionId, ImportName, ModuleFacts,
    PatternElement, Program, PropertyKey,
};
use crate::function_table::FunctionFlags;

impl Dumper<'_> {
    pub(super) fn program(&mut self, program: &Program<'_>) -> Dumped {
        let strict = if program.flags.has(FunctionFlags::STRICT) {
            " strict"
        } else {
            ""
        };
        self.line(&format!("{:?}{strict}", program.goal));
        self.set_scopes(&program.scopes);
        self.nested(|it| {
            it.scope(Some(program.scope));
            if it.detail == DumpDetail::Scopes && !program.free.is_empty() {
                let names = program.free.iter().map(|free| it.name(free.name));
                let names = names.collect::<alloc::vec::Vec<_>>().join(" ");
                it.line(&format!("[free {names}]"));
            }
            if let Some(module) = program.module {
                it.module(module);
            }
            it.statements(program.body)
        })
    }

    fn module(&mut self, module: &ModuleFacts<'_>) {
        for (index, request) in module.requests.iter().enumerate() {
            let mut text = format!(
                "request {index} {} {:?}",
                self.quoted(request.specifier),
                request.phase
            );
            for attribute in request.attributes {
                text += &format!(
                    " {}={}",
                    self.name(attribute.key),
                    self.quoted(attribute.value)
                );
            }
            self.line(&text);
        }
        for entry in module.imports {
            let what = match entry.import {
                ImportName::Name(name) => self.name(name),
                ImportName::Namespace => "*".to_string(),
                ImportName::Source => "source".to_string(),
            };
            self.line(&format!(
                "import {} = {}.{what}",
                self.name(entry.local),
                entry.request.0
            ));
        }
        for entry in module.exports {
            let what = match entry.export {
                ExportName::Local(name) => self.name(name),
                ExportName::Indirect(request, name) => format!("{}.{}", request.0, self.name(name)),
                ExportName::Namespace(request) => format!("{}.*", request.0),
            };
            self.line(&format!("export {} = {what}", self.name(entry.name)));
        }
        for request in module.star_exports {
            self.line(&format!("export * = {}.*", request.0));
        }
    }

    /// A function's head, as one line's text.
    pub(super) fn function_title(&self, id: FunctionId) -> String {
        let record = self.functions.get(id);
        let mut text = format!("function {:?}", record.kind);
        let shown = [
            (FunctionFlags::ASYNC, "async"),
            (FunctionFlags::GENERATOR, "generator"),
            (FunctionFlags::STRICT, "strict"),
            (FunctionFlags::IMMEDIATELY_INVOKED, "invoked"),
        ];
        for (flag, word) in shown {
            if record.is(flag) {
                text += &format!(" {word}");
            }
        }
        if let Some(name) = record.name {
            text += &format!(" {}", self.name(name));
        }
        text
    }

    pub(super) fn function(&mut self, function: &Function<'_>) -> Dumped {
        let title = self.function_title(function.id);
        self.line(&title);
        self.set_scopes(&function.scopes);
        self.nested(|it| {
            if it.detail == DumpDetail::Scopes {
                let record = *it.functions.get(function.id);
                let mut text = format!("flags {:?} length {}", record.flags, record.length);
                for free in it.functions.free_names(function.id) {
                    text += &format!(
                        " {}{}",
                        it.name(free.name),
                        if free.assigned { "=" } else { "" }
                    );
                }
                it.line(&format!("[{text}]"));
            }
            it.scope(function.name_scope);
            it.scope(Some(function.parameter_scope));
            if function.body_scope != function.parameter_scope {
                it.scope(Some(function.body_scope));
            }
            for parameter in function.parameters {
                it.element("parameter", parameter)?;
            }
            if let Some(rest) = function.rest {
                it.line("rest parameter");
                it.nested(|it| it.pattern(rest))?;
            }
            match function.body {
                Body::Statements(list) => it.statements(list),
                Body::Expression(expr) => {
                    it.line("=>");
                    it.nested(|it| it.expr(expr))
                }
            }
        })
    }

    /// A pattern with a default.
    pub(super) fn element(&mut self, title: &str, element: &PatternElement<'_>) -> Dumped {
        self.line(title);
        self.nested(|it| {
            it.pattern(element.target)?;
            match element.default {
                Some(default) => {
                    it.line("default");
                    it.nested(|it| it.expr(default))
                }
                None => Ok(()),
            }
        })
    }

    pub(super) fn key(&mut self, title: &str, key: &PropertyKey<'_>) -> Dumped {
        match key {
            PropertyKey::Name(name) => {
                let text = format!("{title} {}", self.quoted(*name));
                self.line(&text);
                Ok(())
            }
            PropertyKey::Private(name) => {
                let text = format!("{title} {}", self.name(*name));
                self.line(&text);
                Ok(())
            }
            PropertyKey::Number(value) => {
                self.line(&format!("{title} {value:?}"));
                Ok(())
            }
            PropertyKey::Computed(expr) => {
                self.line(&format!("{title} computed"));
                self.nested(|it| it.expr(expr))
            }
        }
    }

    pub(super) fn class(&mut self, class: &Class<'_>) -> Dumped {
        let name = class
            .name
            .map_or(String::new(), |name| format!(" {}", self.name(name)));
        self.line(&format!("class{name}"));
        self.nested(|it| {
            it.scope(Some(class.scope));
            if let Some(heritage) = class.heritage {
                it.line("extends");
                it.nested(|it| it.expr(heritage))?;
            }
            if let Some(id) = class.constructor {
                it.inner_function(id)?;
            }
            for element in class.elements {
                let prefix = if element.is_static { "static " } else { "" };
                match element.kind {
                    ClassElementKind::Method(key, id) => {
                        it.key(&format!("{prefix}method"), &key)?;
                        it.nested(|it| it.inner_function(id))?;
                    }
                    ClassElementKind::Getter(key, id) => {
                        it.key(&format!("{prefix}get"), &key)?;
                        it.nested(|it| it.inner_function(id))?;
                    }
                    ClassElementKind::Setter(key, id) => {
                        it.key(&format!("{prefix}set"), &key)?;
                        it.nested(|it| it.inner_function(id))?;
                    }
                    ClassElementKind::Field { key, value, scope } => {
                        it.key(&format!("{prefix}field"), &key)?;
                        it.nested(|it| {
                            it.scope(scope);
                            value.map_or(Ok(()), |value| it.expr(value))
                        })?;
                    }
                    ClassElementKind::StaticBlock { scope, body } => {
                        it.line("static block");
                        it.nested(|it| {
                            it.scope(Some(scope));
                            it.statements(body)
                        })?;
                    }
                }
            }
            Ok(())
        })
    }
}
