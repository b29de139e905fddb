//! [Modules](https://tc39.es/ecma262/#sec-modules): imports and exports.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::{Parsed, Parser};
use crate::ast::{
    ImportAttribute, ImportEntry, ImportName, ImportPhase, ModuleRequest, ModuleRequestId, Pattern,
    PatternKind, Stmt, StmtKind,
};
use crate::diagnostic::ErrorCode;
use crate::lexer::{Token, TokenKind};
use crate::name::Name;
use crate::scope::BindingKind;
use crate::span::Span;

/// One export as written.
#[derive(Clone, Copy)]
pub(crate) struct RawExport {
    pub(crate) exported: Name,
    pub(crate) span: Span,
    pub(crate) source: ExportSource,
}

/// What an export takes.
#[derive(Clone, Copy)]
pub(crate) enum ExportSource {
    /// A binding, written at this place.
    Local(Name, Span),
    /// An export of another module.
    Indirect(ModuleRequestId, Name),
    /// A module's namespace.
    Namespace(ModuleRequestId),
}

/// What a module asks for and offers, while it is read.
#[derive(Default)]
pub(crate) struct ModuleBuild<'a> {
    pub(crate) requests: Vec<ModuleRequest<'a>>,
    /// Requests by specifier.
    known: BTreeMap<Name, SmallVec<[u32; 1]>>,
    pub(crate) imports: Vec<ImportEntry>,
    pub(crate) exports: Vec<RawExport>,
    pub(crate) star_exports: Vec<ModuleRequestId>,
}

impl<'a> Parser<'_, '_, 'a> {
    /// [ModuleItem](https://tc39.es/ecma262/#prod-ModuleItem)
    pub(super) fn module_item(&mut self, module: &mut ModuleBuild<'a>) -> Parsed<&'a Stmt<'a>> {
        match self.token.kind {
            TokenKind::Import => {
                let next = self.peek();
                if matches!(next.kind, TokenKind::LeftParen | TokenKind::Dot) {
                    return self.statement_list_item();
                }
                self.import_declaration(module)
            }
            TokenKind::Export => self.export_declaration(module),
            _ => self.statement_list_item(),
        }
    }

    /// [ImportDeclaration](https://tc39.es/ecma262/#prod-ImportDeclaration)
    fn import_declaration(&mut self, module: &mut ModuleBuild<'a>) -> Parsed<&'a Stmt<'a>> {
        let start = self.token.start;
        self.advance();
        let mut phase = ImportPhase::Evaluation;
        let mut imports: SmallVec<[(ImportName, Token); 8]> = SmallVec::new();
        if !self.at(TokenKind::String) {
            phase = self.import_phase();
            match phase {
                ImportPhase::Source => {
                    let local = self.import_binding()?;
                    imports.push((ImportName::Source, local));
                }
                ImportPhase::Defer => self.namespace_import(&mut imports)?,
                ImportPhase::Evaluation => self.import_clause(&mut imports)?,
            }
            self.expect_word(Name::FROM)?;
        }
        let request = self.module_request(module, phase)?;
        self.semicolon()?;
        for (import, local) in imports {
            module.imports.push(ImportEntry {
                request,
                import,
                local: local.name,
                span: local.span(),
            });
        }
        Ok(self.stmt(start, StmtKind::Import(request)))
    }

    /// `defer` or `source`, where it is no default import of that name.
    fn import_phase(&mut self) -> ImportPhase {
        if self.token.is_word(Name::DEFER) && self.peek().kind == TokenKind::Star {
            self.advance();
            return ImportPhase::Defer;
        }
        if self.token.is_word(Name::SOURCE) {
            let (next, after) = self.peek_two();
            // `import source from "a"` binds `source`; `import source from from "a"` binds `from`.
            let is_phase = next.kind == TokenKind::Identifier
                && (next.name != Name::FROM || after.is_word(Name::FROM));
            if is_phase {
                self.advance();
                return ImportPhase::Source;
            }
        }
        ImportPhase::Evaluation
    }

    fn import_clause(&mut self, imports: &mut SmallVec<[(ImportName, Token); 8]>) -> Parsed<()> {
        if self.at(TokenKind::Identifier) {
            let local = self.import_binding()?;
            imports.push((ImportName::Name(Name::DEFAULT), local));
            if !self.eat(TokenKind::Comma) {
                return Ok(());
            }
        }
        match self.token.kind {
            TokenKind::Star => self.namespace_import(imports),
            TokenKind::LeftBrace => self.named_imports(imports),
            _ => Err(self.expected("what to import")),
        }
    }

    /// A name that an import declares.
    fn import_binding(&mut self) -> Parsed<Token> {
        let token = self.binding_identifier()?;
        self.declare(token.name, BindingKind::Import, token.start)?;
        Ok(token)
    }

    fn namespace_import(&mut self, imports: &mut SmallVec<[(ImportName, Token); 8]>) -> Parsed<()> {
        self.expect(TokenKind::Star)?;
        self.expect_word(Name::AS)?;
        let local = self.import_binding()?;
        imports.push((ImportName::Namespace, local));
        Ok(())
    }

