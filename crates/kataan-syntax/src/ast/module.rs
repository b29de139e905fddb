//! [Modules](https://tc39.es/ecma262/#sec-modules): what a module asks for, imports and exports.

use crate::name::Name;
use crate::span::Span;

/// How far a requested module is taken.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ImportPhase {
    /// `import a from`, `import(a)`: linked and evaluated.
    Evaluation,
    /// `import defer * as a from`, `import.defer(a)`: evaluated at first use.
    Defer,
    /// `import source a from`, `import.source(a)`: its source object.
    Source,
}

/// Index into [`ModuleFacts::requests`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ModuleRequestId(pub u32);

/// One requested module; equal requests are listed once.
#[derive(Clone, Copy, Debug)]
pub struct ModuleRequest<'a> {
    /// The specifier.
    pub specifier: Name,
    /// `with { key: "value" }`, sorted by key's order of writing, keys unique.
    pub attributes: &'a [ImportAttribute],
    /// The phase.
    pub phase: ImportPhase,
    /// The specifier in the first declaration that asked.
    pub span: Span,
}

/// `key: "value"`
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ImportAttribute {
    /// The key.
    pub key: Name,
    /// The value.
    pub value: Name,
}

/// What of the other module is imported.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportName {
    /// An export, by name.
    Name(Name),
    /// `* as local`
    Namespace,
    /// `import source local from`
    Source,
}

/// One imported binding; `local` stands in the module scope with kind `Import`.
#[derive(Clone, Copy, Debug)]
pub struct ImportEntry {
    /// From where.
    pub request: ModuleRequestId,
    /// What.
    pub import: ImportName,
    /// The local name.
    pub local: Name,
    /// Where it is written.
    pub span: Span,
}

/// What an export refers to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExportName {
    /// A binding of this module (`*default*` for anonymous default exports). If it is an import,
    /// the export is listed as `Indirect` instead, but for a namespace import, which is local.
    Local(Name),
    /// An export of another module.
    Indirect(ModuleRequestId, Name),
    /// `export * as name from`
    Namespace(ModuleRequestId),
}

/// One export under a name.
#[derive(Clone, Copy, Debug)]
pub struct ExportEntry {
    /// The exported name.
    pub name: Name,
    /// What it is.
    pub export: ExportName,
    /// Where it is written.
    pub span: Span,
}

/// What a module asks for and offers.
#[derive(Clone, Copy, Debug)]
pub struct ModuleFacts<'a> {
    /// Requested modules in order of appearance.
    pub requests: &'a [ModuleRequest<'a>],
    /// Imported bindings.
    pub imports: &'a [ImportEntry],
    /// Exports under a name, local and indirect.
    pub exports: &'a [ExportEntry],
    /// `export * from`
    pub star_exports: &'a [ModuleRequestId],
    /// There is `await`, `for await` or `await using` at the top level.
    pub has_top_level_await: bool,
    /// `import.meta` occurs in the module or a function of it.
    pub uses_import_meta: bool,
}
