//! Declares small sets of named bits, with documentation per bit.

/// Declares a set type over one unsigned integer; each row is one bit or a union of bits.
macro_rules! flag_set {
    ($(#[$meta:meta])* $name:ident: $repr:ty { $($(#[$doc:meta])* $flag:ident = $bits:expr;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
        #[allow(unreachable_pub, reason = "one interface for public and private sets")]
        pub struct $name($repr);

        #[allow(unreachable_pub, dead_code, reason = "one interface for public and private sets")]
        impl $name {
            $($(#[$doc])* pub const $flag: Self = Self($bits);)*
            /// No bit set.
            pub const NONE: Self = Self(0);

            /// Whether every bit of `other` is set.
            #[inline]
            pub const fn has(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }

            /// Whether any bit of `other` is set.
            #[inline]
            pub const fn has_any(self, other: Self) -> bool {
                self.0 & other.0 != 0
            }

            /// Bits of either set.
            #[inline]
            #[must_use]
            pub const fn with(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }

            /// Bits of `self` that are not in `other`.
            #[inline]
            #[must_use]
            pub const fn without(self, other: Self) -> Self {
                Self(self.0 & !other.0)
            }

            /// Bits in both sets.
            #[inline]
            #[must_use]
            pub const fn and(self, other: Self) -> Self {
                Self(self.0 & other.0)
            }

            /// `with(other)` if `condition` holds.
            #[inline]
            #[must_use]
            pub const fn with_if(self, condition: bool, other: Self) -> Self {
                if condition { self.with(other) } else { self }
            }

            /// Adds the bits of `other`.
            #[inline]
            pub const fn insert(&mut self, other: Self) {
                self.0 |= other.0;
            }

            /// Whether no bit is set.
            #[inline]
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// The raw bits, for containers that store them.
            #[inline]
            pub const fn bits(self) -> $repr {
                self.0
            }

            /// The set with these raw bits; unknown bits are kept.
            #[inline]
            pub const fn from_bits(bits: $repr) -> Self {
                Self(bits)
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let mut set = f.debug_set();
                $(if Self::$flag.0.count_ones() == 1 && self.has(Self::$flag) {
                    set.entry(&format_args!("{}", stringify!($flag)));
                })*
                set.finish()
            }
        }
    };
}
pub(crate) use flag_set;
