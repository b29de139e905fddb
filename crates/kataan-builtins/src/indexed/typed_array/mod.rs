//! [TypedArray Objects](https://tc39.es/ecma262/#sec-typedarray-objects): `%TypedArray%`, the
//! twelve constructors of element types, and their prototypes.
//!
//! The cells and their internal methods are the VM's; here are the functions. Those that move
//! elements between arrays of one type move bytes.

mod access;
mod base64;
mod base64_codec;
mod construct;
mod copy;
mod iterate;
mod mutate;
mod search;
mod sort;
mod validate;

pub(crate) use validate::{Access, check_mutable, validate_typed_array, view_of};

use kataan_vm::native::{
    Constructor, IntrinsicObject, ObjectForm, Property, PropertyValue, alias, constant, getter,
    method, value,
};
use kataan_vm::object::{Attributes, ElementType};
use kataan_vm::realm::Intrinsic;

/// `%TypedArray%`, which is abstract.
pub(crate) static TYPED_ARRAY: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::TypedArray,
    form: ObjectForm::Constructor(Constructor {
        name: "TypedArray",
        length: 0,
        code: construct::typed_array,
        prototype: Some(Intrinsic::TypedArrayPrototype),
        global: false,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[
        method("from", 1, construct::from),
        method("of", 0, construct::of),
        getter("[Symbol.species]", crate::species),
    ],
};

/// `%TypedArray.prototype%`
pub(crate) static TYPED_ARRAY_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::TypedArrayPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: PROTOTYPE,
};

static PROTOTYPE: &[Property] = &[
    method("at", 1, access::at),
    getter("buffer", access::buffer),
    getter("byteLength", access::byte_length),
    getter("byteOffset", access::byte_offset),
    method("copyWithin", 2, mutate::copy_within),
    method("entries", 0, access::entries),
    method("every", 1, iterate::every),
    method("fill", 1, mutate::fill),
    method("filter", 1, iterate::filter),
    method("find", 1, search::find),
    method("findIndex", 1, search::find_index),
    method("findLast", 1, search::find_last),
    method("findLastIndex", 1, search::find_last_index),
    method("forEach", 1, iterate::for_each),
    method("includes", 1, search::includes),
    method("indexOf", 1, search::index_of),
    method("join", 1, access::join),
    method("keys", 0, access::keys),
    method("lastIndexOf", 1, search::last_index_of),
    getter("length", access::length),
    method("map", 1, iterate::map),
    method("reduce", 1, iterate::reduce),
    method("reduceRight", 1, iterate::reduce_right),
    method("reverse", 0, mutate::reverse),
    method("set", 1, mutate::set),
    method("slice", 2, copy::slice),
    method("some", 1, iterate::some),
    method("sort", 1, sort::sort),
    method("subarray", 2, copy::subarray),
    method("toLocaleString", 0, access::to_locale_string),
    method("toReversed", 0, copy::to_reversed),
    method("toSorted", 1, sort::to_sorted),
    value(
        "toString",
        PropertyValue::Intrinsic(Intrinsic::ArrayPrototypeToString),
        Attributes::HIDDEN,
    ),
    method("values", 0, access::values),
    method("with", 2, copy::with),
    alias("[Symbol.iterator]", "values"),
    getter("[Symbol.toStringTag]", access::to_string_tag),
];

