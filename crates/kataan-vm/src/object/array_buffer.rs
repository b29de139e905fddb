//! ArrayBuffer and SharedArrayBuffer objects (clauses 25.1 and 25.2) and their bytes.
//!
//! # Invariants
//! - A buffer's memory is allocated once, for its greatest length, zeroed and aligned to 16 bytes,
//!   and owned by an external resource; it never moves. `address` points at it exactly while the
//!   buffer is not detached, and the resource is released after the buffer's cell.
//! - `length` (of a shared buffer: the block's atomic length) is at most the allocated size; every
//!   access is checked against it.
//! - The bytes are read and written through raw pointers only, those of shared blocks atomically;
//!   a `&[u8]` of them exists only inside [`BufferBytes::with_slice`] and only of memory that is
//!   not shared, while nothing else can run.
#![allow(unsafe_code)]

use super::{Object, new_object_base};
use crate::error::{JsResult, message};
use crate::value::Value;
use crate::vm::Vm;
use core::ptr::{NonNull, with_exposed_provenance_mut};
use core::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use kataan_gc::{External, ExternalId, Gc, KeepAlive, Plain, Slot, cell};
use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::sync::Arc;

/// The greatest length of a buffer.
pub const MAX_BYTE_LENGTH: u64 = 1 << 33;

cell! {
    /// An ArrayBuffer or SharedArrayBuffer.
    pub struct ArrayBuffer: Object {
        /// Address of the bytes in this process; 0 if detached or empty.
        address: Plain<u64>,
        /// Length in bytes; of a shared buffer, as it was at its creation.
        length: Plain<u64>,
        /// Greatest length of a resizable buffer.
        max_length: Plain<u64>,
        external: Plain<ExternalId>,
        flags: Plain<u8>,
        /// `[[ArrayBufferDetachKey]]`.
        pub(crate) detach_key: Slot,
    }
}

const SHARED: u8 = 1;
const RESIZABLE: u8 = 2;
const DETACHED: u8 = 4;
const IMMUTABLE: u8 = 8;

/// Zeroed memory that is released at the end.
#[derive(Debug)]
struct Memory {
    start: NonNull<u8>,
    size: usize,
}

// SAFETY: the memory is owned; whoever shares it between threads uses atomics only.
unsafe impl Send for Memory {}
// SAFETY: as above.
unsafe impl Sync for Memory {}

impl Memory {
    fn layout(size: usize) -> Option<Layout> {
        Layout::from_size_align(size.max(1), 16).ok()
    }

    fn new(size: usize) -> Option<Memory> {
        // SAFETY: the size is not zero.
        let start = NonNull::new(unsafe { alloc_zeroed(Memory::layout(size)?) })?;
        Some(Memory { start, size })
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        if let Some(layout) = Memory::layout(self.size) {
            // SAFETY: allocated with this layout.
            unsafe { dealloc(self.start.as_ptr(), layout) }
        }
    }
}

/// The memory of an ArrayBuffer.
struct OwnedBytes(Memory);

impl External for OwnedBytes {
    fn bytes(&self) -> usize {
        self.0.size
    }
}

/// A block that several isolates may share.
#[derive(Clone, Debug)]
pub struct SharedBytes(Arc<SharedBlock>);

#[derive(Debug)]
struct SharedBlock {
    memory: Memory,
    length: AtomicUsize,
}

impl External for SharedBytes {
    fn bytes(&self) -> usize {
        self.0.memory.size
    }
}

impl SharedBytes {
    /// The address of its first byte: what names it in waits and wakes.
    pub fn address(&self) -> usize {
        self.0.memory.start.as_ptr().addr()
    }

    /// Its length now.
    pub fn len(&self) -> usize {
        self.0.length.load(Ordering::SeqCst)
    }

    /// Whether it has no bytes now.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its greatest length.
    pub fn max_len(&self) -> usize {
        self.0.memory.size
    }

