//! Objects (clauses 6.1.7 and 10): their cells, shapes and internal methods.
//!
//! In reading order: `property_key`, `property`; `property_table`, `shape`, `transition`,
//! `prototype` (what objects have in common); `slots`, `elements`, `sparse` (where properties
//! are); `storage` (named properties of one object), `ordinary` (clause 10.1), `internal_methods`
//! (how exotic objects differ); the kinds of clauses 10.2 to 10.5, a file each; `foreign` (objects
//! of another engine); `lookup` (what inline caches ask).

mod arguments;
mod array;
mod array_buffer;
pub mod array_fast;
mod array_iterator;
mod bound_function;
mod create;
pub mod elements;
mod error_object;
mod foreign;
mod function;
mod internal_methods;
mod lookup;
mod namespace;
mod native_function;
mod ordinary;
mod primitive;
mod property;
mod property_key;
mod property_table;
mod prototype;
mod proxy;
mod proxy_traps;
mod shape;
pub mod slots;
mod sparse;
mod storage;
mod string_object;
mod transition;
mod typed_array;

pub(crate) use arguments::{ARGUMENTS_FORMS, create_sloppy_arguments};
pub use arguments::{
    EnvironmentAccess, MappedArguments, UnmappedArguments, create_mapped_arguments,
    create_unmapped_arguments,
};
pub(crate) use array::array_of_elements;
pub use array::{
    Array, array_create, array_length, array_pop_fast, array_push, array_set_length,
    array_shift_fast, array_unshift_fast, create_array_from_list, create_array_with_capacity,
    define_element, dense_view, has_plain_prototypes, is_array, is_length_writable, is_plain_array,
    set_array_length_value, set_dense,
};
pub use array_buffer::{
    ArrayBuffer, BufferBytes, MAX_BYTE_LENGTH, SharedBytes, allocate_array_buffer,
    allocate_shared_buffer, copy_buffer_bytes, detach_array_buffer, fill_buffer_bytes,
    move_array_buffer, read_buffer_bytes, resize_array_buffer, share_buffer, write_buffer_bytes,
};
pub use array_iterator::{
    ArrayIterationKind, ArrayIterator, create_array_iterator, create_array_iterator_at,
};
pub use bound_function::{BoundFunction, bound_function_create};
pub(crate) use create::incomplete_root_shape_of;
pub use create::{
    create_object, create_object_with_shape, ordinary_object_create,
    ordinary_object_create_with_capacity, root_shape_of, shape_for_keys,
};
pub use elements::identity_hash;
pub(crate) use elements::new_copy as new_elements_copy;
pub(crate) use elements::{Elements, ElementsInit, has_only_dense, indices as element_indices};
pub use error_object::ErrorObject;
pub(crate) use error_object::ErrorObjectInit;
pub use foreign::{ForeignReference, from_foreign, to_foreign};
pub use function::{
    define_function_properties, function_name_value, function_to_string, set_function_length,
    set_function_name,
};
pub use internal_methods::{InternalMethods, KindMethods, ORDINARY, method_table};
pub(crate) use lookup::shape_with;
pub use lookup::{
    LoadLookup, StoreLookup, add_cached, add_properties_cached, instance_shape, lookup_for_cache,
    lookup_for_store_cache,
};
pub use namespace::{
    ModuleNamespace, NamespaceExport, NamespaceExportInit, NamespaceExports, NamespaceExportsInit,
};
pub use native_function::{
    NativeFunctionObject, create_native_closure, create_native_constructor, create_native_function,
};
pub(crate) use native_function::{
    allocate as allocate_native, create_from_table, with_length_and_name,
};
pub use ordinary::{
    call_getter, call_setter, is_compatible_property_descriptor, ordinary_define_own_property,
    ordinary_delete, ordinary_get, ordinary_get_own_property, ordinary_get_prototype_of,
    ordinary_has_property, ordinary_is_extensible, ordinary_own_property_keys,
    ordinary_prevent_extensions, ordinary_set, ordinary_set_prototype_of,
    ordinary_set_with_own_descriptor, validate_and_apply_property_descriptor,
};
pub(crate) use ordinary::{is_restricted, restrict_ordinary, set_prototype_unchecked};
pub use primitive::{HtmlDda, PrimitiveObject, create_primitive_object};
pub use property::{Attributes, PropertyDescriptor};
pub use property_key::{ARRAY_INDEX_END, PropertyKey};
pub use property_table::PropertyTable;
pub(crate) use property_table::PropertyTableInit;
pub(crate) use prototype::make_prototype;
pub use prototype::{PrototypeInfo, Validity, validity_of};
pub(crate) use proxy::way as proxy_way;
pub use proxy::{Proxy, proxy_create};
pub(crate) use shape::Restriction;
pub use shape::{Shape, ShapeFlags};
pub use slots::SlotLocation;
pub(crate) use slots::{named_slot, set_named_slot};
pub use sparse::{SparseElements, SparseEntries};
pub(crate) use storage::renew as make_unique_again;
pub(crate) use storage::{
    Own, add as add_own, add_named, ensure_slots, find_own, make_unique, read as read_own,
    write as write_own,
};
pub use storage::{define_accessor_property, define_data_property, get_data_without_side_effects};
pub use string_object::{StringObject, string_create};
pub use transition::TransitionTable;
pub use typed_array::{
    ElementType, LENGTH_TRACKING, TypedArray, TypedArrayView, typed_array_get_element,
    typed_array_set_element,
};

