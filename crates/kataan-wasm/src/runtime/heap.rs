//! The objects of a store: structures, arrays, exceptions and values of the host, as cells of
//! `kataan-gc`.
//!
//! A reference is a value of the heap's encoding. The word of a cell names its type. A store has a heap
//! of its own, made at the first allocation, or shares that of the engine which it is embedded in; the
//! code is the same for both: allocation never collects, and instructions that allocate call
//! `safe_point` first, while all references are in the store.
//!
//! # Invariants
//! - Words that are handed in as references are references of this heap whose cells are live: they come
//!   from validated code, or through the store's roots.
//! - No `Gc` is kept across `safe_point`.
//! - A shared heap outlives the store, and nobody else uses it while the store does.
#![allow(unsafe_code)]

use super::layout::{Layout, Storage};
use super::reference::NULL;
use super::store::StoreState;
use super::trap::TrapCode;
use crate::syntax::types::{MAX_TYPE_ID, TypeId};
use alloc::boxed::Box;
use alloc::sync::Arc;
use core::any::Any;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicBool, Ordering};
pub(crate) use kataan_gc::Roots;
use kataan_gc::{
    Collection, External, ExternalId, FOREIGN_TYPES, ForeignObject, ForeignObjectInit, Gc, Heap,
    HeapOptions, Kinded, OutOfMemory, Plain, RecordInit, Region, RootSource, RootSourceId, Slot,
    Statistics, TailInit, Value, cell, copy_data, fill_from, kinds, read_bytes, write_bytes,
};

cell! {
    /// A structure.
    pub struct StructObject: ForeignObject {}
    tail pub(crate) record;
}

cell! {
    /// An array of references to objects.
    pub struct ReferenceArray: ForeignObject {}
    tail pub(crate) elements: [Slot; long];
}

cell! {
    /// An array of anything else.
    pub struct DataArray: ForeignObject {
        /// The binary logarithm of an element's size.
        pub(crate) log2: Plain<u32>,
    }
    tail pub(crate) bytes: [Plain<u8>; long];
}

cell! {
    /// An exception: its word names the tag in the store, its record holds the values.
    pub struct ExceptionObject: ForeignObject {}
    tail pub(crate) record;
}

cell! {
    /// A value of the host.
    pub struct HostObject: ForeignObject {
        pub(crate) resource: Plain<ExternalId>,
    }
}

kinds! {
    /// The kinds of cells that WebAssembly's objects are.
    pub static WASM_KINDS: 160..200 = [
        StructObject, ReferenceArray, DataArray, ExceptionObject, HostObject,
    ];
}

const _: () = assert!(MAX_TYPE_ID < FOREIGN_TYPES - 1);

struct HostValue(Box<dyn Any + Send + Sync>);

impl External for HostValue {
    fn bytes(&self) -> usize {
        size_of::<Self>() + size_of_val(&*self.0)
    }
}

impl From<OutOfMemory> for TrapCode {
    fn from(_: OutOfMemory) -> Self {
        Self::OutOfMemory
    }
}

/// What holds the cells.
enum Home {
    /// Nothing has been allocated yet.
    None,
    Own(Box<Heap>),
    Shared(Shared),
}

/// The heap of the engine around the store.
struct Shared {
    heap: NonNull<Heap>,
    source: RootSourceId,
    /// Whether the store itself hands its roots over: they need not be read behind its back then.
    asking: Arc<AtomicBool>,
}

/// The roots of a store, for collections that others start on the heap that they share.
struct StoreRoots {
    state: *const StoreState,
    asking: Arc<AtomicBool>,
}

// SAFETY: a shared heap is used by one thread at a time, together with the store (module invariant).
unsafe impl Send for StoreRoots {}

impl RootSource for StoreRoots {
    fn trace(&self, roots: &mut Roots<'_, '_>) {
        if !self.asking.load(Ordering::Relaxed) {
            // SAFETY: the source is removed before the store's state ends or moves; whoever collects
            // was called by the store or by its owner, so that nothing changes the state meanwhile.
            unsafe { (*self.state).trace(roots) };
        }
    }
}

