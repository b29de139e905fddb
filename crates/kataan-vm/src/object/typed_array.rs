//! TypedArray exotic objects (clause 10.4.5), and the element types that they share with DataView
//! and Atomics (clause 25.1.3).

use super::array_buffer::{ArrayBuffer, BufferBytes};
use super::internal_methods::{InternalMethods, ORDINARY};
use super::ordinary::*;
use super::property::{Attributes, PropertyDescriptor};
use super::property_key::PropertyKey;
use super::{Object, new_object_base};
use crate::error::JsResult;
use crate::operation;
use crate::value::bigint::{JsBigInt, from_i64, from_u64};
use crate::value::{Value, number};
use crate::vm::Vm;
use kataan_gc::{Field, Gc, Plain, PlainData, RootedList, cell};

/// The type of a typed array's elements (table 71).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum ElementType {
    Int8,
    Uint8,
    Uint8Clamped,
    Int16,
    Uint16,
    Int32,
    Uint32,
    BigInt64,
    BigUint64,
    Float16,
    Float32,
    Float64,
}

impl PlainData for ElementType {}

impl ElementType {
    /// All of them.
    pub const ALL: [ElementType; 12] = [
        ElementType::Int8,
        ElementType::Uint8,
        ElementType::Uint8Clamped,
        ElementType::Int16,
        ElementType::Uint16,
        ElementType::Int32,
        ElementType::Uint32,
        ElementType::BigInt64,
        ElementType::BigUint64,
        ElementType::Float16,
        ElementType::Float32,
        ElementType::Float64,
    ];

    /// Bytes of an element.
    #[inline(always)]
    pub const fn size(self) -> usize {
        match self {
            ElementType::Int8 | ElementType::Uint8 | ElementType::Uint8Clamped => 1,
            ElementType::Int16 | ElementType::Uint16 | ElementType::Float16 => 2,
            ElementType::Int32 | ElementType::Uint32 | ElementType::Float32 => 4,
            ElementType::BigInt64 | ElementType::BigUint64 | ElementType::Float64 => 8,
        }
    }

    /// Whether elements are big integers.
    #[inline(always)]
    pub const fn is_bigint(self) -> bool {
        matches!(self, ElementType::BigInt64 | ElementType::BigUint64)
    }

    /// Whether elements are floating-point numbers.
    #[inline(always)]
    pub const fn is_float(self) -> bool {
        matches!(
            self,
            ElementType::Float16 | ElementType::Float32 | ElementType::Float64
        )
    }

