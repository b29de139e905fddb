//! Kinds: what the collector knows of each cell type, as data.
//!
//! [`cell!`](crate::cell) makes a [`CellDescriptor`] of each type, [`kinds!`](crate::kinds) gives
//! each an id and lists them in a table, and a heap joins the tables of the crates in use. Size,
//! tracing, dumps and images are all driven by these rows, so none of them is written by hand.

use crate::cell::{CellType, Kinded, TailCount};
use crate::foreign::{ForeignObject, is_foreign_kind};
use crate::region::RegionState;
use crate::value::Tag;

/// What the collector must see at one place of a cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PartClass {
    /// A 32-bit offset that keeps its cell alive; 0 for none.
    Reference,
    /// A 64-bit value that keeps its cell alive.
    Value,
    /// A 32-bit offset that is cleared when its cell dies.
    WeakReference,
    /// A 64-bit value that becomes `undefined` when its cell dies.
    WeakValue,
    /// A weak value whose death queues the cell that it is in.
    Watched,
    /// A weak value and, right after it, one that lives as long as the first.
    Ephemeron,
}

/// One place of a cell that the collector must see.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// Bytes from the start of the member.
    pub offset: u16,
    /// What is there.
    pub class: PartClass,
}

impl Part {
    /// A part at `offset`.
    pub const fn new(offset: u16, class: PartClass) -> Part {
        Part { offset, class }
    }
}

/// A member of a cell type.
#[derive(Clone, Copy, Debug)]
pub struct FieldDescriptor {
    /// Its name.
    pub name: &'static str,
    /// Bytes from the start of the cell.
    pub offset: usize,
    /// How many elements.
    pub count: usize,
    /// Bytes from one element to the next.
    pub stride: usize,
    /// What is in each.
    pub parts: &'static [Part],
}

/// The variable part of a cell type.
#[derive(Clone, Copy, Debug)]
pub struct TailDescriptor {
    /// Its name.
    pub name: &'static str,
    /// Where its length is kept.
    pub count: TailCount,
    /// Size of an element.
    pub stride: usize,
    /// What is in each.
    pub parts: &'static [Part],
}

/// A cell type as data.
#[derive(Clone, Copy, Debug)]
pub struct CellDescriptor {
    /// Its name.
    pub name: &'static str,
    /// The module that declares it.
    pub module: &'static str,
    /// Size without the tail, which is where the tail starts.
    pub size: usize,
    /// Its own members, without those of its base.
    pub fields: &'static [FieldDescriptor],
    /// Its own tail; one of a base is inherited.
    pub tail: Option<TailDescriptor>,
    /// The type that it extends.
    pub base: Option<&'static CellDescriptor>,
    /// The class of values that refer to it.
    pub tag: Option<Tag>,
    /// Whether others extend it.
    pub open: bool,
}

impl CellDescriptor {
    /// Its tail, or that of its base.
    pub const fn any_tail(&self) -> Option<TailDescriptor> {
        let mut descriptor = self;
        loop {
            match (descriptor.tail, descriptor.base) {
                (Some(tail), _) => return Some(tail),
                (None, Some(base)) => descriptor = base,
                (None, None) => return None,
            }
        }
    }

    /// The type at the bottom of what it extends.
    pub const fn root(&'static self) -> &'static CellDescriptor {
        let mut descriptor = self;
        while let Some(base) = descriptor.base {
            descriptor = base;
        }
        descriptor
    }
}

/// The kinds of one crate: consecutive ids from `first`.
#[derive(Clone, Copy, Debug)]
pub struct KindTable {
    /// Name of the crate.
    pub name: &'static str,
    /// Id of the first.
    pub first: u8,
    /// One past the last id that the crate may use.
    pub end: usize,
    /// The types, in the order of their ids.
    pub cells: &'static [&'static CellDescriptor],
}

/// What the collector reads for each kind: a descriptor, flattened.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kind {
    pub(crate) descriptor: Option<&'static CellDescriptor>,
    /// Size without the tail.
    pub(crate) size: u32,
    /// Bytes of an element of the tail; 0 without one.
    pub(crate) stride: u32,
    /// Where the tail's length is.
    pub(crate) count: TailCount,
    /// Offsets of strong references and strong values.
    pub(crate) references: Box<[u16]>,
    pub(crate) values: Box<[u16]>,
    /// All else.
    pub(crate) weak: Box<[Part]>,
    /// The parts of each element of the tail.
    pub(crate) tail: &'static [Part],
}

