//! The texts of what the library throws; `{}` stands for a part.

use kataan_vm::error::Message;

macro_rules! messages {
    ($( $name:ident = $text:literal; )*) => {
        $( #[doc = concat!("“", $text, "”")] pub(crate) const $name: Message = Message($text); )*
    };
}

messages! {
    INCOMPATIBLE_RECEIVER = "{} called on an incompatible receiver: {}";
    NOT_A_CONSTRUCTOR = "{} is not a constructor";
    NOT_A_FUNCTION = "{} is not a function";
    NOT_A_SYMBOL = "{} is not a symbol";
    NOT_AN_OBJECT = "{} is not an object";
    CONSTRUCTOR_WITHOUT_NEW = "constructor {} requires 'new'";
    PROTOTYPE_NOT_OBJECT = "a prototype must be an object or null, not {}";
    ENTRY_NOT_OBJECT = "an iterator's entry is not an object: {}";
    ABSTRACT_CONSTRUCTOR = "{} is abstract and cannot be constructed itself";
    READ_ONLY_PROTOTYPE_PROPERTY = "cannot assign to this property of Iterator.prototype";
    REDUCE_OF_EMPTY_ITERATOR = "reduce of an empty iterator without an initial value";
    REDUCE_OF_EMPTY_ARRAY = "reduce of an empty array without an initial value";
    COMPARATOR_NOT_CALLABLE = "the comparison function must be a function or undefined, not {}";
    ARRAY_TOO_LONG = "the array's length would be more than 2**53 - 1";
    INVALID_ARRAY_LENGTH = "invalid array length";
    INDEX_OUT_OF_RANGE = "index {} is out of range";
    MALFORMED_URI = "malformed URI sequence";
    BAD_DIGIT_COUNT = "{} must be between {} and {}, not {}";
    INVALID_RADIX = "the radix must be between 2 and 36, not {}";
    NOT_AN_INTEGER = "{} is not a safe integer, so it cannot be a BigInt";
    NEGATIVE_COUNT = "the count must be non-negative and finite, not {}";
    INVALID_CODE_POINT = "invalid code point {}";
    INVALID_NORMALIZATION_FORM = "the normalization form must be one of NFC, NFD, NFKC and NFKD, not '{}'";
    REGEXP_ARGUMENT = "the first argument of {} must not be a regular expression";
    INVALID_PATTERN = "invalid regular expression: /{}/{}: {} at index {}";
    INVALID_FLAGS = "invalid regular expression flags '{}'";
    PATTERN_TOO_COMPLEX = "matching the regular expression takes more memory than there is";
    EXEC_RESULT = "exec must give an object or null, not {}";
    LEGACY_UNAVAILABLE = "the last match was of a subclass of RegExp, which keeps it to itself";
    FLAGS_WITH_REGEXP = "flags cannot be given with a regular expression";
    NOT_A_STRING = "{} is not a string";
    NEEDS_GLOBAL_FLAG = "{} needs a regular expression with the flag g";
    SIZE_OUT_OF_RANGE = "the size must be from 1 to 2**32 - 1, not {}";
    INVALID_UNDERSIZED = "the second argument must be 'only-full' or 'allow-partial', not {}";
    INVALID_LIMIT = "the limit must be a non-negative number, not {}";
    INVALID_ZIP_MODE = "the mode must be 'shortest', 'longest' or 'strict', not {}";
    UNEVEN_ITERATORS = "the iterators do not have the same number of elements";
    NOT_ITERABLE = "{} is not iterable";
    INVALID_TIME = "invalid time value";
    INVALID_HINT = "invalid hint: {}";
    CYCLIC_STRUCTURE = "cannot convert a cyclic structure to JSON";
    BIGINT_TO_JSON = "cannot serialize a BigInt to JSON";
    NOT_RAW_JSON = "raw JSON must be the text of a primitive value without white space around it";
    INVALID_WEAK_KEY = "invalid value used as a weak {}: {}";
    INVALID_SIZE = "the 'size' property must be a number, not {}";
    NEGATIVE_SIZE = "the 'size' property must not be negative: {}";
    CLEANUP_NOT_CALLABLE = "the cleanup callback must be a function, not {}";
    TARGET_IS_HELD_VALUE = "the target and the held value must not be the same";
    DISPOSED = "the {} is disposed already";
    GENERATOR_RUNNING = "the generator is running already";
    SUM_OF_NON_NUMBER = "Math.sumPrecise takes numbers only, not {}";
    SPECIES_TOO_SHORT = "the constructor made a typed array that is too short";
    MIXED_CONTENT_TYPES = "cannot mix arrays of BigInts and arrays of numbers";
    MISALIGNED_OFFSET = "the byte offset of {} must be a multiple of {}";
    MISALIGNED_LENGTH = "the byte length of a buffer for {} must be a multiple of {}";
    NEGATIVE_OFFSET = "the offset must not be negative: {}";
    SOURCE_TOO_LONG = "the source does not fit into the typed array";
    BAD_SPECIES_BUFFER = "the constructor made a buffer that is the same or too short";
    IMMUTABLE_BUFFER = "the ArrayBuffer is immutable";
    NOT_DETACHABLE = "the ArrayBuffer cannot be detached";
    INVALID_GROWTH = "the SharedArrayBuffer cannot have the length {}";
    INVALID_OPTION = "invalid value of option '{}': {}";
    MALFORMED_BYTES = "malformed text behind position {}";
    NOT_SHARED = "the array is not on a SharedArrayBuffer";
    CANNOT_SUSPEND = "Atomics.wait cannot be called here: this agent may not be suspended";
    NOT_AN_INTEGRAL_NUMBER = "{} is not an integral number";
}
