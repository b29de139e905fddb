//! Abstract operations (clause 7): type conversion, testing and comparison, operations on objects
//! and on iterators; and the operators of clause 13.15 on values of any type.
//!
//! The names are the specification's in snake_case; `vm` is always the first parameter.

mod arithmetic;
mod array;
mod call;
mod collection_key;
mod comparison;
mod conversion;
mod descriptor;
mod enumeration;
mod integrity;
mod iterator;
mod list;
mod object;
pub mod private;
mod property_walk;
mod require;

pub use crate::object::{
    array_create, call_getter, call_setter, create_array_from_list, is_array,
    ordinary_object_create,
};
pub use arithmetic::{
    BinaryOperator, add, apply_binary, apply_numeric, bitwise_not, decrement, increment, negate,
};
pub use array::{array_species_create, array_species_create_empty, create_array_from_rooted_list};
pub use call::{
    call, call_function, call_proxy, construct, construct_proxy, invoke, is_callable,
    is_constructor,
};
pub use collection_key::{CollectionKey, can_be_held_weakly};
pub use comparison::{
    is_less_than, is_loosely_equal, is_strictly_equal, same_type, same_value, same_value_zero,
};
pub use conversion::{
    PreferredType, canonical_numeric_index, is_integral_number, ordinary_to_primitive,
    string_to_number, to_big_int64, to_big_uint64, to_bigint, to_boolean, to_index, to_int32,
    to_integer_or_infinity, to_length, to_number, to_numeric, to_object, to_primitive,
    to_property_key, to_string, to_uint16, to_uint32, value_to_display,
};
pub use descriptor::{from_property_descriptor, to_property_descriptor};
pub use enumeration::{
    ForInIterator, PropertyKind, enumerable_own_array, enumerable_own_properties, for_in_start,
    for_in_step, own_names_array,
};
pub use integrity::{IntegrityLevel, set_integrity_level, test_integrity_level};
pub(crate) use iterator::native_step;
pub use iterator::{
    FlattenStrings, IteratorKind, IteratorRecord, create_iter_result, get_iterator,
    get_iterator_direct, get_iterator_flattenable, get_iterator_from_method,
    if_abrupt_close_iterator, iterator_close, iterator_complete, iterator_next, iterator_step,
    iterator_step_value, iterator_to_list, iterator_value,
};
pub use list::{create_list_from_array_like, length_of_array_like, with_list};
pub use object::{
    Strictness, copy_data_properties, create_data_property, create_data_property_or_throw,
    create_non_enumerable_data_property, define_own_property, define_property_or_throw, delete,
    delete_property_or_throw, get, get_function_realm, get_index, get_method, get_name,
    get_name_cached, get_own_property, get_prototype_from_constructor, get_prototype_of, get_v,
    get_with_receiver, has_own_property, has_property, instance_of, is_extensible,
    ordinary_create_from_constructor, ordinary_has_instance, own_property_keys, prevent_extensions,
    prototype_of_primitive, set, set_as, set_failed, set_prototype_of, set_v, set_with_receiver,
    species_constructor,
};
pub use private::{
    PrivateElement, private_field_add, private_get, private_has, private_method_or_accessor_add,
    private_set,
};
pub use property_walk::{PropertyWalk, WalkedProperty};
pub use require::{require_callable, require_constructor, require_object_coercible};