    fn named_imports(&mut self, imports: &mut SmallVec<[(ImportName, Token); 8]>) -> Parsed<()> {
        self.advance();
        while !self.at(TokenKind::RightBrace) {
            let name = self.module_export_name()?;
            let local = if self.token.is_word(Name::AS) {
                self.advance();
                self.import_binding()?
            } else {
                if name.kind == TokenKind::String {
                    return Err(self.expected("`as`"));
                }
                self.check_identifier(name)?;
                if name.name.is_eval_or_arguments() {
                    return Err(self.fail_name(
                        ErrorCode::BindingEvalOrArguments,
                        name.span(),
                        name.name,
                    ));
                }
                self.declare(name.name, BindingKind::Import, name.start)?;
                name
            };
            imports.push((ImportName::Name(name.name), local));
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        self.expect(TokenKind::RightBrace)
    }

    /// [ModuleExportName](https://tc39.es/ecma262/#prod-ModuleExportName)
    fn module_export_name(&mut self) -> Parsed<Token> {
        let token = self.token;
        if token.kind != TokenKind::String {
            return self.identifier_name();
        }
        self.check_octal()?;
        if crate::wtf8::has_lone_surrogate(self.lexer.names.bytes(token.name)) {
            return Err(self.fail(ErrorCode::LoneSurrogateName, token.span(), &[]));
        }
        self.advance();
        Ok(token)
    }

    /// A specifier and its attributes.
    fn module_request(
        &mut self,
        module: &mut ModuleBuild<'a>,
        phase: ImportPhase,
    ) -> Parsed<ModuleRequestId> {
        let token = self.token;
        if token.kind != TokenKind::String {
            return Err(self.expected("a module specifier"));
        }
        self.check_octal()?;
        self.advance();
        let mut attributes: SmallVec<[ImportAttribute; 2]> = SmallVec::new();
        if self.eat(TokenKind::With) {
            self.import_attributes(&mut attributes)?;
        }
        let known = module.known.entry(token.name).or_default();
        let same = known.iter().copied().find(|&index| {
            let request = &module.requests[index as usize];
            request.phase == phase && *request.attributes == *attributes
        });
        if let Some(index) = same {
            return Ok(ModuleRequestId(index));
        }
        let index = module.requests.len() as u32;
        known.push(index);
        let attributes = self.list(&attributes);
        module.requests.push(ModuleRequest {
            specifier: token.name,
            attributes,
            phase,
            span: token.span(),
        });
        Ok(ModuleRequestId(index))
    }

    /// `{ key: "value" }`
    fn import_attributes(&mut self, attributes: &mut SmallVec<[ImportAttribute; 2]>) -> Parsed<()> {
        self.expect(TokenKind::LeftBrace)?;
        while !self.at(TokenKind::RightBrace) {
            let key = self.token;
            if key.kind == TokenKind::String {
                self.check_octal()?;
                self.advance();
            } else {
                self.identifier_name()?;
            }
            self.expect(TokenKind::Colon)?;
            let value = self.token;
            if value.kind != TokenKind::String {
                return Err(self.expected("a string"));
            }
            self.check_octal()?;
            self.advance();
            if attributes.iter().any(|attribute| attribute.key == key.name) {
                return Err(self.fail_name(ErrorCode::DuplicateAttribute, key.span(), key.name));
            }
            attributes.push(ImportAttribute {
                key: key.name,
                value: value.name,
            });
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        self.expect(TokenKind::RightBrace)
    }

    /// [ExportDeclaration](https://tc39.es/ecma262/#prod-ExportDeclaration)
    fn export_declaration(&mut self, module: &mut ModuleBuild<'a>) -> Parsed<&'a Stmt<'a>> {
        let start = self.token.start;
        self.advance();
        let token = self.token;
        let kind = match token.kind {
            TokenKind::Star => {
                self.export_star(module)?;
                StmtKind::Export
            }
            TokenKind::LeftBrace => {
                self.export_list(module)?;
                StmtKind::Export
            }
            TokenKind::Default => self.export_default(module)?,
            TokenKind::Var | TokenKind::Const => {
                StmtKind::ExportDeclaration(self.exported_declaration(module)?)
            }
            TokenKind::Function | TokenKind::Class => {
                StmtKind::ExportDeclaration(self.exported_declaration(module)?)
            }
            TokenKind::Identifier if self.token.is_word(Name::LET) => {
                StmtKind::ExportDeclaration(self.exported_declaration(module)?)
            }
            TokenKind::Identifier if token.is_word(Name::ASYNC) && self.at_async_function() => {
                StmtKind::ExportDeclaration(self.exported_declaration(module)?)
            }
            _ => return Err(self.expected("what to export")),
        };
        Ok(self.stmt(start, kind))
    }

    fn export_star(&mut self, module: &mut ModuleBuild<'a>) -> Parsed<()> {
        self.advance();
        let mut name = None;
        if self.token.is_word(Name::AS) {
            self.advance();
            name = Some(self.module_export_name()?);
        }
        self.expect_word(Name::FROM)?;
        let request = self.module_request(module, ImportPhase::Evaluation)?;
        self.semicolon()?;
        match name {
            None => module.star_exports.push(request),
            Some(token) => module.exports.push(RawExport {
                exported: token.name,
                span: token.span(),
                source: ExportSource::Namespace(request),
            }),
        }
        Ok(())
    }

    /// `{ a, b as c }`, perhaps with `from`.
    fn export_list(&mut self, module: &mut ModuleBuild<'a>) -> Parsed<()> {
        self.advance();
        let mut list: SmallVec<[(Token, Token); 8]> = SmallVec::new();
        while !self.at(TokenKind::RightBrace) {
            let local = self.module_export_name()?;
            let mut exported = local;
            if self.token.is_word(Name::AS) {
                self.advance();
                exported = self.module_export_name()?;
            }
            list.push((local, exported));
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        self.expect(TokenKind::RightBrace)?;
        let mut request = None;
        if self.token.is_word(Name::FROM) {
            self.advance();
            request = Some(self.module_request(module, ImportPhase::Evaluation)?);
        }
        for &(local, exported) in &list {
            let source = match request {
                Some(request) => ExportSource::Indirect(request, local.name),
                None => {
                    if local.kind == TokenKind::String {
                        return Err(self.fail(ErrorCode::StringExportLocal, local.span(), &[]));
                    }
                    self.check_identifier(local)?;
                    ExportSource::Local(local.name, local.span())
                }
            };
            module.exports.push(RawExport {
                exported: exported.name,
                span: exported.span(),
                source,
            });
        }
        self.semicolon()
    }

    /// `export default …`
    fn export_default(&mut self, module: &mut ModuleBuild<'a>) -> Parsed<StmtKind<'a>> {
        let span = self.token.span();
        self.advance();
        let start = self.token.start;
        let mut local = Name::DEFAULT_EXPORT;
        let token = self.token;
        let kind = match token.kind {
            TokenKind::Class => {
                let class = self.class_declaration(true)?;
                local = class.name.unwrap_or(local);
                StmtKind::ExportDeclaration(self.stmt(start, StmtKind::Class(class)))
            }
            TokenKind::Function => self.export_default_function(&mut local)?,
            TokenKind::Identifier if token.is_word(Name::ASYNC) && self.at_async_function() => {
                self.export_default_function(&mut local)?
            }
            _ => {
                let mark = self.analysis.binding_mark();
                self.declare(local, BindingKind::Const, start)?;
                let value = self.assignment()?;
                let end = self.previous_end;
                self.analysis.initialize(mark, end);
                self.semicolon()?;
                StmtKind::ExportDefault(value)
            }
        };
        let source = ExportSource::Local(local, Span::new(start, self.previous_end));
        module.exports.push(RawExport {
            exported: Name::DEFAULT,
            span,
            source,
        });
        Ok(kind)
    }

    fn export_default_function(&mut self, local: &mut Name) -> Parsed<StmtKind<'a>> {
        let start = self.token.start;
        let id = self.function_declaration(true)?;
        if let Some(record) = self.table.records.get(id.0 as usize) {
            *local = record.name.unwrap_or(*local);
        }
        Ok(StmtKind::ExportDeclaration(
            self.stmt(start, StmtKind::Function(id)),
        ))
    }

    /// A declaration whose names are exported.
    fn exported_declaration(&mut self, module: &mut ModuleBuild<'a>) -> Parsed<&'a Stmt<'a>> {
        let statement = self.statement_list_item()?;
        let mut names: SmallVec<[(Name, Span); 8]> = SmallVec::new();
        match statement.kind {
            StmtKind::Variable(declaration) => {
                for declarator in declaration.declarators {
                    bound_names(declarator.target, &mut names);
                }
            }
            StmtKind::Function(id) => {
                if let Some(record) = self.table.records.get(id.0 as usize) {
                    names.extend(record.name.map(|name| (name, statement.span)));
                }
            }
            StmtKind::Class(class) => names.extend(class.name.map(|name| (name, statement.span))),
            // `let` may turn out to start an expression, which strict code forbids before.
            _ => return Err(self.fail(ErrorCode::ImportExportPlace, statement.span, &[])),
        }
        for (name, span) in names {
            module.exports.push(RawExport {
                exported: name,
                span,
                source: ExportSource::Local(name, span),
            });
        }
        Ok(statement)
    }
}

/// [BoundNames](https://tc39.es/ecma262/#sec-static-semantics-boundnames) of a pattern.
fn bound_names(pattern: &Pattern<'_>, names: &mut SmallVec<[(Name, Span); 8]>) {
    match pattern.kind {
        PatternKind::Identifier(name) => names.push((name, pattern.span)),
        PatternKind::ParenthesizedIdentifier(_) | PatternKind::Expression(_) => {}
        PatternKind::Object(object) => {
            for property in object.properties {
                bound_names(property.value.target, names);
            }
            if let Some(rest) = object.rest {
                bound_names(rest, names);
            }
        }
        PatternKind::Array(array) => {
            for element in array.elements.iter().flatten() {
                bound_names(element.target, names);
            }
            if let Some(rest) = array.rest {
                bound_names(rest, names);
            }
        }
    }
}
