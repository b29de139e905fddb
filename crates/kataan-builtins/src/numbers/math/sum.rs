//! The exact sum behind [Math.sumPrecise](https://tc39.es/ecma262/#sec-math.sumprecise).
//!
//! A double is an integer times 2^-1074, so a sum of doubles is kept exactly as one big integer in
//! that unit, in limbs of 32 bits held in `i64`s: carries are put off for as long as they fit.

/// Enough limbs for the largest double times 2^53 addends: (1074 + 1024 + 53) bits and a sign.
const LIMBS: usize = 69;
/// Additions after which a limb, which grows by less than 2^33 each time, must be carried.
const CARRY_AFTER: u32 = 1 << 28;

/// An exact accumulator of finite doubles.
pub(super) struct ExactSum {
    limbs: [i64; LIMBS],
    pending: u32,
}

impl Default for ExactSum {
    fn default() -> Self {
        Self {
            limbs: [0; LIMBS],
            pending: 0,
        }
    }
}

impl ExactSum {
    /// Adds a finite `value` without rounding.
    pub(super) fn add(&mut self, value: f64) {
        debug_assert!(value.is_finite());
        let bits = value.to_bits();
        let biased = (bits >> 52 & 0x7FF) as usize;
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, shift) = if biased == 0 {
            (fraction, 0)
        } else {
            (fraction | 1 << 52, biased - 1)
        };
        let wide = u128::from(mantissa) << (shift % 32);
        for part in 0..3 {
            let limb = (wide >> (32 * part) & 0xFFFF_FFFF) as i64;
            self.limbs[shift / 32 + part] += if value < 0.0 { -limb } else { limb };
        }
        self.pending += 1;
        if self.pending == CARRY_AFTER {
            self.carry();
        }
    }

    /// Brings every limb but the last into 0 to 2^32 - 1; the last one holds the sign.
    fn carry(&mut self) {
        self.pending = 0;
        let mut carried = 0;
        for limb in &mut self.limbs[..LIMBS - 1] {
            let total = *limb + carried;
            *limb = total & 0xFFFF_FFFF;
            carried = total >> 32;
        }
        self.limbs[LIMBS - 1] += carried;
    }

    /// The sum, rounded once, to nearest and ties to even. An empty or zero sum is +0.
    pub(super) fn round(mut self) -> f64 {
        self.carry();
        let negative = self.limbs[LIMBS - 1] < 0;
        if negative {
            for limb in &mut self.limbs {
                *limb = -*limb;
            }
            self.carry();
        }
        let Some(top) = self.limbs.iter().rposition(|&limb| limb != 0) else {
            return 0.0;
        };
        let length = top * 32 + (64 - self.limbs[top].leading_zeros() as usize);
        let magnitude = if length <= 53 {
            // Below 2^53 units the bits of the sum are the bits of the double.
            f64::from_bits(self.bits(0, 53))
        } else {
            self.round_at(length)
        };
        if negative { -magnitude } else { magnitude }
    }

    /// The double of a sum of `length` bits, more than 53.
    fn round_at(&self, length: usize) -> f64 {
        let low = length - 53;
        let mantissa = self.bits(low, 53);
        let half = self.bits(low - 1, 1) == 1;
        let rest = (0..low - 1).any(|bit| self.bits(bit, 1) == 1);
        let up = half && (rest || mantissa & 1 == 1);
        // The exponent field follows from the place of the leading bit; a carry out of the mantissa
        // moves into it by itself.
        let bits = ((low as u64 + 1) << 52) + (mantissa - (1 << 52)) + u64::from(up);
        if bits >= f64::INFINITY.to_bits() {
            f64::INFINITY
        } else {
            f64::from_bits(bits)
        }
    }

    /// `count` bits, at most 53, from bit `from`.
    fn bits(&self, from: usize, count: usize) -> u64 {
        let mut wide = 0_u128;
        for part in 0..3 {
            let limb = self.limbs.get(from / 32 + part).copied().unwrap_or(0);
            wide |= (limb as u128 & 0xFFFF_FFFF) << (32 * part);
        }
        (wide >> (from % 32)) as u64 & ((1 << count) - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(values: &[f64]) -> f64 {
        let mut total = ExactSum::default();
        values.iter().for_each(|&value| total.add(value));
        total.round()
    }

    #[test]
    fn sums_are_exact() {
        assert_eq!(sum(&[0.1, 0.2]), 0.300_000_000_000_000_04);
        assert_eq!(sum(&[0.1; 10]), 1.0);
        assert_eq!(sum(&[1e308, 1e308, -1e308, -1e308, 0.5]), 0.5);
        assert_eq!(sum(&[1e300, 1.0, -1e300]), 1.0);
        assert_eq!(sum(&[5e-324, -1e-323]), -5e-324);
        assert_eq!(sum(&[f64::MAX, f64::MAX]), f64::INFINITY);
        assert_eq!(sum(&[-f64::MAX, -f64::MAX, f64::MAX]), -f64::MAX);
    }

    #[test]
    fn single_values_come_back() {
        for value in [1.0, -1.5, 1e-310, 5e-324, f64::MAX, f64::MIN_POSITIVE, 0.1] {
            assert_eq!(sum(&[value]), value);
        }
    }

    #[test]
    fn ties_go_to_even() {
        let unit = f64::EPSILON / 2.0;
        assert_eq!(sum(&[1.0, unit]), 1.0);
        assert_eq!(sum(&[1.0, unit, 5e-324]), 1.0 + f64::EPSILON);
        assert_eq!(sum(&[1.0 + f64::EPSILON, unit]), 1.0 + 2.0 * f64::EPSILON);
    }
}