    /// Grows to `length`; false if that is less than it has or more than it can have.
    pub fn grow(&self, length: usize) -> bool {
        if length > self.0.memory.size {
            return false;
        }
        self.0
            .length
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |old| {
                (length >= old).then_some(length)
            })
            .is_ok()
    }
}

fn allocate_memory(vm: &mut Vm, size: u64) -> JsResult<Memory> {
    let memory = if size <= MAX_BYTE_LENGTH {
        usize::try_from(size).ok().and_then(Memory::new)
    } else {
        None
    };
    match memory {
        Some(memory) => Ok(memory),
        None => Err(vm.throw_range_error(message::BUFFER_TOO_LARGE, &[])),
    }
}

/// The memory-limit of the heap is reached: as the specification has it, a RangeError.
fn add_external(vm: &mut Vm, resource: impl External) -> JsResult<ExternalId> {
    match vm.heap.add_external(resource) {
        Ok(id) => Ok(id),
        Err(_) => Err(vm.throw_range_error(message::BUFFER_TOO_LARGE, &[])),
    }
}

/// [AllocateArrayBuffer](https://tc39.es/ecma262/#sec-allocatearraybuffer) with the prototype
/// already found.
pub fn allocate_array_buffer(
    vm: &mut Vm,
    prototype: Option<Gc<Object>>,
    length: u64,
    max_length: Option<u64>,
) -> JsResult<Gc<ArrayBuffer>> {
    if max_length.is_some_and(|max| length > max) {
        return Err(vm.throw_range_error(message::BUFFER_TOO_LARGE, &[]));
    }
    let memory = allocate_memory(vm, max_length.unwrap_or(length))?;
    let address = memory.start.as_ptr().expose_provenance() as u64;
    let external = add_external(vm, OwnedBytes(memory))?;
    let flags = if max_length.is_some() { RESIZABLE } else { 0 };
    allocate_cell(
        vm,
        prototype,
        external,
        address,
        length,
        max_length.unwrap_or(length),
        flags,
    )
}

/// A new SharedArrayBuffer.
pub fn allocate_shared_buffer(
    vm: &mut Vm,
    prototype: Option<Gc<Object>>,
    length: u64,
    max_length: Option<u64>,
) -> JsResult<Gc<ArrayBuffer>> {
    if max_length.is_some_and(|max| length > max) {
        return Err(vm.throw_range_error(message::BUFFER_TOO_LARGE, &[]));
    }
    let memory = allocate_memory(vm, max_length.unwrap_or(length))?;
    let block = SharedBlock {
        memory,
        length: AtomicUsize::new(length as usize),
    };
    share_buffer(
        vm,
        prototype,
        SharedBytes(Arc::new(block)),
        max_length.is_some(),
    )
}

/// A SharedArrayBuffer on a block of another isolate.
pub fn share_buffer(
    vm: &mut Vm,
    prototype: Option<Gc<Object>>,
    bytes: SharedBytes,
    growable: bool,
) -> JsResult<Gc<ArrayBuffer>> {
    let address = bytes.0.memory.start.as_ptr().expose_provenance() as u64;
    let (length, max_length) = (bytes.len() as u64, bytes.max_len() as u64);
    let external = add_external(vm, bytes)?;
    let flags = SHARED | if growable { RESIZABLE } else { 0 };
    allocate_cell(vm, prototype, external, address, length, max_length, flags)
}

fn allocate_cell(
    vm: &mut Vm,
    prototype: Option<Gc<Object>>,
    external: ExternalId,
    address: u64,
    length: u64,
    max_length: u64,
    flags: u8,
) -> JsResult<Gc<ArrayBuffer>> {
    let base = new_object_base::<ArrayBuffer>(vm, prototype, 0)?;
    let init = ArrayBufferInit {
        base,
        address,
        length,
        max_length,
        external,
        flags,
        detach_key: Value::UNDEFINED,
    };
    let buffer = vm.heap.allocate(init)?;
    vm.heap.own_external(external, buffer);
    Ok(buffer)
}

