//! The engine's types: recursion groups made canonical, so that equal types are one.
//!
//! A group is stored once: references inside it are relative positions in its key, references out of
//! it are already canonical, so that equality of keys is the specification's equality of types.
//!
//! A group lives as long as a module or a store holds one of its types, or a group that lives names
//! one. From time to time, as groups come, the registry looks which do, and uses the identifiers of the
//! others again. An identifier alone holds nothing: whoever keeps one keeps its type too, and what an
//! embedder gives is looked up first.

use crate::error::ModuleError;
use crate::runtime::layout::Layout;
use crate::syntax::composite::{
    CompositeType, FieldType, FuncType, StorageType, SubType, SuperType,
};
use crate::syntax::types::{HeapType, MAX_TYPE_ID, RefType, TypeId, ValType};
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;
use hashbrown::{HashMap, HashSet};
use spin::RwLock;

/// A canonical type.
#[derive(Debug)]
pub(crate) struct TypeEntry {
    pub(crate) id: TypeId,
    /// The identifiers of its group.
    group: Range<u32>,
    pub(crate) is_final: bool,
    pub(crate) composite: CompositeType,
    /// All supertypes from the root down, this type last.
    pub(crate) chain: Vec<TypeId>,
    /// Where fields, or the parameters of a tag's values, are kept.
    pub(crate) layout: Layout,
    /// The registers that all fields take.
    pub(crate) field_slots: usize,
}

impl TypeEntry {
    pub(crate) fn func(&self) -> Option<&FuncType> {
        match &self.composite {
            CompositeType::Func(ty) => Some(ty),
            _ => None,
        }
    }

    pub(crate) fn fields(&self) -> Option<&[FieldType]> {
        match &self.composite {
            CompositeType::Struct(fields) => Some(fields),
            _ => None,
        }
    }

    pub(crate) fn element(&self) -> Option<FieldType> {
        match &self.composite {
            CompositeType::Array(element) => Some(*element),
            _ => None,
        }
    }

    pub(crate) fn heap_type(&self) -> HeapType {
        self.composite.heap_type(self.id)
    }

    /// The types that this one names, its supertypes included.
    fn each_reference(&self, visit: &mut impl FnMut(TypeId)) {
        self.chain.iter().copied().for_each(&mut *visit);
        self.composite.each_heap_type(&mut |heap| {
            if let Some(id) = heap.concrete() {
                visit(id);
            }
        });
    }

    /// Whether `ancestor` is this type or one of its declared supertypes.
    #[inline]
    pub(crate) fn descends_from(&self, ancestor: &TypeEntry) -> bool {
        self.chain.get(ancestor.chain.len() - 1) == Some(&ancestor.id)
    }
}

/// All canonical types of an engine.
#[derive(Default)]
pub(crate) struct TypeRegistry {
    inner: RwLock<Inner>,
}

/// Groups beyond this number are looked through for those that nothing uses.
const FEW: usize = 1024;

#[derive(Default)]
struct Inner {
    /// By identifier; `None` for those that are free.
    entries: Vec<Option<Arc<TypeEntry>>>,
    /// The identifier of the first member of each group.
    groups: HashMap<Vec<SubType>, TypeId>,
    /// Identifiers that were free after the last sweep and are not used since.
    free: Vec<Range<u32>>,
    /// How many groups make the next sweep due.
    due: usize,
}

impl Inner {
    fn entry(&self, id: TypeId) -> Option<&Arc<TypeEntry>> {
        self.entries.get(id.0 as usize)?.as_ref()
    }

    fn members(&self, first: TypeId, length: usize) -> Vec<Arc<TypeEntry>> {
        let first = first.0 as usize;
        let members = &self.entries[first..first + length];
        members.iter().flatten().cloned().collect()
    }

    /// As many free identifiers in a row.
    fn reserve(&mut self, length: usize) -> Option<u32> {
        while let Some(mut range) = self.free.pop() {
            // A range that is too short waits for the next sweep, so that a search stays short.
            if range.len() >= length {
                let first = range.start;
                range.start += length as u32;
                if !range.is_empty() {
                    self.free.push(range);
                }
                return Some(first);
            }
        }
        let first = self.entries.len();
        if first + length > MAX_TYPE_ID as usize {
            return None;
        }
        self.entries.resize(first + length, None);
        Some(first as u32)
    }

