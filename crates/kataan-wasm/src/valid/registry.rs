//! The engine's types: recursion groups made canonical, so that equal types are one.
//!
//! A group is stored once: references inside it are relative positions in its key, references out of
//! it are already canonical, so that equality of keys is the specification's equality of types. Types
//! are never removed; an engine holds those of every module that it has seen.

use crate::error::ModuleError;
use crate::runtime::layout::Layout;
use crate::syntax::composite::{
    CompositeType, FieldType, FuncType, StorageType, SubType, SuperType,
};
use crate::syntax::types::{HeapType, MAX_TYPE_ID, RefType, TypeId, ValType};
use alloc::sync::Arc;
use alloc::vec::Vec;
use hashbrown::HashMap;
use spin::RwLock;

/// A canonical type.
#[derive(Debug)]
pub(crate) struct TypeEntry {
    pub(crate) id: TypeId,
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

    /// Whether `ancestor` is this type or one of its declared supertypes.
    #[inline]
    pub(crate) fn descends_from(&self, ancestor: &TypeEntry) -> bool {
        self.chain.get(ancestor.chain.len() - 1) == Some(&ancestor.id)
    }
}

#[derive(Default)]
struct Inner {
    entries: Vec<Arc<TypeEntry>>,
    groups: HashMap<Vec<SubType>, TypeId>,
}

/// All canonical types of an engine.
#[derive(Default)]
pub(crate) struct TypeRegistry {
    inner: RwLock<Inner>,
}

impl TypeRegistry {
    /// The canonical identifiers of a group: those of its first member and the following.
    ///
    /// In `group`, `HeapType::Index` names a member by position.
    pub(crate) fn register(
        &self,
        group: Vec<SubType>,
        offset: usize,
    ) -> Result<Vec<Arc<TypeEntry>>, ModuleError> {
        let length = group.len();
        let members = |inner: &Inner, first: TypeId| {
            inner.entries[first.0 as usize..first.0 as usize + length].to_vec()
        };
        {
            let inner = self.inner.read();
            if let Some(first) = inner.groups.get(&group) {
                return Ok(members(&inner, *first));
            }
        }
        let mut inner = self.inner.write();
        if let Some(first) = inner.groups.get(&group) {
            return Ok(members(&inner, *first));
        }
        let first = inner.entries.len() as u32;
        if first as usize + length > MAX_TYPE_ID as usize {
            return Err(ModuleError::limit(offset, "too many types in the engine"));
        }
        for (position, member) in group.iter().enumerate() {
            let id = TypeId(first + position as u32);
            let composite = member.map_heap_types(&mut |heap| match heap {
                HeapType::Index(index) => group[index as usize]
                    .composite
                    .heap_type(TypeId(first + index)),
                other => other,
            });
            let mut chain = match member.supertype {
                None => Vec::new(),
                Some(SuperType::Group(index)) => {
                    inner.entries[(first + index) as usize].chain.clone()
                }
                Some(SuperType::Id(id)) => inner.entries[id.0 as usize].chain.clone(),
            };
            chain.push(id);
            let layout = Layout::of(&composite);
            let field_slots = layout
                .places
                .iter()
                .map(|place| place.storage.slots())
                .sum();
            inner.entries.push(Arc::new(TypeEntry {
                id,
                is_final: member.is_final,
                composite,
                chain,
                layout,
                field_slots,
            }));
        }
        let result = members(&inner, TypeId(first));
        inner.groups.insert(group, TypeId(first));
        Ok(result)
    }

    /// A function type alone in its group.
    pub(crate) fn register_func(&self, ty: FuncType) -> Result<Arc<TypeEntry>, ModuleError> {
        let composite = CompositeType::Func(ty);
        let group = alloc::vec![SubType {
            is_final: true,
            supertype: None,
            composite
        }];
        Ok(self.register(group, 0)?.swap_remove(0))
    }

    /// Appends to `known`, a prefix of the registry, what it lacks.
    pub(crate) fn extend(&self, known: &mut Vec<Arc<TypeEntry>>) {
        let inner = self.inner.read();
        if known.len() < inner.entries.len() {
            known.extend_from_slice(&inner.entries[known.len()..]);
        }
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

impl TypeSource for [Arc<TypeEntry>] {
    fn entry(&self, id: TypeId) -> &TypeEntry {
        &self[id.0 as usize]
    }
}
