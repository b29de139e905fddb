//! Structured constants: scopes, declarations and modules, as lists of 32-bit numbers.

use alloc::vec::Vec;

use super::constant::List;
use super::function::FunctionIndex;
use crate::opcode::operand::ConstantIndex;

/// What kind of environment a scope has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum ScopeInfoKind {
    /// Bindings in the slots of an environment.
    Declarative,
    /// As `Declarative`, the variable scope of a function: a sloppy direct eval may add names to it.
    Variable,
    /// The object of a `with` statement.
    Object,
    /// The module's environment: some slots hold import cells.
    Module,
}

/// How a binding behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum BindingInfoKind {
    /// `var`, function, parameter, `let`: may be assigned.
    Mutable,
    /// `const`, class name: assignment throws a TypeError.
    Constant,
    /// A function expression's own name: assignment throws in strict code and is ignored in sloppy code.
    FunctionName,
    /// An import: the slot holds an import cell; assignment throws a TypeError.
    Import,
    /// A private name (with `#`), not visible to ordinary lookups.
    Private,
    /// A value that eval code and arrow functions need: `this`, `new.target`, `%home` (home object)
    /// or `%function` (the derived constructor that runs). Not visible to ordinary lookups.
    Special,
}

/// One name of a scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BindingInfo {
    /// The name.
    pub name: ConstantIndex,
    /// Its slot.
    pub slot: u16,
    /// How it behaves.
    pub kind: BindingInfoKind,
    /// It may be in its dead zone.
    pub checked: bool,
    /// It is a lexical declaration (conflicts with a `var` that eval code declares).
    pub lexical: bool,
    /// A simple catch parameter, with which eval code's `var` does not conflict.
    pub catch_parameter: bool,
}

/// What is known of a scope when the code in it runs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScopeInfo {
    /// The scope around it: a scope constant of the same pool, [`ConstantIndex::NONE`] for the global scope.
    pub parent: ConstantIndex,
    /// What kind of environment it has.
    pub kind: ScopeInfoKind,
    /// Code in the scope is strict.
    pub strict: bool,
    /// Where the scope stands: bit 0 in a function that has `new.target`, bit 1 in a method (`super`
    /// properties), bit 2 in a derived constructor (`super` calls), bit 3 in a field initialiser (no
    /// `arguments`). For direct eval.
    pub context: u8,
    /// Its names.
    pub bindings: Vec<BindingInfo>,
}

impl ScopeInfo {
    pub(super) fn decode(list: List<'_>) -> Option<Self> {
        let facts = list.get(1)?;
        let kind = match facts as u8 {
            0 => ScopeInfoKind::Declarative,
            1 => ScopeInfoKind::Variable,
            2 => ScopeInfoKind::Object,
            3 => ScopeInfoKind::Module,
            _ => return None,
        };
        let mut bindings = Vec::with_capacity((list.len() - 2) / 2);
        let mut index = 2;
        while index < list.len() {
            let facts = list.get(index + 1)?;
            bindings.push(BindingInfo {
                name: ConstantIndex(list.get(index)?),
                slot: facts as u16,
                kind: match facts >> 16 & 0xFF {
                    0 => BindingInfoKind::Mutable,
                    1 => BindingInfoKind::Constant,
                    2 => BindingInfoKind::FunctionName,
                    3 => BindingInfoKind::Import,
                    4 => BindingInfoKind::Private,
                    5 => BindingInfoKind::Special,
                    _ => return None,
                },
                checked: facts >> 24 & 1 != 0,
                lexical: facts >> 25 & 1 != 0,
                catch_parameter: facts >> 26 & 1 != 0,
            });
            index += 2;
        }
        Some(Self {
            parent: ConstantIndex(list.get(0)?),
            kind,
            strict: facts >> 8 & 1 != 0,
            context: (facts >> 16) as u8,
            bindings,
        })
    }