/// [DetachArrayBuffer](https://tc39.es/ecma262/#sec-detacharraybuffer) once the key was checked.
pub fn detach_array_buffer(vm: &mut Vm, buffer: Gc<ArrayBuffer>) {
    if buffer.is_shared() || buffer.is_detached() {
        return;
    }
    buffer.flags.set(buffer.flags.get() | DETACHED);
    buffer.address.set(0);
    buffer.length.set(0);
    buffer.max_length.set(0);
    drop(vm.heap.take_external(buffer.external.get()));
    buffer.external.set(ExternalId::NONE);
}

/// Changes the length of a resizable or growable buffer; false if it cannot have that length.
pub fn resize_array_buffer(vm: &mut Vm, buffer: Gc<ArrayBuffer>, length: u64) -> JsResult<bool> {
    if buffer.flags.get() & RESIZABLE == 0 || length > buffer.max_length.get() {
        return Ok(false);
    }
    if buffer.is_shared() {
        return Ok(buffer
            .shared_bytes(vm)
            .is_some_and(|bytes| bytes.grow(length as usize)));
    }
    let old = buffer.byte_length(vm);
    if length < old {
        // What comes back later reads as zero.
        let count = (old - length) as usize;
        fill_buffer_bytes(vm, buffer, length as usize, count, 0)?;
    }
    buffer.length.set(length);
    Ok(true)
}

/// A buffer that takes over the memory of another, which is detached: `None` if that has not room
/// for just this length. The caller checked that it may be detached.
pub fn move_array_buffer(
    vm: &mut Vm,
    prototype: Option<Gc<Object>>,
    buffer: Gc<ArrayBuffer>,
    length: u64,
    max_length: Option<u64>,
) -> JsResult<Option<Gc<ArrayBuffer>>> {
    if max_length.unwrap_or(length) != buffer.max_length.get() || buffer.is_shared() {
        return Ok(None);
    }
    let old = buffer.byte_length(vm);
    if length < old {
        let count = (old - length) as usize;
        fill_buffer_bytes(vm, buffer, length as usize, count, 0)?;
    }
    let flags = if max_length.is_some() { RESIZABLE } else { 0 };
    let (external, address) = (buffer.external.get(), buffer.address.get());
    let max_length = buffer.max_length.get();
    let moved = allocate_cell(vm, prototype, external, address, length, max_length, flags)?;
    buffer.external.set(ExternalId::NONE);
    detach_array_buffer(vm, buffer);
    Ok(Some(moved))
}

/// Bytes that are filled or copied between two looks at the interrupt word.
const PIECE: usize = 1 << 18;

/// The part of `count` bytes that comes after `done` of them.
fn next_piece(done: usize, count: usize) -> usize {
    PIECE.min(count - done)
}

/// Sets `count` bytes, which are in bounds.
pub fn fill_buffer_bytes(
    vm: &mut Vm,
    buffer: Gc<ArrayBuffer>,
    at: usize,
    count: usize,
    byte: u8,
) -> JsResult<()> {
    let mut done = 0;
    while done < count {
        let piece = next_piece(done, count);
        buffer.bytes(vm).fill(at + done, piece, byte);
        done += piece;
        vm.check_interrupt()?;
    }
    Ok(())
}

/// Copies `count` bytes, which are in bounds, as if all were read before any is written.
pub fn copy_buffer_bytes(
    vm: &mut Vm,
    target: Gc<ArrayBuffer>,
    at: usize,
    source: Gc<ArrayBuffer>,
    from: usize,
    count: usize,
) -> JsResult<()> {
    // Where a range is copied upward over itself, its end goes first.
    let backward = at > from && target.address.get() == source.address.get();
    let mut done = 0;
    while done < count {
        let piece = next_piece(done, count);
        let start = if backward { count - done - piece } else { done };
        let bytes = source.bytes(vm);
        target
            .bytes(vm)
            .copy_from(at + start, &bytes, from + start, piece);
        done += piece;
        vm.check_interrupt()?;
    }
    Ok(())
}

