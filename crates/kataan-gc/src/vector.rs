//! A growable array of values as a cell: what a native uses where Rust would use a `Vec<Value>`.

use crate::arrays::{ValueArray, ValueArrayInit};
use crate::cell;
use crate::cell::TailInit;
use crate::field::{Field, Plain};
use crate::heap::{Heap, OutOfMemory};
use crate::reference::Gc;
use crate::value::Value;

cell! {
    /// A growable array of values.
    pub struct ValueVector as Internal {
        length: Plain<u32>,
        storage: Field<ValueArray>,
    }
}

/// A list of values that grows, kept alive by the local that holds it.
pub type RootedList = Gc<ValueVector>;

impl Heap {
    /// An empty list.
    pub fn new_list(&mut self) -> Result<RootedList, OutOfMemory> {
        self.new_list_with_capacity(4)
    }

    /// An empty list with room for `capacity` values.
    pub fn new_list_with_capacity(&mut self, capacity: usize) -> Result<RootedList, OutOfMemory> {
        let storage = self.allocate(ValueArrayInit {
            slots: TailInit::Fill(capacity, Value::UNDEFINED),
        })?;
        self.allocate(ValueVectorInit { length: 0, storage })
    }

    /// A list of `values`.
    pub fn new_list_from(&mut self, values: &[Value]) -> Result<RootedList, OutOfMemory> {
        let storage = self.allocate(ValueArrayInit {
            slots: TailInit::Copy(values),
        })?;
        self.allocate(ValueVectorInit {
            length: values.len() as u32,
            storage,
        })
    }
}

/// A list that grows by so many asks whether an end is wanted: most loops that could run for long
/// fill one.
const POLL: usize = 1024;

impl ValueVector {
    /// How many values.
    #[inline]
    pub fn len(&self) -> usize {
        self.length.get() as usize
    }

    /// Whether there are none.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value at `index`, if it is below the length.
    #[inline]
    pub fn get(&self, index: usize) -> Option<Value> {
        if index < self.len() {
            Some(self.storage.get().slots()[index].get())
        } else {
            None
        }
    }

    /// Stores at `index`, which is below the length (else nothing happens and false is returned).
    #[inline]
    pub fn set(&self, index: usize, value: Value) -> bool {
        let inside = index < self.len();
        if inside {
            self.storage.get().slots()[index].set(value);
        }
        inside
    }

    /// Appends a value.
    #[inline]
    pub fn push(&self, heap: &mut Heap, value: Value) -> Result<(), OutOfMemory> {
        let length = self.len();
        if length % POLL == POLL - 1 && heap.is_stopping() {
            return Err(OutOfMemory);
        }
        if length == self.storage.get().slots().len() {
            self.reserve(heap, 1)?;
        }
        self.storage.get().slots()[length].set(value);
        self.length.set(length as u32 + 1);
        Ok(())
    }

    /// Appends values.
    pub fn extend(&self, heap: &mut Heap, values: &[Value]) -> Result<(), OutOfMemory> {
        self.reserve(heap, values.len())?;
        let length = self.len();
        let storage = self.storage.get();
        for (slot, value) in storage.slots()[length..].iter().zip(values) {
            slot.set(*value);
        }
        self.length.set((length + values.len()) as u32);
        Ok(())
    }

    /// Makes room for `more` values.
    pub fn reserve(&self, heap: &mut Heap, more: usize) -> Result<(), OutOfMemory> {
        let old = self.storage.get();
        let capacity = old.slots().len();
        let needed = self.len().checked_add(more).ok_or(OutOfMemory)?;
        if needed <= capacity {
            return Ok(());
        }
        let grown = needed.max(capacity * 2).max(4);
        if ValueArray::grow_in_place(old, heap, grown, Value::UNDEFINED) {
            return Ok(());
        }
        let new = heap.allocate(ValueArrayInit {
            slots: TailInit::Fill(grown, Value::UNDEFINED),
        })?;
        for (to, from) in new.slots().iter().zip(&old.slots()[..self.len()]) {
            to.set(from.get());
        }
        self.storage.set(new);
        Ok(())
    }

    /// Takes the last value off.
    #[inline]
    pub fn pop(&self) -> Option<Value> {
        let last = self.len().checked_sub(1)?;
        let storage = self.storage.get();
        let value = storage.slots()[last].get();
        storage.slots()[last].set(Value::UNDEFINED);
        self.length.set(last as u32);
        Some(value)
    }

    /// Drops what is at `length` and after.
    pub fn truncate(&self, length: usize) {
        if length < self.len() {
            for slot in &self.storage.get().slots()[length..self.len()] {
                slot.set(Value::UNDEFINED);
            }
            self.length.set(length as u32);
        }
    }

    /// Drops all.
    pub fn clear(&self) {
        self.truncate(0);
    }

    /// Exchanges two values; both indices are below the length.
    pub fn swap(&self, left: usize, right: usize) {
        if let (Some(a), Some(b)) = (self.get(left), self.get(right)) {
            self.set(left, b);
            self.set(right, a);
        }
    }

    /// Inserts at `index`, moving what follows; `index` is at most the length.
    pub fn insert(&self, heap: &mut Heap, index: usize, value: Value) -> Result<(), OutOfMemory> {
        self.push(heap, value)?;
        let storage = self.storage.get();
        let slots = storage.slots();
        for at in (index..self.len() - 1).rev() {
            slots[at + 1].set(slots[at].get());
        }
        if index < self.len() {
            slots[index].set(value);
        }
        Ok(())
    }

    /// Takes out what is at `index`, moving what follows.
    pub fn remove(&self, index: usize) -> Option<Value> {
        let value = self.get(index)?;
        let storage = self.storage.get();
        let slots = storage.slots();
        for at in index..self.len() - 1 {
            slots[at].set(slots[at + 1].get());
        }
        self.pop();
        Some(value)
    }

    /// The values from first to last; each step reads the list as it is then.
    pub fn iter(&self) -> impl Iterator<Item = Value> + '_ {
        (0..).map_while(|index| self.get(index))
    }

    /// The array that holds the values, with room to spare at its end.
    pub fn storage(&self) -> Gc<ValueArray> {
        self.storage.get()
    }
}
