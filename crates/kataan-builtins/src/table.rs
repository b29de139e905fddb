//! The one list of what the library declares.

use crate::control::iterator::{self, IteratorHelper, WrapForValidIterator};
use crate::control::promise::{self, Combination};
use crate::control::{async_iterator, generator};
use crate::fundamental::{boolean, dynamic_function, error, function, global, object, symbol};
use crate::group_by::Group;
use crate::indexed::{array, array_iterator};
use crate::keyed::collection_iterator::{self, CollectionIterator};
use crate::keyed::map::{self, MapObject};
use crate::keyed::set::{self, SetObject};
use crate::keyed::weak_map::{self, WeakMapObject};
use crate::keyed::weak_set::{self, WeakSetObject};
use crate::numbers::{bigint, math, number};
use crate::reflection;
use crate::structured::json::{self, RawJsonObject};
use crate::text::regexp::{self, RegExpObject, RegExpProgram, RegExpState, RegExpStringIterator};
use crate::text::string::{self, StringIterator};
use kataan_gc::kinds;
use kataan_vm::native::NativeTable;

kinds! {
    /// Kinds of the library's objects.
    pub static KINDS: 200..255 = [
        MapObject, SetObject, WeakMapObject, WeakSetObject, CollectionIterator,
        IteratorHelper, WrapForValidIterator, RawJsonObject, StringIterator, Group,
        Combination, RegExpObject, RegExpProgram, RegExpState, RegExpStringIterator,
    ];
}

/// The library, as `VmOptions::natives` takes it.
pub static TABLE: NativeTable = NativeTable {
    name: "ecma262",
    objects: &[
        // 20.1, 20.2
        object::OBJECT_PROTOTYPE,
        function::FUNCTION_PROTOTYPE,
        object::OBJECT,
        dynamic_function::FUNCTION,
        dynamic_function::EVAL,
        // 19
        global::PARSE_INT,
        global::PARSE_FLOAT,
        global::IS_NAN,
        global::IS_FINITE,
        global::DECODE_URI,
        global::DECODE_URI_COMPONENT,
        global::ENCODE_URI,
        global::ENCODE_URI_COMPONENT,
        global::ESCAPE,
        global::UNESCAPE,
        global::GLOBAL,
        // 20.3 to 20.5
        boolean::BOOLEAN_PROTOTYPE,
        boolean::BOOLEAN,
        symbol::SYMBOL_PROTOTYPE,
        symbol::SYMBOL,
        error::ERROR_PROTOTYPE,
        error::ERROR,
        error::EVAL_ERROR_PROTOTYPE,
        error::EVAL_ERROR,
        error::RANGE_ERROR_PROTOTYPE,
        error::RANGE_ERROR,
        error::REFERENCE_ERROR_PROTOTYPE,
        error::REFERENCE_ERROR,
        error::SYNTAX_ERROR_PROTOTYPE,
        error::SYNTAX_ERROR,
        error::TYPE_ERROR_PROTOTYPE,
        error::TYPE_ERROR,
        error::URI_ERROR_PROTOTYPE,
        error::URI_ERROR,
        error::AGGREGATE_ERROR_PROTOTYPE,
        error::AGGREGATE_ERROR,
        error::SUPPRESSED_ERROR_PROTOTYPE,
        error::SUPPRESSED_ERROR,
        // 27.1
        iterator::ITERATOR_PROTOTYPE,
        iterator::ITERATOR,
        iterator::ITERATOR_HELPER_PROTOTYPE,
        iterator::WRAP_FOR_VALID_ITERATOR_PROTOTYPE,
        async_iterator::ASYNC_ITERATOR_PROTOTYPE,
        async_iterator::ASYNC_FROM_SYNC_ITERATOR_PROTOTYPE,
        // 27.2 to 27.7
        promise::PROMISE_PROTOTYPE,
        promise::PROMISE,
        generator::GENERATOR_FUNCTION_PROTOTYPE,
        generator::GENERATOR_PROTOTYPE,
        dynamic_function::GENERATOR_FUNCTION,
        generator::ASYNC_GENERATOR_FUNCTION_PROTOTYPE,
        generator::ASYNC_GENERATOR_PROTOTYPE,
        dynamic_function::ASYNC_GENERATOR_FUNCTION,
        dynamic_function::ASYNC_FUNCTION_PROTOTYPE,
        dynamic_function::ASYNC_FUNCTION,
        // 21
        number::NUMBER_PROTOTYPE,
        number::NUMBER,
        bigint::BIGINT_PROTOTYPE,
        bigint::BIGINT,
        math::MATH,
        // 22
        string::STRING_PROTOTYPE,
        string::STRING,
        string::STRING_ITERATOR_PROTOTYPE,
        regexp::REG_EXP_PROTOTYPE,
        regexp::REG_EXP,
        regexp::REG_EXP_STRING_ITERATOR_PROTOTYPE,
        // 23
        array::ARRAY_PROTOTYPE,
        array::ARRAY,
        array_iterator::ARRAY_ITERATOR_PROTOTYPE,
        // 24
        map::MAP_PROTOTYPE,
        map::MAP,
        collection_iterator::MAP_ITERATOR_PROTOTYPE,
        set::SET_PROTOTYPE,
        set::SET,
        collection_iterator::SET_ITERATOR_PROTOTYPE,
        weak_map::WEAK_MAP_PROTOTYPE,
        weak_map::WEAK_MAP,
        weak_set::WEAK_SET_PROTOTYPE,
        weak_set::WEAK_SET,
        // 25
        json::JSON,
        // 28
        reflection::REFLECT,
        reflection::PROXY,
    ],
    functions: &[],
};
