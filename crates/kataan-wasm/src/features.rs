//! The features of WebAssembly that an engine accepts, one bit a proposal.

/// Calls a macro with one row a feature: constant, bit, name, stage, on by default, what it brings.
macro_rules! for_each_feature {
    ($with:ident) => {
        $with! {
            MUTABLE_GLOBAL = 0, "mutable-global", "1.1", true, "import and export of mutable globals";
            SIGN_EXTENSION = 1, "sign-extension", "1.1", true, "sign extension operators";
            SATURATING_FLOAT_TO_INT = 2, "saturating-float-to-int", "1.1", true, "conversions that do not trap";
            MULTI_VALUE = 3, "multi-value", "2.0", true, "several results of functions and blocks";
            BULK_MEMORY = 4, "bulk-memory", "2.0", true, "copy, fill and initialise memories and tables";
            REFERENCE_TYPES = 5, "reference-types", "2.0", true, "references as values, several tables";
            SIMD = 6, "simd", "2.0", true, "128-bit vectors";
            RELAXED_SIMD = 7, "relaxed-simd", "3.0", true, "vector operations with local nondeterminism";
            TAIL_CALL = 8, "tail-call", "3.0", true, "calls that replace the caller";
            EXTENDED_CONST = 9, "extended-const", "3.0", true, "integer arithmetic in constant expressions";
            FUNCTION_REFERENCES = 10, "function-references", "3.0", true, "typed references to functions";
            GC = 11, "gc", "3.0", true, "structures, arrays, recursive types and casts";
            EXCEPTIONS = 12, "exceptions", "3.0", true, "tags, throw and try_table";
            MULTI_MEMORY = 13, "multi-memory", "3.0", true, "several memories";
            MEMORY64 = 14, "memory64", "3.0", true, "64-bit indices for memories and tables";
            THREADS = 15, "threads", "phase 4", true, "shared memories and atomic operations";
            WIDE_ARITHMETIC = 16, "wide-arithmetic", "phase 4", true, "128-bit integer arithmetic";
            CUSTOM_PAGE_SIZES = 17, "custom-page-sizes", "phase 4", true, "memories with pages of one byte";
            LEGACY_EXCEPTIONS = 18, "legacy-exceptions", "deprecated", false, "try, catch, delegate and rethrow";
        }
    };
}

/// A set of WebAssembly features.
///
/// The default is all of WebAssembly 3.0 with threads, wide arithmetic and custom page sizes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Features(u32);

/// A feature with its facts, for listings.
#[derive(Clone, Copy, Debug)]
pub struct FeatureInfo {
    /// The set with this feature alone.
    pub feature: Features,
    /// The proposal's name.
    pub name: &'static str,
    /// The version of the standard that carries it, or the proposal's stage.
    pub stage: &'static str,
    /// Whether it is on by default.
    pub default: bool,
    /// What it brings.
    pub brings: &'static str,
}

macro_rules! define {
    ($($name:ident = $bit:literal, $text:literal, $stage:literal, $default:literal, $brings:literal;)*) => {
        impl Features {
            $(
                #[doc = concat!("The feature `", $text, "`: ", $brings, ".")]
                pub const $name: Self = Self(1 << $bit);
            )*
            /// All features, the deprecated ones too.
            pub const ALL: Self = Self(0 $(| 1 << $bit)*);
            const DEFAULT: Self = Self(0 $(| ($default as u32) << $bit)*);
        }

        /// Every feature, in the order in which they entered the standard.
        pub static FEATURES: &[FeatureInfo] = &[
            $(FeatureInfo {
                feature: Features::$name,
                name: $text,
                stage: $stage,
                default: $default,
                brings: $brings,
            },)*
        ];
    };
}
for_each_feature!(define);

impl Features {
    /// No feature: WebAssembly 1.0.
    pub const MVP: Self = Self(0);
    /// WebAssembly 2.0.
    pub const V2: Self = Self(0x7f);
    /// WebAssembly 3.0.
    pub const V3: Self = Self(0x7fff);

    /// Whether every feature of `other` is in this set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// This set and the features of `other`.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// This set without the features of `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The feature of that name.
    pub fn named(name: &str) -> Option<Self> {
        FEATURES
            .iter()
            .find(|info| info.name == name)
            .map(|info| info.feature)
    }
}

impl Features {
    /// What this build can run: without the crate's feature `gc` there are no objects.
    pub(crate) const fn supported(self) -> Self {
        if cfg!(feature = "gc") {
            self
        } else {
            self.without(
                Self::GC
                    .with(Self::EXCEPTIONS)
                    .with(Self::LEGACY_EXCEPTIONS),
            )
        }
    }
}

impl Default for Features {
    fn default() -> Self {
        Self::DEFAULT.supported()
    }
}