    pub(crate) fn encode(&self) -> Vec<u32> {
        let facts = self.kind as u32 | u32::from(self.strict) << 8 | u32::from(self.context) << 16;
        let mut list = Vec::from([self.parent.0, facts]);
        for binding in &self.bindings {
            list.push(binding.name.0);
            list.push(
                u32::from(binding.slot)
                    | (binding.kind as u32) << 16
                    | u32::from(binding.checked) << 24
                    | u32::from(binding.lexical) << 25
                    | u32::from(binding.catch_parameter) << 26,
            );
        }
        list
    }
}

/// A lexical declaration of a script.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LexicalDeclaration {
    /// The name.
    pub name: ConstantIndex,
    /// Assignment throws.
    pub constant: bool,
}

/// What a script or eval code declares in a scope that outlives it.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Declarations {
    /// `let`, `const`, `class` of a script; empty for eval code.
    pub lexical: Vec<LexicalDeclaration>,
    /// Functions, in order of declaration.
    pub functions: Vec<ConstantIndex>,
    /// `var` names that are not functions.
    pub variables: Vec<ConstantIndex>,
    /// Functions in blocks of sloppy code that become `var`s where nothing conflicts (Annex B). The
    /// instruction declares those without conflict itself, after the functions.
    pub hoisted: Vec<ConstantIndex>,
}

impl Declarations {
    pub(super) fn decode(list: List<'_>) -> Option<Self> {
        let mut numbers = list.iter();
        let mut count = || numbers.next().map(|number| number as usize);
        let counts = [count()?, count()?, count()?, count()?];
        if counts.iter().sum::<usize>() != list.len() - 4 {
            return None;
        }
        let mut take = |count: usize| numbers.by_ref().take(count).collect::<Vec<u32>>();
        let names = |list: Vec<u32>| list.into_iter().map(ConstantIndex).collect();
        Some(Self {
            lexical: take(counts[0])
                .into_iter()
                .map(|number| LexicalDeclaration {
                    name: ConstantIndex(number & 0x7FFF_FFFF),
                    constant: number >> 31 != 0,
                })
                .collect(),
            functions: names(take(counts[1])),
            variables: names(take(counts[2])),
            hoisted: names(take(counts[3])),
        })
    }

    pub(crate) fn encode(&self) -> Vec<u32> {
        let mut list = Vec::from([
            self.lexical.len() as u32,
            self.functions.len() as u32,
            self.variables.len() as u32,
            self.hoisted.len() as u32,
        ]);
        list.extend(
            self.lexical
                .iter()
                .map(|entry| entry.name.0 | u32::from(entry.constant) << 31),
        );
        for names in [&self.functions, &self.variables, &self.hoisted] {
            list.extend(names.iter().map(|name| name.0));
        }
        list
    }
}

/// A module that a module asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModuleRequest {
    /// The specifier.
    pub specifier: ConstantIndex,
    /// How far it is taken: 0 evaluation, 1 defer, 2 source.
    pub phase: u32,
    /// Import attributes: keys and values.
    pub attributes: Vec<(ConstantIndex, ConstantIndex)>,
}

/// What is taken from another module.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportedName {
    /// An export.
    Name(ConstantIndex),
    /// The namespace object.
    Namespace,
    /// The source object.
    Source,
}

impl ImportedName {
    fn decode(raw: u32) -> Self {
        match raw {
            u32::MAX => Self::Namespace,
            0xFFFF_FFFE => Self::Source,
            name => Self::Name(ConstantIndex(name)),
        }
    }

    fn encode(self) -> u32 {
        match self {
            Self::Namespace => u32::MAX,
            Self::Source => 0xFFFF_FFFE,
            Self::Name(name) => name.0,
        }
    }
}

/// An import with its slot in the module's environment: a name's slot takes an import cell, a
/// namespace's or source's slot the object itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ModuleImport {
    /// Index of the request.
    pub request: u32,
    /// What is imported.
    pub import: ImportedName,
    /// The slot that the linker fills.
    pub slot: u32,
    /// Source offset, for errors.
    pub position: u32,
}

/// An export of a binding of the module.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LocalExport {
    /// The exported name.
    pub name: ConstantIndex,
    /// The slot in the module's environment.
    pub slot: u32,
}

