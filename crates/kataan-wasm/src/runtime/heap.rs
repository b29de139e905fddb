//! The objects of a store: structures, arrays, exceptions and values of the host.

use super::reference;
use super::trap::TrapCode;
use crate::syntax::types::TypeId;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::any::Any;

/// An object.
pub(crate) enum Object {
    /// Fields by word.
    Struct { ty: TypeId, words: Box<[u64]> },
    /// Elements by bytes.
    Array {
        ty: TypeId,
        length: u32,
        bytes: Box<[u8]>,
    },
    /// A tag of the store, with the values by word.
    Exception { tag: u32, words: Box<[u64]> },
    /// A value of the host.
    Host(Box<dyn Any + Send + Sync>),
}

/// The objects of a store, counted against a limit.
pub(crate) struct ObjectHeap {
    objects: Vec<Object>,
    bytes: usize,
    limit: usize,
}

impl ObjectHeap {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            objects: Vec::new(),
            bytes: 0,
            limit,
        }
    }

    pub(crate) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    fn add(&mut self, size: usize, object: Object) -> Result<u64, TrapCode> {
        self.check(size)?;
        self.bytes += size + size_of::<Object>();
        let index = u32::try_from(self.objects.len()).map_err(|_| TrapCode::OutOfMemory)?;
        self.objects.push(object);
        Ok(reference::object(index))
    }

    fn check(&self, size: usize) -> Result<(), TrapCode> {
        match self.bytes.checked_add(size) {
            Some(total) if total <= self.limit => Ok(()),
            _ => Err(TrapCode::OutOfMemory),
        }
    }

    pub(crate) fn new_struct(&mut self, ty: TypeId, words: Box<[u64]>) -> Result<u64, TrapCode> {
        self.add(words.len() * 8, Object::Struct { ty, words })
    }

    /// An array of zero bytes.
    pub(crate) fn new_array(
        &mut self,
        ty: TypeId,
        length: u32,
        size: usize,
    ) -> Result<u64, TrapCode> {
        let bytes = (length as usize)
            .checked_mul(size)
            .ok_or(TrapCode::OutOfMemory)?;
        self.check(bytes)?;
        let contents = alloc::vec![0; bytes].into_boxed_slice();
        self.add(
            bytes,
            Object::Array {
                ty,
                length,
                bytes: contents,
            },
        )
    }

    pub(crate) fn new_exception(&mut self, tag: u32, words: Box<[u64]>) -> Result<u64, TrapCode> {
        self.add(words.len() * 8, Object::Exception { tag, words })
    }

    pub(crate) fn new_host(&mut self, value: Box<dyn Any + Send + Sync>) -> Result<u64, TrapCode> {
        self.add(16, Object::Host(value))
    }

    pub(crate) fn get(&self, reference: u64) -> Option<&Object> {
        self.objects.get(reference::as_object(reference)? as usize)
    }

    pub(crate) fn get_mut(&mut self, reference: u64) -> Option<&mut Object> {
        self.objects
            .get_mut(reference::as_object(reference)? as usize)
    }

    /// The type of a structure or an array.
    pub(crate) fn type_of(&self, reference: u64) -> Option<TypeId> {
        match self.get(reference)? {
            Object::Struct { ty, .. } | Object::Array { ty, .. } => Some(*ty),
            Object::Exception { .. } | Object::Host(_) => None,
        }
    }
}