    /// The name of the constructor.
    pub const fn constructor_name(self) -> &'static str {
        match self {
            ElementType::Int8 => "Int8Array",
            ElementType::Uint8 => "Uint8Array",
            ElementType::Uint8Clamped => "Uint8ClampedArray",
            ElementType::Int16 => "Int16Array",
            ElementType::Uint16 => "Uint16Array",
            ElementType::Int32 => "Int32Array",
            ElementType::Uint32 => "Uint32Array",
            ElementType::BigInt64 => "BigInt64Array",
            ElementType::BigUint64 => "BigUint64Array",
            ElementType::Float16 => "Float16Array",
            ElementType::Float32 => "Float32Array",
            ElementType::Float64 => "Float64Array",
        }
    }

    /// The bits at `at` in native byte order.
    #[inline(always)]
    pub fn load(self, bytes: &BufferBytes<'_>, at: usize) -> u64 {
        match self.size() {
            1 => bytes.load::<1>(at),
            2 => bytes.load::<2>(at),
            4 => bytes.load::<4>(at),
            _ => bytes.load::<8>(at),
        }
    }

    /// Stores bits at `at` in native byte order.
    #[inline(always)]
    pub fn store(self, bytes: &BufferBytes<'_>, at: usize, bits: u64) {
        match self.size() {
            1 => bytes.store::<1>(at, bits),
            2 => bytes.store::<2>(at, bits),
            4 => bytes.store::<4>(at, bits),
            _ => bytes.store::<8>(at, bits),
        }
    }

    /// [RawBytesToNumeric](https://tc39.es/ecma262/#sec-rawbytestonumeric).
    #[inline]
    pub fn to_value(self, vm: &mut Vm, bits: u64) -> JsResult<Value> {
        Ok(match self {
            ElementType::Int8 => Value::from_i32(i32::from(bits as i8)),
            ElementType::Uint8 | ElementType::Uint8Clamped => {
                Value::from_i32(i32::from(bits as u8))
            }
            ElementType::Int16 => Value::from_i32(i32::from(bits as i16)),
            ElementType::Uint16 => Value::from_i32(i32::from(bits as u16)),
            ElementType::Int32 => Value::from_i32(bits as i32),
            ElementType::Uint32 => Value::from_number(f64::from(bits as u32)),
            ElementType::Float16 => Value::from_number(number::from_float16_bits(bits as u16)),
            ElementType::Float32 => Value::from_number(f64::from(f32::from_bits(bits as u32))),
            ElementType::Float64 => Value::from_number(f64::from_bits(bits)),
            ElementType::BigInt64 => from_i64(vm, bits as i64)?.into(),
            ElementType::BigUint64 => from_u64(vm, bits)?.into(),
        })
    }

    /// [RawBytesToNumeric](https://tc39.es/ecma262/#sec-rawbytestonumeric) of a type whose elements
    /// are numbers.
    #[inline(always)]
    pub fn to_number(self, bits: u64) -> f64 {
        match self {
            ElementType::Int8 => f64::from(bits as i8),
            ElementType::Uint8 | ElementType::Uint8Clamped => f64::from(bits as u8),
            ElementType::Int16 => f64::from(bits as i16),
            ElementType::Uint16 => f64::from(bits as u16),
            ElementType::Int32 => f64::from(bits as i32),
            ElementType::Uint32 => f64::from(bits as u32),
            ElementType::Float16 => number::from_float16_bits(bits as u16),
            ElementType::Float32 => f64::from(f32::from_bits(bits as u32)),
            ElementType::Float64 | ElementType::BigInt64 | ElementType::BigUint64 => {
                f64::from_bits(bits)
            }
        }
    }

    /// [NumericToRawBytes](https://tc39.es/ecma262/#sec-numerictorawbytes) of a number.
    #[inline]
    pub fn number_bits(self, number: f64) -> u64 {
        match self {
            ElementType::Uint8Clamped => u64::from(number::to_uint8_clamp(number)),
            ElementType::Float16 => u64::from(number::to_float16_bits(number)),
            ElementType::Float32 => u64::from((number as f32).to_bits()),
            ElementType::Float64 => number.to_bits(),
            _ => number::to_int32(number) as u64,
        }
    }

    /// Converts a value to the bits of an element; may run script.
    #[inline]
    pub fn bits_of(self, vm: &mut Vm, value: Value) -> JsResult<u64> {
        if self.is_bigint() {
            let integer: Gc<JsBigInt> = operation::to_bigint(vm, value)?;
            return Ok(integer.to_u64_wrapping());
        }
        let number = operation::to_number(vm, value)?;
        Ok(self.number_bits(number))
    }
}

cell! {
    /// A typed array.
    pub struct TypedArray: Object {
        /// `[[ViewedArrayBuffer]]`.
        pub buffer: Field<ArrayBuffer>,
        /// `[[ByteOffset]]`.
        pub byte_offset: Plain<u64>,
        /// `[[ArrayLength]]`; of one that follows its buffer's length, `u64::MAX`.
        fixed_length: Plain<u64>,
        /// `[[ContentType]]` and size.
        pub element_type: Plain<ElementType>,
    }
}

/// `[[ArrayLength]]` of arrays that follow their buffer's length.
pub const LENGTH_TRACKING: u64 = u64::MAX;

/// The internal methods of typed arrays.
pub(super) static METHODS: InternalMethods = InternalMethods {
    prevent_extensions,
    get_own_property,
    define_own_property,
    has_property,
    get,
    set,
    delete,
    own_property_keys,
    ..ORDINARY
};

/// A typed array as it is now: see
/// [MakeTypedArrayWithBufferWitnessRecord](https://tc39.es/ecma262/#sec-maketypedarraywithbufferwitnessrecord).
#[derive(Clone, Copy, Debug)]
pub struct TypedArrayView {
    /// The array.
    pub array: Gc<TypedArray>,
    /// Its length in elements.
    pub length: usize,
    /// Where its first byte is in the buffer.
    pub byte_offset: usize,
    /// The type of its elements.
    pub element_type: ElementType,
}

impl TypedArray {
    /// A typed array on a buffer: `length` in elements, or [`LENGTH_TRACKING`].
    pub fn create(
        vm: &mut Vm,
        prototype: Option<Gc<Object>>,
        element_type: ElementType,
        buffer: Gc<ArrayBuffer>,
        byte_offset: u64,
        length: u64,
    ) -> JsResult<Gc<TypedArray>> {
        let base = new_object_base::<TypedArray>(vm, prototype, 0)?;
        let init = TypedArrayInit {
            base,
            buffer,
            byte_offset,
            fixed_length: length,
            element_type,
        };
        let array = vm.heap.allocate(init)?;
        array.mark_exotic();
        Ok(array)
    }