/// An export of another module's export.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IndirectExport {
    /// The exported name.
    pub name: ConstantIndex,
    /// Index of the request.
    pub request: u32,
    /// What is exported.
    pub import: ImportedName,
    /// Source offset, for errors.
    pub position: u32,
}

/// A module's requests, imports, exports and environment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModuleDescription {
    /// Runs at link time, with the environment in r3.
    pub instantiation: FunctionIndex,
    /// Slots of the module's environment.
    pub size: u32,
    /// How many of them, from the first on, start as `undefined`; the others are UNINITIALIZED.
    pub variables: u32,
    /// Scope information of the environment or [`ConstantIndex::NONE`].
    pub scope: ConstantIndex,
    /// `await` occurs at the top level.
    pub has_top_level_await: bool,
    /// Requests in order.
    pub requests: Vec<ModuleRequest>,
    /// Imports.
    pub imports: Vec<ModuleImport>,
    /// Exports of own bindings.
    pub local_exports: Vec<LocalExport>,
    /// Exports of other modules' exports.
    pub indirect_exports: Vec<IndirectExport>,
    /// `export * from`: indices of requests.
    pub star_exports: Vec<u32>,
}

impl ModuleDescription {
    pub(super) fn decode(list: List<'_>) -> Option<Self> {
        let mut numbers = list.iter();
        let mut next = || numbers.next();
        let mut module = Self {
            instantiation: FunctionIndex(next()?),
            size: next()?,
            variables: next()?,
            scope: ConstantIndex(next()?),
            has_top_level_await: next()? != 0,
            requests: Vec::new(),
            imports: Vec::new(),
            local_exports: Vec::new(),
            indirect_exports: Vec::new(),
            star_exports: Vec::new(),
        };
        for _ in 0..next()? {
            let specifier = ConstantIndex(next()?);
            let phase = next()?;
            let mut attributes = Vec::new();
            for _ in 0..next()? {
                attributes.push((ConstantIndex(next()?), ConstantIndex(next()?)));
            }
            module.requests.push(ModuleRequest {
                specifier,
                phase,
                attributes,
            });
        }
        for _ in 0..next()? {
            module.imports.push(ModuleImport {
                request: next()?,
                import: ImportedName::decode(next()?),
                slot: next()?,
                position: next()?,
            });
        }
        for _ in 0..next()? {
            module.local_exports.push(LocalExport {
                name: ConstantIndex(next()?),
                slot: next()?,
            });
        }
        for _ in 0..next()? {
            module.indirect_exports.push(IndirectExport {
                name: ConstantIndex(next()?),
                request: next()?,
                import: ImportedName::decode(next()?),
                position: next()?,
            });
        }
        for _ in 0..next()? {
            module.star_exports.push(next()?);
        }
        Some(module)
    }

    pub(crate) fn encode(&self) -> Vec<u32> {
        let mut list = Vec::from([
            self.instantiation.0,
            self.size,
            self.variables,
            self.scope.0,
            u32::from(self.has_top_level_await),
        ]);
        list.push(self.requests.len() as u32);
        for request in &self.requests {
            list.extend([
                request.specifier.0,
                request.phase,
                request.attributes.len() as u32,
            ]);
            list.extend(
                request
                    .attributes
                    .iter()
                    .flat_map(|(key, value)| [key.0, value.0]),
            );
        }
        list.push(self.imports.len() as u32);
        for import in &self.imports {
            list.extend([
                import.request,
                import.import.encode(),
                import.slot,
                import.position,
            ]);
        }
        list.push(self.local_exports.len() as u32);
        for export in &self.local_exports {
            list.extend([export.name.0, export.slot]);
        }
        list.push(self.indirect_exports.len() as u32);
        for export in &self.indirect_exports {
            list.extend([
                export.name.0,
                export.request,
                export.import.encode(),
                export.position,
            ]);
        }
        list.push(self.star_exports.len() as u32);
        list.extend(&self.star_exports);
        list
    }
}
