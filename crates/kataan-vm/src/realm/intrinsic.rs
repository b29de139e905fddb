//! The intrinsic objects (clause 6.1.7.4), and others that every realm has one of.

macro_rules! intrinsics {
    ($($name:ident,)*) => {
        /// An object that every realm has one of.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u16)]
        #[allow(missing_docs)]
        pub enum Intrinsic { $($name,)* }

        impl Intrinsic {
            /// All of them.
            pub const ALL: &'static [Intrinsic] = &[$(Intrinsic::$name,)*];

            /// The name in the table.
            pub const fn name(self) -> &'static str {
                match self { $(Intrinsic::$name => stringify!($name),)* }
            }
        }

        /// How many there are.
        pub const INTRINSIC_COUNT: usize = Intrinsic::ALL.len();
    };
}

intrinsics! {
    ObjectPrototype, FunctionPrototype, Object, Function, Global,
    ArrayPrototype, Array, ArrayIteratorPrototype, ArrayIteratorPrototypeNext, ArrayPrototypeValues, ArrayPrototypeToString,
    ObjectPrototypeToString, ObjectPrototypeValueOf,
    StringPrototype, String, StringIteratorPrototype,
    NumberPrototype, Number, BooleanPrototype, Boolean, SymbolPrototype, Symbol, BigIntPrototype, BigInt,
    ErrorPrototype, Error, EvalErrorPrototype, EvalError, RangeErrorPrototype, RangeError,
    ReferenceErrorPrototype, ReferenceError, SyntaxErrorPrototype, SyntaxError,
    TypeErrorPrototype, TypeError, UriErrorPrototype, UriError,
    AggregateErrorPrototype, AggregateError, SuppressedErrorPrototype, SuppressedError,
    IteratorPrototype, Iterator, IteratorHelperPrototype, WrapForValidIteratorPrototype,
    AsyncIteratorPrototype, AsyncFromSyncIteratorPrototype,
    GeneratorFunctionPrototype, GeneratorFunction, GeneratorPrototype,
    AsyncGeneratorFunctionPrototype, AsyncGeneratorFunction, AsyncGeneratorPrototype,
    AsyncFunctionPrototype, AsyncFunction,
    PromisePrototype, Promise, PromiseResolve, PromisePrototypeThen,
    MapPrototypeSet, MapPrototypeEntries, SetPrototypeAdd, SetPrototypeValues, GeneratorPrototypeNext,
    MapPrototype, Map, MapIteratorPrototype, SetPrototype, Set, SetIteratorPrototype,
    WeakMapPrototype, WeakMap, WeakSetPrototype, WeakSet, WeakRefPrototype, WeakRef,
    FinalizationRegistryPrototype, FinalizationRegistry,
    DisposableStackPrototype, DisposableStack, AsyncDisposableStackPrototype, AsyncDisposableStack,
    RegExpPrototype, RegExp, RegExpStringIteratorPrototype, RegExpPrototypeExec,
    DatePrototype, Date, Math, Json, Reflect, Atomics, Proxy,
    ArrayBufferPrototype, ArrayBuffer, SharedArrayBufferPrototype, SharedArrayBuffer, DataViewPrototype, DataView,
    TypedArrayPrototype, TypedArray,
    Int8ArrayPrototype, Int8Array, Uint8ArrayPrototype, Uint8Array,
    Uint8ClampedArrayPrototype, Uint8ClampedArray, Int16ArrayPrototype, Int16Array,
    Uint16ArrayPrototype, Uint16Array, Int32ArrayPrototype, Int32Array, Uint32ArrayPrototype, Uint32Array,
    BigInt64ArrayPrototype, BigInt64Array, BigUint64ArrayPrototype, BigUint64Array,
    Float16ArrayPrototype, Float16Array, Float32ArrayPrototype, Float32Array,
    Float64ArrayPrototype, Float64Array,
    ThrowTypeError, Eval, ParseInt, ParseFloat, IsNan, IsFinite,
    DecodeUri, DecodeUriComponent, EncodeUri, EncodeUriComponent, Escape, Unescape,
    AbstractModuleSource, AbstractModuleSourcePrototype,
    ShadowRealm, ShadowRealmPrototype, WrappedFunctionPrototype, ForInIteratorPrototype,
    Intl, Temporal, WebAssembly,
    IntlCollatorPrototype, IntlCollator, IntlDateTimeFormatPrototype, IntlDateTimeFormat,
    IntlDisplayNamesPrototype, IntlDisplayNames, IntlDurationFormatPrototype, IntlDurationFormat,
    IntlListFormatPrototype, IntlListFormat, IntlLocalePrototype, IntlLocale,
    IntlNumberFormatPrototype, IntlNumberFormat, IntlPluralRulesPrototype, IntlPluralRules,
    IntlRelativeTimeFormatPrototype, IntlRelativeTimeFormat, IntlSegmenterPrototype, IntlSegmenter,
    IntlSegmentsPrototype, IntlSegmentIteratorPrototype,
    TemporalNow, TemporalInstantPrototype, TemporalInstant, TemporalZonedDateTimePrototype, TemporalZonedDateTime,
    TemporalPlainDateTimePrototype, TemporalPlainDateTime, TemporalPlainDatePrototype, TemporalPlainDate,
    TemporalPlainTimePrototype, TemporalPlainTime, TemporalPlainYearMonthPrototype, TemporalPlainYearMonth,
    TemporalPlainMonthDayPrototype, TemporalPlainMonthDay, TemporalDurationPrototype, TemporalDuration,
}