/// Why a heap could not be made.
#[derive(Debug)]
pub enum HeapError {
    /// The system refused the address range.
    Reservation,
    /// The tables of kinds contradict each other.
    Kinds(String),
}

impl core::fmt::Display for HeapError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            HeapError::Reservation => {
                f.write_str("the address range of the heap could not be reserved")
            }
            HeapError::Kinds(problem) => write!(f, "the cell kinds do not fit together: {problem}"),
        }
    }
}

impl core::error::Error for HeapError {}

/// Joins tables into one of 256 kinds and tells the region's state what decoding needs.
pub(crate) fn join(tables: &[&KindTable], state: &RegionState) -> Result<Box<[Kind]>, HeapError> {
    let mut kinds = vec![Kind::default(); 256];
    for table in tables {
        if usize::from(table.first) + table.cells.len() > table.end {
            return Err(HeapError::Kinds(format!(
                "`{}` has more kinds than ids",
                table.name
            )));
        }
        for (index, descriptor) in table.cells.iter().enumerate() {
            let id = usize::from(table.first) + index;
            if let Some(other) = kinds[id].descriptor {
                let problem = format!("{id} is both `{}` and `{}`", other.name, descriptor.name);
                return Err(HeapError::Kinds(problem));
            }
            kinds[id] = flatten(descriptor);
            state.tail_offset[id].set(descriptor.size as u16);
        }
    }
    link(&kinds, state)?;
    Ok(kinds.into())
}

/// Finds the id of each kind's base, and checks that a tag belongs to one family of types.
fn link(kinds: &[Kind], state: &RegionState) -> Result<(), HeapError> {
    let mut owners: [Option<&'static CellDescriptor>; 4] = [None; 4];
    for (id, kind) in kinds.iter().enumerate() {
        let Some(descriptor) = kind.descriptor else {
            continue;
        };
        if let Some(base) = descriptor.base {
            let found = kinds
                .iter()
                .position(|other| other.descriptor.is_some_and(|other| same(other, base)));
            let Some(found) = found else {
                let problem = format!(
                    "`{}` extends `{}`, which has no id",
                    descriptor.name, base.name
                );
                return Err(HeapError::Kinds(problem));
            };
            state.base_kind[id].set(found as u8);
        }
        let root = descriptor.root();
        let is_foreign = same(root, ForeignObject::DESCRIPTOR);
        if is_foreign != is_foreign_kind(id as u8) && id != usize::from(ForeignObject::KIND) {
            let problem = format!("{id} is no id for `{}`", descriptor.name);
            return Err(HeapError::Kinds(problem));
        }
        // Internal cells are of no family, and foreign objects beside one: their kind is tested.
        if let Some(tag) = descriptor.tag.filter(|tag| *tag != Tag::Internal)
            && !is_foreign
        {
            let owner = &mut owners[tag as usize - Tag::Symbol as usize];
            if owner.is_some_and(|owner| !same(owner, root)) {
                let problem = format!("`{}` is a second root of the tag {tag:?}", descriptor.name);
                return Err(HeapError::Kinds(problem));
            }
            *owner = Some(root);
        }
    }
    Ok(())
}

/// Whether two descriptors are of one type. Constants may be duplicated, so addresses do not tell.
fn same(left: &CellDescriptor, right: &CellDescriptor) -> bool {
    left.name == right.name && left.module == right.module
}

fn flatten(descriptor: &'static CellDescriptor) -> Kind {
    let (mut references, mut values) = (Vec::new(), Vec::new());
    let mut weak = Vec::new();
    let mut level = Some(descriptor);
    while let Some(current) = level {
        for field in current.fields {
            for index in 0..field.count {
                for part in field.parts {
                    let offset = field.offset + index * field.stride + usize::from(part.offset);
                    match part.class {
                        PartClass::Reference => references.push(offset as u16),
                        PartClass::Value => values.push(offset as u16),
                        class => weak.push(Part::new(offset as u16, class)),
                    }
                }
            }
        }
        level = current.base;
    }
    let tail = descriptor.any_tail();
    Kind {
        descriptor: Some(descriptor),
        size: descriptor.size as u32,
        stride: tail.map_or(0, |tail| tail.stride as u32),
        count: tail.map_or(TailCount::Small, |tail| tail.count),
        references: references.into(),
        values: values.into(),
        weak: weak.into(),
        tail: tail.map_or(&[], |tail| tail.parts),
    }
}