    /// Whether its length follows its buffer's.
    pub fn is_length_tracking(&self) -> bool {
        self.fixed_length.get() == LENGTH_TRACKING
    }

    /// The array's length now; none if it is out of bounds or its buffer is detached.
    #[inline]
    pub fn length_now(&self, vm: &Vm) -> Option<usize> {
        let buffer = self.buffer.get();
        if buffer.is_detached() {
            return None;
        }
        let available = buffer.byte_length(vm).checked_sub(self.byte_offset.get())?;
        let size = self.element_type.get().size() as u64;
        if self.is_length_tracking() {
            return Some((available / size) as usize);
        }
        (self.fixed_length.get() * size <= available).then_some(self.fixed_length.get() as usize)
    }
}

impl TypedArrayView {
    /// The array as it is now; none if it is out of bounds or its buffer is detached.
    #[inline]
    pub fn new(vm: &Vm, array: Gc<TypedArray>) -> Option<TypedArrayView> {
        let length = array.length_now(vm)?;
        Some(TypedArrayView {
            array,
            length,
            byte_offset: array.byte_offset.get() as usize,
            element_type: array.element_type.get(),
        })
    }

    /// An element, which is below the length; the array has not changed since the view was made.
    #[inline]
    pub fn get(&self, vm: &mut Vm, index: usize) -> JsResult<Value> {
        let at = self.byte_offset + index * self.element_type.size();
        let buffer = self.array.buffer.get();
        let bits = self.element_type.load(&buffer.bytes(vm), at);
        self.element_type.to_value(vm, bits)
    }

    /// Stores the bits of an element, which is below the length.
    #[inline]
    pub fn set_bits(&self, vm: &Vm, index: usize, bits: u64) {
        let at = self.byte_offset + index * self.element_type.size();
        let buffer = self.array.buffer.get();
        self.element_type.store(&buffer.bytes(vm), at, bits);
    }
}

/// What a key means to a typed array.
enum Numeric {
    /// No canonical numeric string: an ordinary key.
    No,
    /// An index that may be in bounds.
    Index(u64),
    /// A number that is no valid index whatever the length.
    Invalid,
}

/// [CanonicalNumericIndexString](https://tc39.es/ecma262/#sec-canonicalnumericindexstring).
#[inline]
fn numeric(vm: &Vm, key: PropertyKey) -> Numeric {
    if let Some(index) = key.as_integer() {
        return Numeric::Index(index);
    }
    match key.as_atom(vm) {
        Some(atom) if atom.is_canonical_numeric() => Numeric::Invalid,
        _ => Numeric::No,
    }
}

/// [TypedArrayGetElement](https://tc39.es/ecma262/#sec-typedarraygetelement).
#[inline]
pub fn typed_array_get_element(
    vm: &mut Vm,
    array: Gc<TypedArray>,
    index: u64,
) -> JsResult<Option<Value>> {
    match TypedArrayView::new(vm, array) {
        Some(view) if index < view.length as u64 => view.get(vm, index as usize).map(Some),
        _ => Ok(None),
    }
}

/// [TypedArraySetElement](https://tc39.es/ecma262/#sec-typedarraysetelement); no index for a key
/// that can be none.
#[inline]
pub fn typed_array_set_element(
    vm: &mut Vm,
    array: Gc<TypedArray>,
    index: Option<u64>,
    value: Value,
) -> JsResult<()> {
    let bits = array.element_type.get().bits_of(vm, value)?;
    // The conversion may have run script: look again.
    if let (Some(index), Some(view)) = (index, TypedArrayView::new(vm, array))
        && index < view.length as u64
        && !array.buffer.get().is_immutable()
    {
        view.set_bits(vm, index as usize, bits);
    }
    Ok(())
}

