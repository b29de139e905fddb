//! The one list of what the library declares.

use crate::control::disposable_stack::{self, DisposableStackObject};
use crate::control::iterator::{self, IteratorHelper, WrapForValidIterator};
use crate::control::promise::{self, Combination};
use crate::control::{async_iterator, generator};
use crate::fundamental::{boolean, dynamic_function, error, function, global, object, symbol};
use crate::group_by::Group;
use crate::indexed::array::FromAsync;
use crate::indexed::{array, array_iterator, typed_array};
use crate::keyed::collection_iterator::{self, CollectionIterator};
use crate::keyed::map::{self, MapObject};
use crate::keyed::set::{self, SetObject};
use crate::keyed::weak_map::{self, WeakMapObject};
use crate::keyed::weak_set::{self, WeakSetObject};
use crate::memory::finalization_registry::{self, FinalizationRegistryObject, RegistrationNode};
use crate::memory::weak_ref::{self, WeakRefObject};
use crate::numbers::date::{self, DateObject};
use crate::numbers::{bigint, math, number};
use crate::reflection;
use crate::structured::data_view::{self, DataViewObject};
use crate::structured::json::{self, JsonRecord, RawJsonObject};
use crate::structured::{array_buffer, atomics};
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
        DataViewObject, DateObject, WeakRefObject,
        FinalizationRegistryObject, RegistrationNode, DisposableStackObject, FromAsync,
        JsonRecord,
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
        date::DATE_PROTOTYPE,
        date::DATE,
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
        typed_array::TYPED_ARRAY_PROTOTYPE,
        typed_array::TYPED_ARRAY,
        typed_array::INT8_ARRAY_PROTOTYPE,
        typed_array::INT8_ARRAY,
        typed_array::UINT8_ARRAY_PROTOTYPE,
        typed_array::UINT8_ARRAY,
        typed_array::UINT8_CLAMPED_ARRAY_PROTOTYPE,
        typed_array::UINT8_CLAMPED_ARRAY,
        typed_array::INT16_ARRAY_PROTOTYPE,
        typed_array::INT16_ARRAY,
        typed_array::UINT16_ARRAY_PROTOTYPE,
        typed_array::UINT16_ARRAY,
        typed_array::INT32_ARRAY_PROTOTYPE,
        typed_array::INT32_ARRAY,
        typed_array::UINT32_ARRAY_PROTOTYPE,
        typed_array::UINT32_ARRAY,
        typed_array::BIGINT64_ARRAY_PROTOTYPE,
        typed_array::BIGINT64_ARRAY,
        typed_array::BIGUINT64_ARRAY_PROTOTYPE,
        typed_array::BIGUINT64_ARRAY,
        typed_array::FLOAT16_ARRAY_PROTOTYPE,
        typed_array::FLOAT16_ARRAY,
        typed_array::FLOAT32_ARRAY_PROTOTYPE,
        typed_array::FLOAT32_ARRAY,
        typed_array::FLOAT64_ARRAY_PROTOTYPE,
        typed_array::FLOAT64_ARRAY,
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
        array_buffer::ARRAY_BUFFER_PROTOTYPE,
        array_buffer::ARRAY_BUFFER,
        array_buffer::SHARED_ARRAY_BUFFER_PROTOTYPE,
        array_buffer::SHARED_ARRAY_BUFFER,
        data_view::DATA_VIEW_PROTOTYPE,
        data_view::DATA_VIEW,
        json::JSON,
        atomics::ATOMICS,
        // 26
        weak_ref::WEAK_REF_PROTOTYPE,
        weak_ref::WEAK_REF,
        finalization_registry::FINALIZATION_REGISTRY_PROTOTYPE,
        finalization_registry::FINALIZATION_REGISTRY,
        disposable_stack::DISPOSABLE_STACK_PROTOTYPE,
        disposable_stack::DISPOSABLE_STACK,
        disposable_stack::ASYNC_DISPOSABLE_STACK_PROTOTYPE,
        disposable_stack::ASYNC_DISPOSABLE_STACK,
        // 28
        reflection::REFLECT,
        reflection::PROXY,
        reflection::ABSTRACT_MODULE_SOURCE_PROTOTYPE,
        reflection::ABSTRACT_MODULE_SOURCE,
    ],
    functions: &[],
    steps: &[
        (array_iterator::next, array_iterator::step),
        (string::iterator::next, string::iterator::step),
        (collection_iterator::map_next, collection_iterator::map_step),
        (collection_iterator::set_next, collection_iterator::set_step),
    ],
};