impl Shared {
    /// Runs `body` on the heap while the store hands its roots over by itself.
    fn asking<R>(&mut self, body: impl FnOnce(&mut Heap) -> R) -> R {
        self.asking.store(true, Ordering::Relaxed);
        // SAFETY: the heap outlives the store, which is borrowed (module invariant).
        let result = body(unsafe { self.heap.as_mut() });
        self.asking.store(false, Ordering::Relaxed);
        result
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // SAFETY: the heap outlives the store (module invariant).
        unsafe { self.heap.as_mut() }.remove_root_source(self.source);
    }
}

/// The objects of a store, counted against a limit.
pub(crate) struct ObjectHeap {
    home: Home,
    /// Where the cells are, as soon as there may be one.
    region: Option<Region>,
    limit: usize,
    stress: u32,
}

// SAFETY: a shared heap is used by one thread at a time, together with the store (module invariant).
unsafe impl Send for ObjectHeap {}

/// Where a collection learns what a store refers to.
pub(crate) type Trace<'t> = dyn FnMut(&mut Roots<'_, '_>) + 't;

/// A reference from a register, a table or a global.
#[inline(always)]
fn value(reference: u64) -> Value {
    // SAFETY: words that are references are values (module invariant).
    unsafe { Value::from_bits(reference) }
}

#[inline(always)]
fn named(number: u32) -> ForeignObjectInit {
    // Never zero, which would be mistaken for a reference that is not set.
    ForeignObjectInit { ty: number + 1 }
}

fn record(layout: &Layout) -> RecordInit {
    RecordInit {
        values: layout.values,
        fill: Value::NULL,
        data: layout.data,
    }
}

#[inline(always)]
fn load(data: &[Plain<u8>], storage: Storage, at: usize) -> Option<[u64; 2]> {
    let word = match storage {
        Storage::I8 => data.get(at)?.get().into(),
        Storage::I16 => u16::from_le_bytes(read_bytes(data, at)?).into(),
        Storage::Word32 => u32::from_le_bytes(read_bytes(data, at)?).into(),
        Storage::Vector => {
            let bits = u128::from_le_bytes(read_bytes(data, at)?);
            return Some([bits as u64, (bits >> 64) as u64]);
        }
        Storage::Value | Storage::Func | Storage::Word64 => {
            u64::from_le_bytes(read_bytes(data, at)?)
        }
    };
    Some([word, 0])
}

#[inline(always)]
fn store(data: &[Plain<u8>], storage: Storage, at: usize, words: [u64; 2]) -> Option<()> {
    let [low, high] = words;
    let stored = match storage {
        Storage::I8 => write_bytes(data, at, [low as u8]),
        Storage::I16 => write_bytes(data, at, (low as u16).to_le_bytes()),
        Storage::Word32 => write_bytes(data, at, (low as u32).to_le_bytes()),
        Storage::Vector => {
            let bits = u128::from(low) | u128::from(high) << 64;
            write_bytes(data, at, bits.to_le_bytes())
        }
        Storage::Value | Storage::Func | Storage::Word64 => {
            write_bytes(data, at, low.to_le_bytes())
        }
    };
    stored.then_some(())
}

/// Fills a new record from registers, or with defaults.
fn write_record(values: &[Slot], data: &[Plain<u8>], layout: &Layout, words: Option<&[u64]>) {
    let Some(words) = words else {
        for place in &layout.places {
            if place.storage == Storage::Func {
                store(data, Storage::Func, place.at as usize, [NULL, 0]);
            }
        }
        return;
    };
    let mut next = 0;
    for place in &layout.places {
        let at = place.at as usize;
        let low = words.get(next).copied().unwrap_or(0);
        match place.storage {
            Storage::Value => values[at].set(value(low)),
            Storage::Vector => {
                let high = words.get(next + 1).copied().unwrap_or(0);
                store(data, place.storage, at, [low, high]);
            }
            storage => {
                store(data, storage, at, [low, 0]);
            }
        }
        next += place.storage.slots();
    }
}

impl ObjectHeap {
    pub(crate) fn new(limit: usize, stress: u32) -> Self {
        Self {
            home: Home::None,
            region: None,
            limit,
            stress,
        }
    }

