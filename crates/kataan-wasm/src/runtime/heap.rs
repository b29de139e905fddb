//! The objects of a store: structures, arrays, exceptions and values of the host.
//!
//! They are found by number and collected by mark and sweep: exactly from the store's globals, tables,
//! segments and the host's references, conservatively from the register stack, where a word that looks
//! like a reference keeps its object. Collection runs only when an allocation finds that the heap has
//! doubled since the last one, and only while nothing but the register stack holds fresh references.

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

impl Object {
    fn size(&self) -> usize {
        match self {
            Self::Struct { words, .. } | Self::Exception { words, .. } => words.len() * 8,
            Self::Array { bytes, .. } => bytes.len(),
            Self::Host(_) => 16,
        }
    }
}

/// The objects of a store, counted against a limit.
pub(crate) struct ObjectHeap {
    objects: Vec<Option<Object>>,
    /// Numbers of objects that are gone.
    free: Vec<u32>,
    marks: Vec<bool>,
    pending: Vec<u32>,
    bytes: usize,
    /// Allocation above this asks for a collection first.
    threshold: usize,
    limit: usize,
}

/// No collection below this many bytes.
const SMALLEST_THRESHOLD: usize = 4 << 20;

impl ObjectHeap {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            objects: Vec::new(),
            free: Vec::new(),
            marks: Vec::new(),
            pending: Vec::new(),
            bytes: 0,
            threshold: SMALLEST_THRESHOLD,
            limit,
        }
    }

    pub(crate) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    fn add(&mut self, size: usize, object: Object) -> Result<u64, TrapCode> {
        self.check(size)?;
        self.bytes += size + size_of::<Object>();
        if let Some(index) = self.free.pop() {
            self.objects[index as usize] = Some(object);
            return Ok(reference::object(index));
        }
        let index = u32::try_from(self.objects.len()).map_err(|_| TrapCode::OutOfMemory)?;
        self.objects.push(Some(object));
        Ok(reference::object(index))
    }

    /// Whether a collection is due before `size` more bytes are allocated.
    pub(crate) fn is_collection_due(&self, size: usize) -> bool {
        self.bytes.saturating_add(size) > self.threshold
    }

    /// Starts a collection: nothing is marked.
    pub(crate) fn start_marking(&mut self) {
        self.marks.clear();
        self.marks.resize(self.objects.len(), false);
        self.pending.clear();
    }

    /// Marks the object that a word refers to, if it looks like a reference to one.
    pub(crate) fn mark(&mut self, word: u64) {
        if let Some(index) = reference::as_object(word)
            && let Some(mark) = self.marks.get_mut(index as usize)
            && !*mark
        {
            *mark = true;
            self.pending.push(index);
        }
    }

    /// Marks what marked objects refer to. Words that are numbers may keep an object: no harm is done.
    pub(crate) fn finish_marking(&mut self) {
        while let Some(index) = self.pending.pop() {
            // Taken out while its words are read, so that marking may borrow the heap.
            let Some(object) = self.objects[index as usize].take() else {
                continue;
            };
            match &object {
                Object::Struct { words, .. } | Object::Exception { words, .. } => {
                    for word in words {
                        self.mark(*word);
                    }
                }
                Object::Array { bytes, .. } => {
                    for word in bytes.as_chunks::<8>().0 {
                        self.mark(u64::from_le_bytes(*word));
                    }
                }
                Object::Host(_) => {}
            }
            self.objects[index as usize] = Some(object);
        }
    }

    /// Frees what is not marked.
    pub(crate) fn sweep(&mut self) {
        self.bytes = 0;
        for (index, slot) in self.objects.iter_mut().enumerate() {
            match slot {
                Some(object) if self.marks[index] => {
                    self.bytes += object.size() + size_of::<Object>();
                }
                Some(_) => {
                    *slot = None;
                    self.free.push(index as u32);
                }
                None => {}
            }
        }
        self.threshold = (self.bytes * 2).max(SMALLEST_THRESHOLD);
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
        self.objects
            .get(reference::as_object(reference)? as usize)?
            .as_ref()
    }

    pub(crate) fn get_mut(&mut self, reference: u64) -> Option<&mut Object> {
        self.objects
            .get_mut(reference::as_object(reference)? as usize)?
            .as_mut()
    }

    /// The type of a structure or an array.
    pub(crate) fn type_of(&self, reference: u64) -> Option<TypeId> {
        match self.get(reference)? {
            Object::Struct { ty, .. } | Object::Array { ty, .. } => Some(*ty),
            Object::Exception { .. } | Object::Host(_) => None,
        }
    }
}