/// Copies bytes out, which are in bounds.
pub fn read_buffer_bytes(
    vm: &mut Vm,
    buffer: Gc<ArrayBuffer>,
    at: usize,
    target: &mut [u8],
) -> JsResult<()> {
    for (index, piece) in target.chunks_mut(PIECE).enumerate() {
        buffer.bytes(vm).read_to(at + index * PIECE, piece);
        vm.check_interrupt()?;
    }
    Ok(())
}

/// Copies bytes in, which are in bounds.
pub fn write_buffer_bytes(
    vm: &mut Vm,
    buffer: Gc<ArrayBuffer>,
    at: usize,
    source: &[u8],
) -> JsResult<()> {
    for (index, piece) in source.chunks(PIECE).enumerate() {
        buffer.bytes(vm).write_from(at + index * PIECE, piece);
        vm.check_interrupt()?;
    }
    Ok(())
}

impl ArrayBuffer {
    /// [IsSharedArrayBuffer](https://tc39.es/ecma262/#sec-issharedarraybuffer).
    #[inline(always)]
    pub fn is_shared(&self) -> bool {
        self.flags.get() & SHARED != 0
    }

    /// [IsDetachedBuffer](https://tc39.es/ecma262/#sec-isdetachedbuffer).
    #[inline(always)]
    pub fn is_detached(&self) -> bool {
        self.flags.get() & DETACHED != 0
    }

    /// Whether it may change its length.
    #[inline(always)]
    pub fn is_resizable(&self) -> bool {
        self.flags.get() & RESIZABLE != 0
    }

    /// Whether its bytes may not be written.
    #[inline(always)]
    pub fn is_immutable(&self) -> bool {
        self.flags.get() & IMMUTABLE != 0
    }

    /// Whether anybody may detach it: it has no `[[ArrayBufferDetachKey]]`.
    pub fn has_no_detach_key(&self) -> bool {
        self.detach_key.get().is_undefined()
    }

    /// Whether it may be detached by whoever has `key`.
    pub fn has_detach_key(&self, key: Value) -> bool {
        self.detach_key.get() == key
    }

    /// Makes its bytes read-only.
    pub fn make_immutable(&self) {
        self.flags.set(self.flags.get() | IMMUTABLE);
    }

    /// `[[ArrayBufferMaxByteLength]]`, or the length.
    #[inline]
    pub fn max_byte_length(&self) -> u64 {
        self.max_length.get()
    }

    /// [ArrayBufferByteLength](https://tc39.es/ecma262/#sec-arraybufferbytelength).
    #[inline(always)]
    pub fn byte_length(&self, vm: &Vm) -> u64 {
        if self.flags.get() & (SHARED | RESIZABLE) == SHARED | RESIZABLE {
            return self.shared_bytes(vm).map_or(0, |bytes| bytes.len() as u64);
        }
        self.length.get()
    }

    /// The block of a shared buffer.
    pub fn shared_bytes(&self, vm: &Vm) -> Option<SharedBytes> {
        vm.heap
            .external::<SharedBytes>(self.external.get())
            .cloned()
    }

    /// Its bytes as they are now. The view must not be kept over anything that may detach or
    /// resize the buffer; the buffer must be kept alive.
    #[inline]
    pub fn bytes<'a>(&'a self, vm: &Vm) -> BufferBytes<'a> {
        // SAFETY: a value of this type exists only as a cell.
        let buffer = unsafe { Gc::from_raw((&raw const *self).cast::<u8>().cast_mut()) };
        BufferBytes {
            owner: KeepAlive::new(buffer),
            start: with_exposed_provenance_mut(self.address.get() as usize),
            length: self.byte_length(vm) as usize,
            is_shared: self.is_shared(),
            buffer: core::marker::PhantomData,
        }
    }
}

/// A view on a buffer's bytes: every access is checked against the length that it was made with.
#[allow(missing_debug_implementations)]
pub struct BufferBytes<'a> {
    /// The memory lives as long as its buffer.
    owner: KeepAlive<ArrayBuffer>,
    start: *mut u8,
    length: usize,
    is_shared: bool,
    buffer: core::marker::PhantomData<&'a ArrayBuffer>,
}