    /// Removes the groups that neither a module nor a store holds, nor a group that stays.
    fn sweep(&mut self) {
        let mut used = vec![false; self.entries.len()];
        let mut work = Vec::new();
        let mark = |entry: &TypeEntry, used: &mut [bool], work: &mut Vec<TypeId>| {
            for member in entry.group.clone() {
                if !core::mem::replace(&mut used[member as usize], true) {
                    work.push(TypeId(member));
                }
            }
        };
        for entry in self.entries.iter().flatten() {
            // One reference is the registry's own.
            if Arc::strong_count(entry) > 1 {
                mark(entry, &mut used, &mut work);
            }
        }
        while let Some(id) = work.pop() {
            let Some(entry) = self.entry(id).cloned() else {
                continue;
            };
            entry.each_reference(&mut |id| {
                if let Some(entry) = self.entry(id) {
                    mark(entry, &mut used, &mut work);
                }
            });
        }
        self.groups.retain(|_, first| used[first.0 as usize]);
        for (entry, used) in self.entries.iter_mut().zip(used) {
            if !used {
                *entry = None;
            }
        }
        let end = self.entries.iter().rposition(Option::is_some);
        self.entries.truncate(end.map_or(0, |last| last + 1));
        self.free.clear();
        for (index, entry) in self.entries.iter().enumerate() {
            let index = index as u32;
            match self.free.last_mut() {
                _ if entry.is_some() => {}
                Some(range) if range.end == index => range.end += 1,
                _ => self.free.push(index..index + 1),
            }
        }
        self.due = FEW.max(self.groups.len() * 2);
    }
}

impl TypeRegistry {
    /// The canonical types of a group, in its order.
    ///
    /// In `group`, `HeapType::Index` names a member by position. The types of other groups that it
    /// names are held by the caller.
    pub(crate) fn register(
        &self,
        group: Vec<SubType>,
        offset: usize,
    ) -> Result<Vec<Arc<TypeEntry>>, ModuleError> {
        let length = group.len();
        {
            let inner = self.inner.read();
            if let Some(first) = inner.groups.get(&group) {
                return Ok(inner.members(*first, length));
            }
        }
        let mut inner = self.inner.write();
        if let Some(first) = inner.groups.get(&group) {
            return Ok(inner.members(*first, length));
        }
        if inner.groups.len() >= inner.due.max(FEW) {
            inner.sweep();
        }
        let mut first = inner.reserve(length);
        if first.is_none() {
            inner.sweep();
            first = inner.reserve(length);
        }
        let Some(first) = first else {
            return Err(ModuleError::limit(offset, "too many types in the engine"));
        };
        for (position, member) in group.iter().enumerate() {
            let id = TypeId(first + position as u32);
            let composite = member.map_heap_types(&mut |heap| match heap {
                HeapType::Index(index) => group[index as usize]
                    .composite
                    .heap_type(TypeId(first + index)),
                other => other,
            });
            let supertype = match member.supertype {
                None => None,
                Some(SuperType::Group(index)) => inner.entry(TypeId(first + index)),
                Some(SuperType::Id(id)) => inner.entry(id),
            };
            let mut chain = supertype.map_or_else(Vec::new, |entry| entry.chain.clone());
            chain.push(id);
            let layout = Layout::of(&composite);
            let field_slots = layout
                .places
                .iter()
                .map(|place| place.storage.slots())
                .sum();
            inner.entries[id.0 as usize] = Some(Arc::new(TypeEntry {
                id,
                group: first..first + length as u32,
                is_final: member.is_final,
                composite,
                chain,
                layout,
                field_slots,
            }));
        }
        let result = inner.members(TypeId(first), length);
        inner.groups.insert(group, TypeId(first));
        Ok(result)
    }

    /// A function type alone in its group, as an embedder gives it; `None` if it names a type that
    /// does not exist (any more).
    pub(crate) fn register_func(
        &self,
        ty: FuncType,
    ) -> Result<Option<Arc<TypeEntry>>, ModuleError> {
        // Held until the new type is there, so that what it names stays.
        let mut named = Vec::new();
        for ty in ty.params().iter().chain(ty.results()) {
            match self.types_of(*ty) {
                Some(types) => named.extend(types),
                None => return Ok(None),
            }
        }
        let composite = CompositeType::Func(ty);
        let group = vec![SubType {
            is_final: true,
            supertype: None,
            composite,
        }];
        Ok(self.register(group, 0)?.pop())
    }