    /// Takes the heap of the engine around: its kinds include [`WASM_KINDS`].
    ///
    /// # Safety
    /// The heap outlives the store and serves no other store; both are used by one thread at a time, and
    /// the heap not while the store works, but by what the store calls. `state` stays where it is as
    /// long as it is the home of these objects.
    pub(crate) unsafe fn share(&mut self, mut heap: NonNull<Heap>, state: *const StoreState) {
        let asking = Arc::new(AtomicBool::new(false));
        let roots = StoreRoots {
            state,
            asking: asking.clone(),
        };
        // SAFETY: the contract.
        let source = unsafe { heap.as_mut() }.add_root_source(Box::new(roots));
        // SAFETY: the contract.
        self.region = Some(unsafe { heap.as_ref() }.region());
        self.home = Home::Shared(Shared {
            heap,
            source,
            asking,
        });
    }

    pub(crate) fn heap(&self) -> Option<&Heap> {
        match &self.home {
            Home::None => None,
            Home::Own(heap) => Some(heap),
            // SAFETY: it outlives the store, which is borrowed (module invariant).
            Home::Shared(shared) => Some(unsafe { shared.heap.as_ref() }),
        }
    }

    fn heap_mut(&mut self) -> Result<&mut Heap, TrapCode> {
        if let Home::None = self.home {
            let options = HeapOptions {
                memory_limit: self.limit,
                stress: self.stress,
                verify: self.stress != 0,
                ..HeapOptions::default()
            };
            let heap = Heap::new(options, &[&WASM_KINDS]).map_err(|_| TrapCode::OutOfMemory)?;
            self.region = Some(heap.region());
            self.home = Home::Own(Box::new(heap));
        }
        match &mut self.home {
            Home::None => Err(TrapCode::OutOfMemory),
            Home::Own(heap) => Ok(heap),
            // SAFETY: as above, and exclusively.
            Home::Shared(shared) => Ok(unsafe { shared.heap.as_mut() }),
        }
    }