fn element(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<Option<Option<Value>>> {
    let Some(array) = object.cast::<TypedArray>() else {
        return Ok(None);
    };
    match numeric(vm, key) {
        Numeric::No => Ok(None),
        Numeric::Invalid => Ok(Some(None)),
        Numeric::Index(index) => typed_array_get_element(vm, array, index).map(Some),
    }
}

fn is_valid_index(vm: &Vm, object: Gc<Object>, index: u64) -> bool {
    let length = object
        .cast::<TypedArray>()
        .and_then(|array| array.length_now(vm));
    length.is_some_and(|length| index < length as u64)
}

/// Only an array whose length cannot change may be made not extensible.
fn prevent_extensions(vm: &mut Vm, object: Gc<Object>) -> JsResult<bool> {
    if let Some(array) = object.cast::<TypedArray>() {
        let buffer = array.buffer.get();
        let is_fixed =
            !array.is_length_tracking() && (!buffer.is_resizable() || buffer.is_shared());
        if !is_fixed {
            return Ok(false);
        }
    }
    ordinary_prevent_extensions(vm, object)
}

fn element_attributes(object: Gc<Object>) -> Attributes {
    let immutable = object
        .cast::<TypedArray>()
        .is_some_and(|array| array.buffer.get().is_immutable());
    if immutable {
        Attributes::ENUMERABLE
    } else {
        Attributes::ALL
    }
}

fn get_own_property(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
) -> JsResult<Option<PropertyDescriptor>> {
    match element(vm, object, key)? {
        None => ordinary_get_own_property(vm, object, key),
        Some(value) => {
            let attributes = element_attributes(object);
            Ok(value.map(|value| PropertyDescriptor::data(value, attributes)))
        }
    }
}

fn define_own_property(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    descriptor: &PropertyDescriptor,
) -> JsResult<bool> {
    let index = match numeric(vm, key) {
        Numeric::No => return ordinary_define_own_property(vm, object, key, descriptor),
        Numeric::Invalid => return Ok(false),
        Numeric::Index(index) => index,
    };
    let Some(array) = object.cast::<TypedArray>() else {
        return Ok(false);
    };
    if !is_valid_index(vm, object, index) {
        return Ok(false);
    }
    let attributes = element_attributes(object);
    if descriptor
        .configurable
        .is_some_and(|on| on != attributes.is_configurable())
        || descriptor.enumerable == Some(false)
        || descriptor.is_accessor()
        || descriptor
            .writable
            .is_some_and(|on| on != attributes.is_writable())
    {
        return Ok(false);
    }
    if let Some(value) = descriptor.value {
        if !attributes.is_writable() {
            let current = typed_array_get_element(vm, array, index)?.unwrap_or(Value::UNDEFINED);
            return operation::same_value(vm, current, value);
        }
        typed_array_set_element(vm, array, Some(index), value)?;
    }
    Ok(true)
}

fn has_property(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<bool> {
    match numeric(vm, key) {
        Numeric::No => ordinary_has_property(vm, object, key),
        Numeric::Invalid => Ok(false),
        Numeric::Index(index) => Ok(is_valid_index(vm, object, index)),
    }
}

fn get(vm: &mut Vm, object: Gc<Object>, key: PropertyKey, receiver: Value) -> JsResult<Value> {
    match element(vm, object, key)? {
        None => ordinary_get(vm, object, key, receiver),
        Some(value) => Ok(value.unwrap_or(Value::UNDEFINED)),
    }
}

fn set(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
    receiver: Value,
) -> JsResult<bool> {
    let index = match numeric(vm, key) {
        Numeric::No => return set_named(vm, object, key, value, receiver),
        Numeric::Invalid => None,
        Numeric::Index(index) => Some(index),
    };
    if receiver == object.into() {
        if let Some(array) = object.cast::<TypedArray>() {
            if array.buffer.get().is_immutable() {
                return Ok(false);
            }
            typed_array_set_element(vm, array, index, value)?;
        }
        return Ok(true);
    }
    if !index.is_some_and(|index| is_valid_index(vm, object, index)) {
        return Ok(true);
    }
    if !element_attributes(object).is_writable() {
        return Ok(false);
    }
    set_on_receiver(vm, key, value, receiver)
}

/// A key that is no number: `ordinary_set` leaves adding to exotic receivers to the general way.
fn set_named(
    vm: &mut Vm,
    object: Gc<Object>,
    key: PropertyKey,
    value: Value,
    receiver: Value,
) -> JsResult<bool> {
    ordinary_set(vm, object, key, value, receiver)
}

fn delete(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<bool> {
    match numeric(vm, key) {
        Numeric::No => ordinary_delete(vm, object, key),
        Numeric::Invalid => Ok(true),
        Numeric::Index(index) => Ok(!is_valid_index(vm, object, index)),
    }
}

fn own_property_keys(vm: &mut Vm, object: Gc<Object>) -> JsResult<RootedList> {
    let keys = vm.heap.new_list()?;
    let length = object
        .cast::<TypedArray>()
        .and_then(|array| array.length_now(vm))
        .unwrap_or(0);
    for index in 0..length {
        keys.push(&mut vm.heap, PropertyKey::from_index(index as u64).to_raw())?;
    }
    append_named_keys(vm, object, keys)?;
    Ok(keys)
}