    /// All types that a type of values stands for and depends on; `None` if it names one that does
    /// not exist (any more).
    pub(crate) fn types_of(&self, ty: ValType) -> Option<Vec<Arc<TypeEntry>>> {
        let Some(heap) = ty.as_ref().map(RefType::heap_type) else {
            return Some(Vec::new());
        };
        let Some(id) = heap.concrete() else {
            return Some(Vec::new());
        };
        let inner = self.inner.read();
        let entry = inner.entry(id).filter(|entry| entry.heap_type() == heap)?;
        Some(inner.closure(entry))
    }

    /// A type with all that it depends on.
    pub(crate) fn closure(&self, entry: &Arc<TypeEntry>) -> Vec<Arc<TypeEntry>> {
        self.inner.read().closure(entry)
    }

    /// How many identifiers are in use, or wait to be used again.
    #[cfg(test)]
    fn len(&self) -> usize {
        self.inner.read().entries.len()
    }
}

impl Inner {
    fn closure(&self, entry: &Arc<TypeEntry>) -> Vec<Arc<TypeEntry>> {
        let mut found: Vec<Arc<TypeEntry>> = Vec::new();
        let mut seen = HashSet::new();
        let mut work = vec![entry.id];
        while let Some(id) = work.pop() {
            let Some(entry) = self.entry(id) else {
                continue;
            };
            for member in entry.group.clone() {
                let Some(entry) = self.entry(TypeId(member)) else {
                    continue;
                };
                if seen.insert(entry.id) {
                    entry.each_reference(&mut |id| work.push(id));
                    found.push(entry.clone());
                }
            }
        }
        found
    }
}

/// The types of a store: those of its modules and functions, by identifier.
#[derive(Default)]
pub(crate) struct StoreTypes(Vec<Option<Arc<TypeEntry>>>);

impl StoreTypes {
    /// Keeps types for as long as the store lives.
    pub(crate) fn keep(&mut self, entries: &[Arc<TypeEntry>]) {
        for entry in entries {
            let index = entry.id.0 as usize;
            if self.0.len() <= index {
                self.0.resize(index + 1, None);
            }
            self.0[index].get_or_insert_with(|| entry.clone());
        }
    }

    /// A type that the store keeps.
    #[inline]
    pub(crate) fn shared(&self, id: TypeId) -> &Arc<TypeEntry> {
        let entry = self.0.get(id.0 as usize).and_then(Option::as_ref);
        entry.expect("a store keeps the types that its entities have")
    }
}

impl TypeSource for StoreTypes {
    #[inline]
    fn entry(&self, id: TypeId) -> &TypeEntry {
        self.shared(id)
    }
}

/// Where the rules of subtyping look up concrete types.
pub(crate) trait TypeSource {
    fn entry(&self, id: TypeId) -> &TypeEntry;

    fn heap_matches(&self, sub: HeapType, sup: HeapType) -> bool {
        use HeapType as H;
        if sub == sup {
            return true;
        }
        match (sub, sup) {
            (H::ConcreteFunc(a), H::ConcreteFunc(b))
            | (H::ConcreteStruct(a), H::ConcreteStruct(b))
            | (H::ConcreteArray(a), H::ConcreteArray(b)) => {
                self.entry(a).descends_from(self.entry(b))
            }
            (H::NoFunc, _) => sup.top() == H::Func,
            (H::NoExtern, _) => sup.top() == H::Extern,
            (H::NoExn, _) => sup.top() == H::Exn,
            (H::None, _) => sup.top() == H::Any,
            (H::ConcreteFunc(_), H::Func) => true,
            (H::ConcreteStruct(_), H::Struct | H::Eq | H::Any) => true,
            (H::ConcreteArray(_), H::Array | H::Eq | H::Any) => true,
            (H::Struct | H::Array | H::I31, H::Eq | H::Any) => true,
            (H::Eq, H::Any) => true,
            _ => false,
        }
    }

