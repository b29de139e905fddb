//! Magnitudes of big integers, digit by digit: what is as simple as the conversion to the
//! library's form and back would be. Products of two long factors are the library's.

use core::cmp::Ordering;
use kataan_gc::Plain;
use smallvec::SmallVec;

/// Digits that stay on the native stack.
const INLINE: usize = 64;

/// The shorter factor of a product that is made here.
const SHORT: usize = 24;

/// A result: the lowest digit first, none of them a leading zero.
pub(super) type Digits = SmallVec<[u32; INLINE]>;

/// The digits of an operand.
pub(super) type Operand<'a> = &'a [Plain<u32>];

fn without_leading_zeros(mut digits: Digits) -> Digits {
    while digits.last() == Some(&0) {
        digits.pop();
    }
    digits
}

/// Order of two magnitudes.
pub(super) fn compare(left: Operand<'_>, right: Operand<'_>) -> Ordering {
    let by_length = left.len().cmp(&right.len());
    by_length.then_with(|| {
        let digits = left.iter().rev().map(Plain::get);
        digits.cmp(right.iter().rev().map(Plain::get))
    })
}

/// The sum of two magnitudes.
pub(super) fn add(left: Operand<'_>, right: Operand<'_>) -> Digits {
    let (long, short) = if left.len() < right.len() {
        (right, left)
    } else {
        (left, right)
    };
    let mut sum = Digits::with_capacity(long.len() + 1);
    let mut carry = 0;
    for (index, digit) in long.iter().enumerate() {
        let other = short.get(index).map_or(0, Plain::get);
        let total = u64::from(digit.get()) + u64::from(other) + carry;
        sum.push(total as u32);
        carry = total >> 32;
    }
    if carry != 0 {
        sum.push(carry as u32);
    }
    sum
}

/// The difference of two magnitudes, of which the first is not the smaller.
pub(super) fn subtract(left: Operand<'_>, right: Operand<'_>) -> Digits {
    let mut difference = Digits::with_capacity(left.len());
    let mut borrow = false;
    for (index, digit) in left.iter().enumerate() {
        let other = right.get(index).map_or(0, Plain::get);
        let (partial, first) = digit.get().overflowing_sub(other);
        let (result, second) = partial.overflowing_sub(u32::from(borrow));
        difference.push(result);
        borrow = first || second;
    }
    debug_assert!(!borrow, "the first operand is not the smaller");
    without_leading_zeros(difference)
}

/// The product of two magnitudes, if one of them is short.
pub(super) fn multiply(left: Operand<'_>, right: Operand<'_>) -> Option<Digits> {
    let (long, short) = if left.len() < right.len() {
        (right, left)
    } else {
        (left, right)
    };
    if short.len() > SHORT {
        return None;
    }
    let mut product = Digits::from_elem(0, long.len() + short.len());
    for (shift, factor) in short.iter().enumerate() {
        let factor = u64::from(factor.get());
        let mut carry = 0;
        let places = &mut product[shift..=shift + long.len()];
        for (place, digit) in places.iter_mut().zip(long) {
            // At most (2^32 - 1)^2 + 2 (2^32 - 1), which is 2^64 - 1.
            let total = u64::from(digit.get()) * factor + u64::from(*place) + carry;
            *place = total as u32;
            carry = total >> 32;
        }
        places[long.len()] = carry as u32;
    }
    Some(without_leading_zeros(product))
}
