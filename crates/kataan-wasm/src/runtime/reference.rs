//! The bits of references.
//!
//! References to the heap are values of the shared 64-bit encoding: null is an immediate, `i31` an
//! int32, an object its tag and offset, and an external reference may be any value. References to
//! functions never enter the heap: they are null or the function's number in its store.

/// The null of every hierarchy.
pub(crate) const NULL: u64 = 0xfffa << 48 | 1;

const INT32: u64 = 0xfff9 << 48;

/// An `i31` of the low 31 bits.
pub(crate) fn i31(value: u32) -> u64 {
    INT32 | u64::from((((value << 1) as i32) >> 1) as u32)
}

/// The number of an `i31`, sign-extended, if the reference is one.
pub(crate) fn as_i31(reference: u64) -> Option<i32> {
    let value = reference as u32 as i32;
    (reference >> 48 == INT32 >> 48 && value << 1 >> 1 == value).then_some(value)
}

/// A reference to a function of the store.
pub(crate) fn func(index: u32) -> u64 {
    u64::from(index)
}

/// The function's number in the store.
pub(crate) fn as_func(reference: u64) -> Option<u32> {
    (reference != NULL).then_some(reference as u32)
}

/// An external value as an internal one: a number that an `i31` can hold becomes one.
pub(crate) fn internalize(reference: u64) -> u64 {
    if reference < INT32 {
        let number = f64::from_bits(reference);
        let integer = number as i32;
        if f64::from(integer).to_bits() == reference && integer << 1 >> 1 == integer {
            return i31(integer as u32);
        }
    }
    reference
}