    fn ref_matches(&self, sub: RefType, sup: RefType) -> bool {
        (sup.is_nullable() || !sub.is_nullable())
            && self.heap_matches(sub.heap_type(), sup.heap_type())
    }

    #[inline]
    fn val_matches(&self, sub: ValType, sup: ValType) -> bool {
        sub == sup || self.val_matches_slow(sub, sup)
    }

    fn val_matches_slow(&self, sub: ValType, sup: ValType) -> bool {
        match (sub.as_ref(), sup.as_ref()) {
            (Some(sub), Some(sup)) => self.ref_matches(sub, sup),
            (None, Some(_)) => sub == ValType::BOTTOM || sub == ValType::BOTTOM_REF,
            _ => sub == ValType::BOTTOM,
        }
    }

    fn field_matches(&self, sub: &FieldType, sup: &FieldType) -> bool {
        if sub.mutable != sup.mutable {
            return false;
        }
        if sub.mutable {
            return sub.storage == sup.storage;
        }
        match (sub.storage, sup.storage) {
            (StorageType::Val(sub), StorageType::Val(sup)) => self.val_matches(sub, sup),
            (sub, sup) => sub == sup,
        }
    }

    fn func_matches(&self, sub: &FuncType, sup: &FuncType) -> bool {
        let lists = |sub: &[ValType], sup: &[ValType]| {
            sub.len() == sup.len() && sub.iter().zip(sup).all(|(a, b)| self.val_matches(*a, *b))
        };
        lists(sup.params(), sub.params()) && lists(sub.results(), sup.results())
    }

    fn composite_matches(&self, sub: &CompositeType, sup: &CompositeType) -> bool {
        match (sub, sup) {
            (CompositeType::Func(sub), CompositeType::Func(sup)) => self.func_matches(sub, sup),
            (CompositeType::Struct(sub), CompositeType::Struct(sup)) => {
                sub.len() >= sup.len() && sub.iter().zip(sup).all(|(a, b)| self.field_matches(a, b))
            }
            (CompositeType::Array(sub), CompositeType::Array(sup)) => self.field_matches(sub, sup),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Engine, Instance, Module, Store};
    use alloc::format;
    use alloc::vec::Vec;

    /// A group of its own size that refers to another one, and a function that uses both.
    fn module(engine: &Engine, number: usize) -> Module {
        let fields = "(field i32) ".repeat(number % 7 + 1);
        // The number in binary makes the types differ.
        let params = format!("{number:b}")
            .replace('0', "(param i32)")
            .replace('1', "(param f32)");
        let text = format!(
            "(module
               (type $inner (struct (field (mut i32)) {fields}))
               (rec
                 (type $list (struct (field (ref null $list)) (field (ref $inner)) {fields}))
                 (type $func (func {params} (param (ref $list)) (result i64)))
                 (type (array (ref null $func))))
               (func (export \"f\") (type $func) (i64.const {number})))"
        );
        Module::new(engine, wat::parse_str(&text).expect("the text is right")).expect("it is valid")
    }

    #[test]
    fn types_end_with_the_modules_and_stores_that_use_them() {
        let engine = Engine::default();
        let kept: Vec<Module> = (0..10).map(|number| module(&engine, number)).collect();
        let mut store = Store::new(&engine, ());
        let instance = {
            let module = module(&engine, 10);
            Instance::new(&mut store, &module, &[]).expect("it has no imports")
        };
        let mut most = 0;
        for number in 11..10_000 {
            let module = module(&engine, number);
            if number % 100 == 0 {
                let mut store = Store::new(&engine, ());
                Instance::new(&mut store, &module, &[]).expect("it has no imports");
            }
            most = most.max(engine.types().len());
        }
        assert!(most < 8 * super::FEW, "{most} types at a time");
        // What is still held has kept its types: the same module finds them again.
        for (number, old) in kept.iter().enumerate() {
            let new = module(&engine, number);
            assert_eq!(old.inner.definition.funcs, new.inner.definition.funcs);
        }
        let func = instance.get_func(&store, "f").expect("it is exported");
        let new = module(&engine, 10);
        let mut other = Store::new(&engine, ());
        let copy = Instance::new(&mut other, &new, &[]).expect("it has no imports");
        let copy = copy.get_func(&other, "f").expect("it is exported");
        assert_eq!(func.ty(&store), copy.ty(&other));
    }
}
