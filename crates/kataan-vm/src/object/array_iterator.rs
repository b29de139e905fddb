//! Array iterators (clause 23.1.5): here because the interpreter's loops stand in for them and
//! must be able to become one.

use super::{Object, new_object_base};
use crate::error::JsResult;
use crate::realm::Intrinsic;
use crate::vm::Vm;
use kataan_gc::{Gc, Nullable, Plain, PlainData, cell};

/// What an array iterator yields.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
#[allow(missing_docs)]
pub enum ArrayIterationKind {
    Key,
    Value,
    KeyAndValue,
}

impl PlainData for ArrayIterationKind {}

cell! {
    /// An iterator over an array-like object.
    pub struct ArrayIterator: Object {
        /// What is walked; gone once the end was reached.
        pub target: Nullable<Object>,
        /// What it yields.
        pub kind: Plain<ArrayIterationKind>,
        /// The next index.
        pub next: Plain<u64>,
    }
}

/// [CreateArrayIterator](https://tc39.es/ecma262/#sec-createarrayiterator)
pub fn create_array_iterator(
    vm: &mut Vm,
    target: Gc<Object>,
    kind: ArrayIterationKind,
) -> JsResult<Gc<ArrayIterator>> {
    let prototype = vm.intrinsic(Intrinsic::ArrayIteratorPrototype);
    let base = new_object_base::<ArrayIterator>(vm, Some(prototype), 0)?;
    Ok(vm.heap.allocate(ArrayIteratorInit {
        base,
        target: Some(target),
        kind,
        next: 0,
    })?)
}

/// An iterator over the elements of `array` that stands before `index`.
pub fn create_array_iterator_at(
    vm: &mut Vm,
    array: Gc<Object>,
    index: u32,
) -> JsResult<Gc<Object>> {
    let iterator = create_array_iterator(vm, array, ArrayIterationKind::Value)?;
    iterator.next.set(u64::from(index));
    Ok(iterator.upcast())
}