/// The constructor and the prototype of each element type.
macro_rules! element_types {
    ($(
        $constructor:ident, $prototype:ident =
            $Type:ident, $Constructor:ident, $Prototype:ident, $code:ident
            $(, statics $statics:tt, methods $methods:tt)?;
    )*) => {
        $(
            fn $code(
                vm: &mut kataan_vm::Vm,
                args: kataan_vm::native::Args<'_>,
            ) -> kataan_vm::JsResult<kataan_vm::Value> {
                construct::construct_typed_array(vm, args, ElementType::$Type)
            }

            #[doc = concat!("The constructor of arrays of `", stringify!($Type), "`.")]
            pub(crate) static $constructor: IntrinsicObject = IntrinsicObject {
                intrinsic: Intrinsic::$Constructor,
                form: ObjectForm::Constructor(Constructor {
                    name: ElementType::$Type.constructor_name(),
                    length: 3,
                    code: $code,
                    prototype: Some(Intrinsic::$Prototype),
                    global: true,
                }),
                prototype: Some(Intrinsic::TypedArray),
                properties: element_types!(@rows $Type $($statics)?),
            };

            #[doc = concat!("The prototype of arrays of `", stringify!($Type), "`.")]
            pub(crate) static $prototype: IntrinsicObject = IntrinsicObject {
                intrinsic: Intrinsic::$Prototype,
                form: ObjectForm::Ordinary(None),
                prototype: Some(Intrinsic::TypedArrayPrototype),
                properties: element_types!(@rows $Type $($methods)?),
            };
        )*

        /// The constructor of an element type.
        pub(crate) const fn constructor_of(element_type: ElementType) -> Intrinsic {
            match element_type { $(ElementType::$Type => Intrinsic::$Constructor,)* }
        }

        /// The prototype of arrays of an element type.
        pub(crate) const fn prototype_of(element_type: ElementType) -> Intrinsic {
            match element_type { $(ElementType::$Type => Intrinsic::$Prototype,)* }
        }
    };
    (@rows $Type:ident $([$($row:expr),* $(,)?])?) => {
        &[
            constant(
                "BYTES_PER_ELEMENT",
                PropertyValue::Integer(ElementType::$Type.size() as i32),
            ),
            $($($row,)*)?
        ]
    };
}

element_types! {
    INT8_ARRAY, INT8_ARRAY_PROTOTYPE =
        Int8, Int8Array, Int8ArrayPrototype, int8_array;
    UINT8_ARRAY, UINT8_ARRAY_PROTOTYPE =
        Uint8, Uint8Array, Uint8ArrayPrototype, uint8_array,
        statics [
            method("fromBase64", 1, base64::from_base64),
            method("fromHex", 1, base64::from_hex),
        ],
        methods [
            method("setFromBase64", 1, base64::set_from_base64),
            method("setFromHex", 1, base64::set_from_hex),
            method("toBase64", 0, base64::to_base64),
            method("toHex", 0, base64::to_hex),
        ];
    UINT8_CLAMPED_ARRAY, UINT8_CLAMPED_ARRAY_PROTOTYPE =
        Uint8Clamped, Uint8ClampedArray, Uint8ClampedArrayPrototype, uint8_clamped_array;
    INT16_ARRAY, INT16_ARRAY_PROTOTYPE =
        Int16, Int16Array, Int16ArrayPrototype, int16_array;
    UINT16_ARRAY, UINT16_ARRAY_PROTOTYPE =
        Uint16, Uint16Array, Uint16ArrayPrototype, uint16_array;
    INT32_ARRAY, INT32_ARRAY_PROTOTYPE =
        Int32, Int32Array, Int32ArrayPrototype, int32_array;
    UINT32_ARRAY, UINT32_ARRAY_PROTOTYPE =
        Uint32, Uint32Array, Uint32ArrayPrototype, uint32_array;
    BIGINT64_ARRAY, BIGINT64_ARRAY_PROTOTYPE =
        BigInt64, BigInt64Array, BigInt64ArrayPrototype, bigint64_array;
    BIGUINT64_ARRAY, BIGUINT64_ARRAY_PROTOTYPE =
        BigUint64, BigUint64Array, BigUint64ArrayPrototype, biguint64_array;
    FLOAT16_ARRAY, FLOAT16_ARRAY_PROTOTYPE =
        Float16, Float16Array, Float16ArrayPrototype, float16_array;
    FLOAT32_ARRAY, FLOAT32_ARRAY_PROTOTYPE =
        Float32, Float32Array, Float32ArrayPrototype, float32_array;
    FLOAT64_ARRAY, FLOAT64_ARRAY_PROTOTYPE =
        Float64, Float64Array, Float64ArrayPrototype, float64_array;
}
