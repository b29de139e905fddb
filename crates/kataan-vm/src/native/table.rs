//! Tables: the built-in objects of a crate or embedder, and the numbers of their functions.
//!
//! A function object names its native by number. Numbers follow from the tables alone (their
//! order, and the order of their rows), so a heap image that was made with the same tables holds
//! valid numbers; an image lists the tables' names and hashes.

use super::property::{Property, PropertyKind};
use super::{Key, NativeFunction};
use crate::error::JsResult;
use crate::realm::Intrinsic;
use crate::value::Value;
use crate::vm::Vm;
use rustc_hash::FxHashMap;

/// How an intrinsic object comes to be.
#[derive(Clone, Copy)]
pub enum ObjectForm {
    /// An ordinary object; with a key, also a property of the global object (like `Math`).
    Ordinary(Option<Key>),
    /// A constructor.
    Constructor(Constructor),
    /// A function that is an intrinsic without being a property of one: `length` and code.
    Function(Key, u8, NativeFunction),
    /// An object that was made by the VM, which only gets its properties here.
    Existing,
}

/// A constructor function.
#[derive(Clone, Copy)]
pub struct Constructor {
    /// Its name, and its key in the global object.
    pub name: Key,
    /// Its `length`.
    pub length: u8,
    /// Its code, for call and construct.
    pub code: NativeFunction,
    /// The value of its `prototype`, whose `constructor` it becomes; `Proxy` alone has none.
    pub prototype: Option<Intrinsic>,
    /// Whether it is a property of the global object.
    pub global: bool,
}

/// One intrinsic object of a table.
#[derive(Clone, Copy)]
pub struct IntrinsicObject {
    /// Which.
    pub intrinsic: Intrinsic,
    /// How it is made.
    pub form: ObjectForm,
    /// Its `[[Prototype]]`; none for null.
    pub prototype: Option<Intrinsic>,
    /// Its properties.
    pub properties: &'static [Property],
}

/// The natives of one crate or embedder.
#[derive(Clone, Copy)]
pub struct NativeTable {
    /// The table's name, which a heap image asks for.
    pub name: &'static str,
    /// The objects, those first that others need.
    pub objects: &'static [IntrinsicObject],
    /// Natives that belong to no object: made by `create_native_function` under their key.
    pub functions: &'static [Property],
    /// Natives that are `next` of an iterator, with what steps that iterator without a result
    /// object.
    pub steps: &'static [(NativeFunction, IteratorStep)],
}

/// What a `next` does for an iterator of the kind that it is for: the value, or none at the end.
/// The outer option is none if the iterator is another.
pub type IteratorStep = fn(&mut Vm, Value) -> JsResult<Option<Option<Value>>>;

/// What the VM keeps of a native.
#[derive(Clone, Copy)]
struct Native {
    code: NativeFunction,
    name: Key,
    length: u8,
    /// Whether the interpreter itself knows what to do instead of calling it.
    is_special: bool,
    step: Option<IteratorStep>,
}

/// Names a native: its number over all tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NativeId(pub(crate) u32);

impl kataan_gc::PlainData for NativeId {}

/// The natives of an isolate, by number.
#[derive(Default)]
pub struct Natives {
    entries: Vec<Native>,
    by_code: FxHashMap<usize, u32>,
    tables: Vec<(&'static str, u32, u64)>,
}

impl core::fmt::Debug for Natives {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Natives")
            .field("tables", &self.tables)
            .finish_non_exhaustive()
    }
}

impl Natives {
    /// Numbers the functions of `tables`.
    pub(crate) fn new(tables: &[&'static NativeTable]) -> Natives {
        let count = tables
            .iter()
            .map(|table| {
                let of_objects = table.objects.iter().map(|it| 1 + it.properties.len());
                table.functions.len() + of_objects.sum::<usize>()
            })
            .sum();
        // At once: growing step by step is a tenth of an isolate's start.
        let mut natives = Natives::default();
        natives.entries.reserve(count);
        natives.by_code.reserve(count);
        for table in tables {
            natives.add(table);
        }
        natives
    }

    fn add(&mut self, table: &'static NativeTable) {
        let first = self.entries.len() as u32;
        for object in table.objects {
            match object.form {
                ObjectForm::Constructor(it) => self.push(it.name, it.length, it.code),
                ObjectForm::Function(name, length, code) => self.push(name, length, code),
                ObjectForm::Ordinary(_) | ObjectForm::Existing => {}
            }
            object.properties.iter().for_each(|row| self.add_row(row));
        }
        table.functions.iter().for_each(|row| self.add_row(row));
        for (next, step) in table.steps {
            let id = self.id_of(*next);
            self.entries[id.0 as usize].step = Some(*step);
        }
        let hash =
            self.entries[first as usize..]
                .iter()
                .fold(0xcbf2_9ce4_8422_2325, |hash, native| {
                    native
                        .name
                        .bytes()
                        .chain([native.length])
                        .fold(hash, |hash: u64, byte| {
                            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
                        })
                });
        self.tables.push((table.name, first, hash));
    }

    fn add_row(&mut self, row: &Property) {
        match row.kind {
            PropertyKind::Method(function) => {
                self.push(function.name, function.length, function.code)
            }
            PropertyKind::Accessor(accessor) => {
                accessor
                    .get
                    .into_iter()
                    .for_each(|code| self.push(row.key, 0, code));
                accessor
                    .set
                    .into_iter()
                    .for_each(|code| self.push(row.key, 1, code));
            }
            PropertyKind::Value(_) | PropertyKind::Alias(_) => {}
        }
    }

    fn push(&mut self, name: Key, length: u8, code: NativeFunction) {
        self.by_code
            .entry(code as usize)
            .or_insert(self.entries.len() as u32);
        self.entries.push(Native {
            code,
            name,
            length,
            is_special: false,
            step: None,
        });
    }

    /// The code of a native.
    #[inline(always)]
    pub fn code(&self, id: NativeId) -> NativeFunction {
        self.entries[id.0 as usize].code
    }

    /// The code of a native, unless the interpreter itself knows it.
    #[inline(always)]
    pub(crate) fn plain_code(&self, id: NativeId) -> Option<NativeFunction> {
        let native = &self.entries[id.0 as usize];
        (!native.is_special).then_some(native.code)
    }

    /// How to step an iterator whose `next` a native is.
    #[inline]
    pub(crate) fn step(&self, id: NativeId) -> Option<IteratorStep> {
        self.entries[id.0 as usize].step
    }

    /// Says that the interpreter knows a native.
    pub(crate) fn mark_special(&mut self, id: NativeId) {
        self.entries[id.0 as usize].is_special = true;
    }

    /// The name that a native was declared with: `at`, `[Symbol.iterator]`.
    pub fn name(&self, id: NativeId) -> Key {
        self.entries[id.0 as usize].name
    }

    /// The number of a native by its code: for functions that are made by hand. Code that no
    /// table lists gets a number of this process alone.
    pub fn id_of(&mut self, code: NativeFunction) -> NativeId {
        let Natives {
            entries, by_code, ..
        } = self;
        let id = by_code.entry(code as usize).or_insert_with(|| {
            entries.push(Native {
                code,
                name: "",
                length: 0,
                is_special: false,
                step: None,
            });
            entries.len() as u32 - 1
        });
        NativeId(*id)
    }

    /// The tables: name, first number, hash.
    pub fn tables(&self) -> &[(&'static str, u32, u64)] {
        &self.tables
    }
}