    /// The limit of a heap of its own; a shared one has its owner's.
    pub(crate) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
        if let Home::Own(heap) = &mut self.home {
            heap.set_memory_limit(limit);
        }
    }

    pub(crate) fn statistics(&self) -> Option<Statistics> {
        self.heap().map(Heap::statistics)
    }

    /// Whether `safe_point` has something to do.
    #[inline]
    pub(crate) fn is_due(&self, size: usize) -> bool {
        self.heap().is_some_and(|heap| heap.is_safe_point_due(size))
    }

    /// Collects if that is due before `size` bytes are allocated.
    #[inline]
    pub(crate) fn safe_point(&mut self, size: usize, trace: &mut Trace<'_>) {
        match &mut self.home {
            Home::None => {}
            Home::Own(heap) => heap.safe_point(size, trace),
            Home::Shared(shared) => shared.asking(|heap| heap.safe_point(size, trace)),
        }
    }

    /// Collects all.
    pub(crate) fn collect(&mut self, trace: &mut Trace<'_>) {
        let full = Collection::Full;
        match &mut self.home {
            Home::None => {}
            Home::Own(heap) => heap.collect_with(full, trace),
            Home::Shared(shared) => shared.asking(|heap| heap.collect_with(full, trace)),
        }
    }

    #[inline(always)]
    fn cell<T: Kinded>(&self, reference: u64) -> Option<Gc<T>> {
        self.region?.gc(value(reference))
    }

    /// A structure with the fields that registers hold, or with defaults.
    pub(crate) fn new_struct(
        &mut self,
        ty: TypeId,
        layout: &Layout,
        words: Option<&[u64]>,
    ) -> Result<u64, TrapCode> {
        let init = StructObjectInit {
            base: named(ty.0),
            record: record(layout),
        };
        let cell = self
            .heap_mut()?
            .without_collecting(|heap| heap.allocate(init))?;
        write_record(cell.values(), cell.data(), layout, words);
        Ok(Value::from(cell).to_bits())
    }

    /// A field of a structure.
    #[inline(always)]
    pub(crate) fn field(&self, reference: u64, storage: Storage, at: usize) -> Option<[u64; 2]> {
        let cell = self.cell::<StructObject>(reference)?;
        if storage == Storage::Value {
            return Some([cell.values().get(at)?.get().to_bits(), 0]);
        }
        load(cell.data(), storage, at)
    }

    /// Writes a field of a structure.
    #[inline(always)]
    pub(crate) fn set_field(
        &self,
        reference: u64,
        storage: Storage,
        at: usize,
        words: [u64; 2],
    ) -> Option<()> {
        let cell = self.cell::<StructObject>(reference)?;
        if storage == Storage::Value {
            cell.values().get(at)?.set(value(words[0]));
            return Some(());
        }
        store(cell.data(), storage, at, words)
    }

    /// An exception of a tag with the values that registers hold.
    pub(crate) fn new_exception(
        &mut self,
        tag: u32,
        layout: &Layout,
        words: &[u64],
    ) -> Result<u64, TrapCode> {
        let init = ExceptionObjectInit {
            base: named(tag),
            record: record(layout),
        };
        let cell = self
            .heap_mut()?
            .without_collecting(|heap| heap.allocate(init))?;
        write_record(cell.values(), cell.data(), layout, Some(words));
        Ok(Value::from(cell).to_bits())
    }

    /// The tag of an exception.
    pub(crate) fn tag_of(&self, reference: u64) -> Option<u32> {
        Some(self.cell::<ExceptionObject>(reference)?.ty.get() - 1)
    }

    /// A value of an exception.
    pub(crate) fn payload(&self, reference: u64, storage: Storage, at: usize) -> Option<[u64; 2]> {
        let cell = self.cell::<ExceptionObject>(reference)?;
        if storage == Storage::Value {
            return Some([cell.values().get(at)?.get().to_bits(), 0]);
        }
        load(cell.data(), storage, at)
    }

    /// An array of equal elements.
    pub(crate) fn new_array(
        &mut self,
        ty: TypeId,
        storage: Storage,
        length: u64,
        element: [u64; 2],
    ) -> Result<u64, TrapCode> {
        let length = usize::try_from(length).map_err(|_| TrapCode::OutOfMemory)?;
        let base = named(ty.0);
        let heap = self.heap_mut()?;
        if storage == Storage::Value {
            let elements = TailInit::Fill(length, value(element[0]));
            let init = ReferenceArrayInit { base, elements };
            let cell = heap.without_collecting(|heap| heap.allocate(init))?;
            return Ok(Value::from(cell).to_bits());
        }
        let size = length
            .checked_mul(storage.size())
            .ok_or(TrapCode::OutOfMemory)?;
        let init = DataArrayInit {
            base,
            log2: storage.log2(),
            bytes: TailInit::Fill(size, 0),
        };
        let cell = heap.without_collecting(|heap| heap.allocate(init))?;
        if element != [0, 0] {
            fill_data(cell.bytes(), storage, element);
        }
        Ok(Value::from(cell).to_bits())
    }

    /// How many elements an array has.
    pub(crate) fn array_length(&self, reference: u64) -> Option<u64> {
        let any = self.cell::<ForeignObject>(reference)?;
        if let Some(array) = any.cast::<DataArray>() {
            return Some((array.bytes().len() >> array.log2.get()) as u64);
        }
        Some(any.cast::<ReferenceArray>()?.elements().len() as u64)
    }

    /// An element of an array; none if there is no such.
    #[inline(always)]
    pub(crate) fn element(&self, reference: u64, storage: Storage, index: u64) -> Option<[u64; 2]> {
        let index = usize::try_from(index).ok()?;
        if storage == Storage::Value {
            let array = self.cell::<ReferenceArray>(reference)?;
            return Some([array.elements().get(index)?.get().to_bits(), 0]);
        }
        let at = index.checked_mul(storage.size())?;
        load(self.cell::<DataArray>(reference)?.bytes(), storage, at)
    }

    /// Writes an element of an array.
    #[inline(always)]
    pub(crate) fn set_element(
        &self,
        reference: u64,
        storage: Storage,
        index: u64,
        words: [u64; 2],
    ) -> Option<()> {
        let index = usize::try_from(index).ok()?;
        if storage == Storage::Value {
            let array = self.cell::<ReferenceArray>(reference)?;
            array.elements().get(index)?.set(value(words[0]));
            return Some(());
        }
        let at = index.checked_mul(storage.size())?;
        let array = self.cell::<DataArray>(reference)?;
        store(array.bytes(), storage, at, words)
    }

    /// Fills a run of elements.
    pub(crate) fn fill(
        &self,
        reference: u64,
        storage: Storage,
        start: u64,
        count: u64,
        words: [u64; 2],
    ) -> Option<()> {
        if storage == Storage::Value {
            let array = self.cell::<ReferenceArray>(reference)?;
            let value = value(words[0]);
            let run = part(array.elements(), start, count, 0)?;
            run.iter().for_each(|slot| slot.set(value));
            return Some(());
        }
        let array = self.cell::<DataArray>(reference)?;
        let run = part(array.bytes(), start, count, storage.log2())?;
        fill_data(run, storage, words);
        Some(())
    }

    /// Copies a run of elements from one array to another, or the same.
    pub(crate) fn copy(
        &self,
        storage: Storage,
        (target, to): (u64, u64),
        (source, from): (u64, u64),
        count: u64,
    ) -> Option<()> {
        if storage == Storage::Value {
            let target = self.cell::<ReferenceArray>(target)?;
            let source = self.cell::<ReferenceArray>(source)?;
            let run = part(target.elements(), to, count, 0)?;
            let pairs = run.iter().zip(part(source.elements(), from, count, 0)?);
            // In the order that does not overwrite what is still to be read.
            if to <= from {
                pairs.for_each(|(to, from)| to.set(from.get()));
            } else {
                pairs.rev().for_each(|(to, from)| to.set(from.get()));
            }
            return Some(());
        }
        let target = self.cell::<DataArray>(target)?;
        let source = self.cell::<DataArray>(source)?;
        let run = part(target.bytes(), to, count, storage.log2())?;
        copy_data(run, part(source.bytes(), from, count, storage.log2())?).then_some(())
    }

    /// Writes bytes over whole elements from `start` on.
    pub(crate) fn write_data(&self, reference: u64, start: u64, bytes: &[u8]) -> Option<()> {
        let array = self.cell::<DataArray>(reference)?;
        let log2 = array.log2.get();
        let count = bytes.len() as u64 >> log2;
        fill_from(part(array.bytes(), start, count, log2)?, bytes).then_some(())
    }

    /// Writes references from `start` on.
    pub(crate) fn write_references(
        &self,
        reference: u64,
        storage: Storage,
        start: u64,
        references: &[u64],
    ) -> Option<()> {
        for (offset, word) in references.iter().enumerate() {
            self.set_element(reference, storage, start + offset as u64, [*word, 0])?;
        }
        Some(())
    }

    pub(crate) fn new_host(&mut self, value: Box<dyn Any + Send + Sync>) -> Result<u64, TrapCode> {
        let cell = self.heap_mut()?.without_collecting(|heap| {
            let resource = heap.add_external(HostValue(value))?;
            let init = HostObjectInit {
                base: named(0),
                resource,
            };
            match heap.allocate(init) {
                Ok(cell) => {
                    heap.own_external(resource, cell);
                    Ok(cell)
                }
                Err(error) => {
                    heap.take_external(resource);
                    Err(error)
                }
            }
        })?;
        Ok(Value::from(cell).to_bits())
    }

    pub(crate) fn host_value(&self, reference: u64) -> Option<&(dyn Any + Send + Sync)> {
        let heap = self.heap()?;
        let resource = heap.gc::<HostObject>(value(reference))?.resource.get();
        Some(&*heap.external::<HostValue>(resource)?.0)
    }

    /// The bits of any value of the heap, unless it refers to a cell that is not there.
    pub(crate) fn external(&self, value: Value) -> Option<u64> {
        let known = !value.is_reference() || self.heap().is_some_and(|heap| heap.has(value));
        known.then(|| value.to_bits())
    }

    /// The value whose bits a register holds.
    pub(crate) fn value(&self, reference: u64) -> Value {
        value(reference)
    }

    /// The type of a structure or an array.
    #[inline]
    pub(crate) fn type_of(&self, reference: u64) -> Option<TypeId> {
        let any = self.cell::<ForeignObject>(reference)?;
        let kind = any.kind();
        let typed =
            kind == StructObject::KIND || kind == ReferenceArray::KIND || kind == DataArray::KIND;
        typed.then(|| TypeId(any.ty.get() - 1))
    }
}

/// A run of elements of a size, if it is inside.
fn part<T>(all: &[T], start: u64, count: u64, log2: u32) -> Option<&[T]> {
    let end = start.checked_add(count)?;
    if end > (all.len() >> log2) as u64 {
        return None;
    }
    Some(&all[(start as usize) << log2..(end as usize) << log2])
}

fn fill_data(data: &[Plain<u8>], storage: Storage, words: [u64; 2]) {
    if storage == Storage::I8 {
        data.iter().for_each(|byte| byte.set(words[0] as u8));
        return;
    }
    for at in (0..data.len()).step_by(storage.size()) {
        store(data, storage, at, words);
    }
}