use crate::error::JsResult;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Field, Gc, Kinded, Slot, TailInit, ValueArray, cell};
use shape::ShapeForm;

cell! {
    /// An object. This type itself is an ordinary one: other kinds extend it.
    pub struct Object as Object {
        pub(crate) shape: Field<Shape>,
        pub(crate) elements: Field<Elements>,
        /// Named properties beyond the inline slots.
        pub(crate) overflow: Field<ValueArray>,
    }
    tail pub(crate) inline_slots: [Slot; small] open;
}

impl Object {
    const EXOTIC: u8 = 1;
    const CALLABLE: u8 = 2;
    const CONSTRUCTOR: u8 = 4;
    const HTML_DDA: u8 = 8;

    /// Its shape.
    #[inline(always)]
    pub fn shape(&self) -> Gc<Shape> {
        self.shape.get()
    }

    /// Its shape's offset, for comparing.
    #[inline(always)]
    pub fn shape_offset(&self) -> u32 {
        self.shape.offset()
    }

    /// Gives it another shape; the slots fit.
    #[inline(always)]
    pub(crate) fn set_shape(&self, shape: Gc<Shape>) {
        self.shape.set(shape);
    }

    /// Whether it has internal methods of its own for reading and writing properties.
    #[inline(always)]
    pub fn is_exotic(&self) -> bool {
        self.header().flags() & Object::EXOTIC != 0
    }

    /// [IsCallable](https://tc39.es/ecma262/#sec-iscallable).
    #[inline(always)]
    pub fn is_callable(&self) -> bool {
        self.header().flags() & Object::CALLABLE != 0
    }

    /// [IsConstructor](https://tc39.es/ecma262/#sec-isconstructor).
    #[inline(always)]
    pub fn is_constructor(&self) -> bool {
        self.header().flags() & Object::CONSTRUCTOR != 0
    }

    /// Whether it has the `[[IsHTMLDDA]]` internal slot.
    #[inline(always)]
    pub fn is_html_dda(&self) -> bool {
        self.header().flags() & Object::HTML_DDA != 0
    }

    pub(crate) fn add_flags(&self, flags: u8) {
        self.header().set_flags(self.header().flags() | flags);
    }

    /// Says that its kind's internal methods must be asked; right after allocation.
    pub fn mark_exotic(&self) {
        self.add_flags(Object::EXOTIC);
    }

    /// Takes back that its kind's internal methods must be asked.
    pub(crate) fn unmark_exotic(&self) {
        self.header()
            .set_flags(self.header().flags() & !Object::EXOTIC);
    }

    /// Says that it can be called, or also constructed; right after allocation.
    pub fn mark_callable(&self, is_constructor: bool) {
        self.add_flags(if is_constructor {
            Object::CALLABLE | Object::CONSTRUCTOR
        } else {
            Object::CALLABLE
        });
    }
}

/// The first contents of the object part of a new cell of kind `T`, without properties and with
/// room for `capacity` of them.
///
/// ```ignore
/// let base = new_object_base::<MapObject>(vm, Some(prototype), 0)?;
/// let map = vm.heap.allocate(MapObjectInit { base, table })?;
/// ```
#[inline]
pub fn new_object_base<T: Kinded>(
    vm: &mut Vm,
    prototype: Option<Gc<Object>>,
    capacity: u16,
) -> JsResult<ObjectInit<'static>> {
    let slots_offset = const { T::DESCRIPTOR.size as u16 };
    let form = ShapeForm {
        prototype,
        kind: T::KIND,
        slots_offset,
        inline_capacity: capacity,
        flags: ShapeFlags::default(),
    };
    let shape = prototype::root_shape(vm, &form)?;
    Ok(object_base(vm, shape))
}

/// The first contents of the object part of a new cell of `shape`.
#[inline]
pub fn object_base(vm: &mut Vm, shape: Gc<Shape>) -> ObjectInit<'static> {
    let state = vm.state();
    ObjectInit {
        shape,
        elements: state.empty_elements.get(),
        overflow: state.empty_values.get(),
        inline_slots: TailInit::Fill(usize::from(shape.inline_capacity()), Value::UNDEFINED),
    }
}
