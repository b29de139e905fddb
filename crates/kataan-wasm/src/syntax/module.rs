//! The structure of a module, as decoded.

use super::types::{RefType, TypeId, ValType};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
            pub(crate) struct $name(pub(crate) u32);

            impl $name {
                /// The position in the module's list.
                pub(crate) const fn index(self) -> usize {
                    self.0 as usize
                }
            }
        )*
    };
}

index! {
    /// A function of a module, imports first.
    FuncIndex;
    /// A table of a module, imports first.
    TableIndex;
    /// A memory of a module, imports first.
    MemoryIndex;
    /// A global of a module, imports first.
    GlobalIndex;
    /// A tag of a module, imports first.
    TagIndex;
    /// An element segment.
    ElemIndex;
    /// A data segment.
    DataIndex;
}

/// Bytes of the module.
pub(crate) type Bytes = Range<usize>;

/// Minimum and maximum size.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// The initial size.
    pub min: u64,
    /// The largest size, if there is one.
    pub max: Option<u64>,
}

/// The type of a memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MemoryType {
    /// Limits in pages.
    pub limits: Limits,
    /// Whether indices have 64 bits.
    pub is_64: bool,
    /// Whether several threads may use it.
    pub shared: bool,
    /// The size of a page as a power of two: 16, or 0 with custom page sizes.
    pub page_size_log2: u8,
}

/// The type of a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TableType {
    /// What the elements are.
    pub element: RefType,
    /// Limits in elements.
    pub limits: Limits,
    /// Whether indices have 64 bits.
    pub is_64: bool,
}

/// The type of a global.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GlobalType {
    /// What it holds.
    pub content: ValType,
    /// Whether it can be written.
    pub mutable: bool,
}

impl MemoryType {
    /// The type of an index.
    pub fn index_type(&self) -> ValType {
        if self.is_64 {
            ValType::I64
        } else {
            ValType::I32
        }
    }
}

impl TableType {
    /// The type of an index.
    pub fn index_type(&self) -> ValType {
        if self.is_64 {
            ValType::I64
        } else {
            ValType::I32
        }
    }
}

/// What an import or an export is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum EntityIndex {
    /// A function.
    Func(FuncIndex),
    /// A table.
    Table(TableIndex),
    /// A memory.
    Memory(MemoryIndex),
    /// A global.
    Global(GlobalIndex),
    /// A tag.
    Tag(TagIndex),
}

/// An import.
#[derive(Clone, Debug)]
pub(crate) struct Import {
    pub(crate) module: Box<str>,
    pub(crate) name: Box<str>,
    pub(crate) entity: EntityIndex,
}

/// An export.
#[derive(Clone, Debug)]
pub(crate) struct Export {
    pub(crate) name: Box<str>,
    pub(crate) entity: EntityIndex,
}

/// How a table gets its first elements.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) ty: TableType,
    /// A constant expression, else null.
    pub(crate) init: Option<Bytes>,
}

/// A global with its initial value, `None` for an import.
#[derive(Clone, Debug)]
pub(crate) struct Global {
    pub(crate) ty: GlobalType,
    pub(crate) init: Option<Bytes>,
}

/// When a segment is used.
#[derive(Clone, Debug)]
pub(crate) enum SegmentMode {
    /// Copied to a memory or a table at instantiation, at the offset that the expression gives.
    Active { target: u32, offset: Bytes },
    /// Used by instructions.
    Passive,
    /// Only declares references.
    Declared,
}

/// The elements of a segment.
#[derive(Clone, Debug)]
pub(crate) enum ElemItems {
    Funcs(Box<[FuncIndex]>),
    Exprs(Box<[Bytes]>),
}

/// An element segment.
#[derive(Clone, Debug)]
pub(crate) struct Elem {
    pub(crate) ty: RefType,
    pub(crate) items: ElemItems,
    pub(crate) mode: SegmentMode,
}

/// A data segment.
#[derive(Clone, Debug)]
pub(crate) struct Data {
    pub(crate) bytes: Bytes,
    pub(crate) mode: SegmentMode,
}

/// A function's body: local declarations and instructions.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) bytes: Bytes,
}

/// A custom section.
#[derive(Clone, Debug)]
pub(crate) struct CustomSection {
    /// The section's name.
    pub(crate) name: String,
    /// Where its contents lie in the module.
    pub(crate) range: Range<usize>,
}

/// A decoded module.
#[derive(Clone, Debug, Default)]
pub(crate) struct ModuleDefinition {
    pub(crate) types: Vec<TypeId>,
    pub(crate) imports: Vec<Import>,
    /// Types of all functions, imports first; likewise below.
    pub(crate) funcs: Vec<TypeId>,
    pub(crate) tables: Vec<Table>,
    pub(crate) memories: Vec<MemoryType>,
    pub(crate) globals: Vec<Global>,
    pub(crate) tags: Vec<TypeId>,
    pub(crate) exports: Vec<Export>,
    pub(crate) start: Option<FuncIndex>,
    pub(crate) elems: Vec<Elem>,
    pub(crate) data_count: Option<u32>,
    pub(crate) datas: Vec<Data>,
    pub(crate) bodies: Vec<Body>,
    pub(crate) customs: Vec<CustomSection>,
    pub(crate) imported_funcs: u32,
    pub(crate) imported_tables: u32,
    pub(crate) imported_memories: u32,
    pub(crate) imported_globals: u32,
    pub(crate) imported_tags: u32,
}

impl ModuleDefinition {
    /// The body of a function that is not imported.
    pub(crate) fn body_index(&self, func: FuncIndex) -> Option<usize> {
        func.0
            .checked_sub(self.imported_funcs)
            .map(|index| index as usize)
    }
}