impl BufferBytes<'_> {
    /// The buffer.
    pub fn buffer(&self) -> Gc<ArrayBuffer> {
        self.owner.cell()
    }

    /// How many bytes.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there are none.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    #[inline(always)]
    fn check(&self, at: usize, count: usize) {
        assert!(
            count <= self.length && at <= self.length - count,
            "buffer accesses are checked before"
        );
    }

    /// `WIDTH` bytes (1, 2, 4 or 8) at `at` as an integer in native byte order.
    #[inline(always)]
    pub fn load<const WIDTH: usize>(&self, at: usize) -> u64 {
        self.check(at, WIDTH);
        // SAFETY: inside the memory as just checked (module invariants).
        unsafe {
            let place = self.start.add(at);
            if self.is_shared {
                return load_shared::<WIDTH>(place);
            }
            match WIDTH {
                1 => u64::from(place.read()),
                2 => u64::from(place.cast::<u16>().read_unaligned()),
                4 => u64::from(place.cast::<u32>().read_unaligned()),
                _ => place.cast::<u64>().read_unaligned(),
            }
        }
    }

    /// Stores the low `WIDTH` bytes (1, 2, 4 or 8) of `bits` at `at` in native byte order.
    #[inline(always)]
    pub fn store<const WIDTH: usize>(&self, at: usize, bits: u64) {
        self.check(at, WIDTH);
        // SAFETY: inside the memory as just checked (module invariants).
        unsafe {
            let place = self.start.add(at);
            if self.is_shared {
                store_shared::<WIDTH>(place, bits);
                return;
            }
            match WIDTH {
                1 => place.write(bits as u8),
                2 => place.cast::<u16>().write_unaligned(bits as u16),
                4 => place.cast::<u32>().write_unaligned(bits as u32),
                _ => place.cast::<u64>().write_unaligned(bits),
            }
        }
    }

    /// An atomic read-modify-write of `WIDTH` aligned bytes; gives what was there.
    pub fn update<const WIDTH: usize>(&self, at: usize, change: impl Fn(u64) -> u64) -> u64 {
        self.check(at, WIDTH);
        assert!(at.is_multiple_of(WIDTH));
        // SAFETY: inside the memory and aligned as just checked; all accesses of shared memory
        // are atomic, and memory that is not shared has one thread.
        unsafe {
            let place = self.start.add(at);
            macro_rules! update {
                ($Atomic:ty, $int:ty) => {{
                    let cell = &*place.cast::<$Atomic>();
                    let old = cell.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |old| {
                        Some(change(old as u64) as $int)
                    });
                    match old {
                        Ok(old) | Err(old) => old as u64,
                    }
                }};
            }
            match WIDTH {
                1 => update!(AtomicU8, u8),
                2 => update!(AtomicU16, u16),
                4 => update!(AtomicU32, u32),
                _ => update!(AtomicU64, u64),
            }
        }
    }

    /// Sets `count` bytes.
    pub fn fill(&self, at: usize, count: usize, byte: u8) {
        self.check(at, count);
        if self.is_shared {
            (at..at + count).for_each(|index| self.store::<1>(index, u64::from(byte)));
        } else {
            // SAFETY: inside the memory as just checked.
            unsafe { core::ptr::write_bytes(self.start.add(at), byte, count) }
        }
    }

    /// Copies `count` bytes from `source`, which may be the same memory.
    pub fn copy_from(&self, at: usize, source: &BufferBytes<'_>, from: usize, count: usize) {
        self.check(at, count);
        source.check(from, count);
        if !self.is_shared && !source.is_shared {
            // SAFETY: both inside their memory as just checked; `copy` allows overlap.
            unsafe { core::ptr::copy(source.start.add(from), self.start.add(at), count) }
        } else if self.start == source.start && at > from {
            (0..count)
                .rev()
                .for_each(|index| self.store::<1>(at + index, source.load::<1>(from + index)));
        } else {
            (0..count)
                .for_each(|index| self.store::<1>(at + index, source.load::<1>(from + index)));
        }
    }

    /// Copies bytes out.
    pub fn read_to(&self, at: usize, target: &mut [u8]) {
        self.check(at, target.len());
        for (index, byte) in target.iter_mut().enumerate() {
            *byte = self.load::<1>(at + index) as u8;
        }
    }

    /// Copies bytes in.
    pub fn write_from(&self, at: usize, source: &[u8]) {
        self.check(at, source.len());
        for (index, byte) in source.iter().enumerate() {
            self.store::<1>(at + index, u64::from(*byte));
        }
    }

    /// Gives `read` a slice of all bytes; of shared memory, a copy.
    pub fn with_slice<R>(&self, read: impl FnOnce(&[u8]) -> R) -> R {
        if self.is_shared || self.length == 0 {
            let mut copy = vec![0; self.length];
            self.read_to(0, &mut copy);
            return read(&copy);
        }
        // SAFETY: the memory is this isolate's alone and `read` has no way to the VM, so nothing
        // writes to it, frees it or detaches it meanwhile.
        read(unsafe { core::slice::from_raw_parts(self.start, self.length) })
    }
}

/// # Safety
/// `place` is valid for `WIDTH` bytes of a shared block.
unsafe fn load_shared<const WIDTH: usize>(place: *mut u8) -> u64 {
    // SAFETY: valid (the caller); wide atomics only where aligned.
    unsafe {
        match WIDTH {
            2 if place.addr().is_multiple_of(2) => {
                u64::from((*place.cast::<AtomicU16>()).load(Ordering::Relaxed))
            }
            4 if place.addr().is_multiple_of(4) => {
                u64::from((*place.cast::<AtomicU32>()).load(Ordering::Relaxed))
            }
            8 if place.addr().is_multiple_of(8) => {
                (*place.cast::<AtomicU64>()).load(Ordering::Relaxed)
            }
            _ => {
                let mut bytes = [0; 8];
                for (index, byte) in bytes[..WIDTH].iter_mut().enumerate() {
                    *byte = (*place.add(index).cast::<AtomicU8>()).load(Ordering::Relaxed);
                }
                little_end_first(bytes, WIDTH)
            }
        }
    }
}

/// # Safety
/// `place` is valid for `WIDTH` bytes of a shared block.
unsafe fn store_shared<const WIDTH: usize>(place: *mut u8, bits: u64) {
    // SAFETY: valid (the caller); wide atomics only where aligned.
    unsafe {
        match WIDTH {
            2 if place.addr().is_multiple_of(2) => {
                (*place.cast::<AtomicU16>()).store(bits as u16, Ordering::Relaxed)
            }
            4 if place.addr().is_multiple_of(4) => {
                (*place.cast::<AtomicU32>()).store(bits as u32, Ordering::Relaxed)
            }
            8 if place.addr().is_multiple_of(8) => {
                (*place.cast::<AtomicU64>()).store(bits, Ordering::Relaxed)
            }
            _ => {
                let bytes = native_bytes(bits, WIDTH);
                for (index, byte) in bytes[..WIDTH].iter().enumerate() {
                    (*place.add(index).cast::<AtomicU8>()).store(*byte, Ordering::Relaxed);
                }
            }
        }
    }
}

/// The integer of `width` bytes in native order at the start of `bytes`.
fn little_end_first(mut bytes: [u8; 8], width: usize) -> u64 {
    if cfg!(target_endian = "big") {
        bytes.rotate_right(8 - width);
    }
    u64::from_ne_bytes(bytes)
}

/// The low `width` bytes of an integer in native order.
fn native_bytes(bits: u64, width: usize) -> [u8; 8] {
    let mut bytes = bits.to_ne_bytes();
    if cfg!(target_endian = "big") {
        bytes.rotate_left(8 - width);
    }
    bytes
}
