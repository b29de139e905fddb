//! [DataView Objects](https://tc39.es/ecma262/#sec-dataview-objects).

use crate::indexed::typed_array::check_mutable;
use crate::message;
use kataan_gc::{Field, Gc, Plain, cell};
use kataan_vm::error::message as vm_message;
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, ObjectForm, Property, PropertyValue, getter, method,
    receiver, value,
};
use kataan_vm::object::{
    ArrayBuffer, Attributes, ElementType, LENGTH_TRACKING, Object, new_object_base,
};
use kataan_vm::operation::{get_prototype_from_constructor, to_boolean, to_index};
use kataan_vm::realm::Intrinsic;
use kataan_vm::{JsResult, Value, Vm};

cell! {
    /// An object with `[[DataView]]`.
    pub struct DataViewObject: Object {
        buffer: Field<ArrayBuffer>,
        byte_offset: Plain<u64>,
        /// `[[ByteLength]]`, or [`LENGTH_TRACKING`].
        fixed_length: Plain<u64>,
    }
}

impl DataViewObject {
    /// [GetViewByteLength](https://tc39.es/ecma262/#sec-getviewbytelength); none if the view is
    /// out of bounds or its buffer detached.
    fn length_now(&self, vm: &Vm) -> Option<u64> {
        let buffer = self.buffer.get();
        if buffer.is_detached() {
            return None;
        }
        let available = buffer.byte_length(vm).checked_sub(self.byte_offset.get())?;
        match self.fixed_length.get() {
            LENGTH_TRACKING => Some(available),
            length => (length <= available).then_some(length),
        }
    }
}

/// The constructor.
pub(crate) static DATA_VIEW: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::DataView,
    form: ObjectForm::Constructor(Constructor {
        name: "DataView",
        length: 1,
        code: data_view,
        prototype: Some(Intrinsic::DataViewPrototype),
        global: true,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[],
};

/// The prototype.
pub(crate) static DATA_VIEW_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::DataViewPrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: PROTOTYPE,
};

/// The accesses of each element type, and the table that lists them.
macro_rules! accesses {
    ($($getter:ident $get:literal, $setter:ident $set:literal = $Type:ident;)*) => {
        $(
            fn $getter(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
                get_view_value(vm, args, ElementType::$Type, concat!("DataView.prototype.", $get))
            }

            fn $setter(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
                set_view_value(vm, args, ElementType::$Type, concat!("DataView.prototype.", $set))
            }
        )*

        static PROTOTYPE: &[Property] = &[
            getter("buffer", buffer),
            getter("byteLength", byte_length),
            getter("byteOffset", byte_offset),
            $(method($get, 1, $getter),)*
            $(method($set, 2, $setter),)*
            value(
                "[Symbol.toStringTag]",
                PropertyValue::String("DataView"),
                Attributes::CONFIGURABLE,
            ),
        ];
    };
}

accesses! {
    get_bigint64 "getBigInt64", set_bigint64 "setBigInt64" = BigInt64;
    get_biguint64 "getBigUint64", set_biguint64 "setBigUint64" = BigUint64;
    get_float16 "getFloat16", set_float16 "setFloat16" = Float16;
    get_float32 "getFloat32", set_float32 "setFloat32" = Float32;
    get_float64 "getFloat64", set_float64 "setFloat64" = Float64;
    get_int8 "getInt8", set_int8 "setInt8" = Int8;
    get_int16 "getInt16", set_int16 "setInt16" = Int16;
    get_int32 "getInt32", set_int32 "setInt32" = Int32;
    get_uint8 "getUint8", set_uint8 "setUint8" = Uint8;
    get_uint16 "getUint16", set_uint16 "setUint16" = Uint16;
    get_uint32 "getUint32", set_uint32 "setUint32" = Uint32;
}

/// [DataView](https://tc39.es/ecma262/#sec-dataview-buffer-byteoffset-bytelength)
fn data_view(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !args.is_construct() {
        return Err(vm.throw_type_error(message::CONSTRUCTOR_WITHOUT_NEW, &[&"DataView"]));
    }
    let buffer = receiver::<ArrayBuffer>(vm, args.get(0), "DataView")?;
    let offset = to_index(vm, args.get(1))?;
    check_bounds(vm, buffer, offset, 0)?;
    let length = match args.get(2) {
        length if !length.is_undefined() => {
            let length = to_index(vm, length)?;
            check_bounds(vm, buffer, offset, length)?;
            length
        }
        _ if buffer.is_resizable() => LENGTH_TRACKING,
        _ => buffer.byte_length(vm) - offset,
    };
    let default = Intrinsic::DataViewPrototype;
    let prototype = get_prototype_from_constructor(vm, args.new_target(), default)?;
    // Finding the prototype may have run script.
    let required = if length == LENGTH_TRACKING { 0 } else { length };
    check_bounds(vm, buffer, offset, required)?;
    let base = new_object_base::<DataViewObject>(vm, Some(prototype), 0)?;
    let view = vm.heap.allocate(DataViewObjectInit {
        base,
        buffer,
        byte_offset: offset,
        fixed_length: length,
    })?;
    Ok(view.into())
}

/// That `length` bytes at `offset` lie in a buffer that is not detached.
fn check_bounds(vm: &mut Vm, buffer: Gc<ArrayBuffer>, offset: u64, length: u64) -> JsResult<()> {
    if buffer.is_detached() {
        return Err(vm.throw_type_error(vm_message::DETACHED_BUFFER, &[]));
    }
    if offset.saturating_add(length) > buffer.byte_length(vm) {
        return Err(vm.throw_range_error(vm_message::BUFFER_OUT_OF_BOUNDS, &[]));
    }
    Ok(())
}

/// The view's length now, or a TypeError.
fn length_of(vm: &mut Vm, view: Gc<DataViewObject>) -> JsResult<u64> {
    match view.length_now(vm) {
        Some(length) => Ok(length),
        None if view.buffer.get().is_detached() => {
            Err(vm.throw_type_error(vm_message::DETACHED_BUFFER, &[]))
        }
        None => Err(vm.throw_type_error(vm_message::BUFFER_OUT_OF_BOUNDS, &[])),
    }
}

/// [get DataView.prototype.buffer](https://tc39.es/ecma262/#sec-get-dataview.prototype.buffer)
fn buffer(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let view = receiver::<DataViewObject>(vm, args.this(), "get DataView.prototype.buffer")?;
    Ok(view.buffer.get().into())
}

/// [get DataView.prototype.byteLength](https://tc39.es/ecma262/#sec-get-dataview.prototype.bytelength)
fn byte_length(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let view = receiver::<DataViewObject>(vm, args.this(), "get DataView.prototype.byteLength")?;
    Ok(Value::from_number(length_of(vm, view)? as f64))
}

/// [get DataView.prototype.byteOffset](https://tc39.es/ecma262/#sec-get-dataview.prototype.byteoffset)
fn byte_offset(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let view = receiver::<DataViewObject>(vm, args.this(), "get DataView.prototype.byteOffset")?;
    length_of(vm, view)?;
    Ok(Value::from_number(view.byte_offset.get() as f64))
}

/// Where in the buffer the bytes of an access are, which the view must hold.
fn place(vm: &mut Vm, view: Gc<DataViewObject>, index: u64, size: usize) -> JsResult<usize> {
    let length = length_of(vm, view)?;
    if index.saturating_add(size as u64) > length {
        return Err(vm.throw_range_error(vm_message::BUFFER_OUT_OF_BOUNDS, &[]));
    }
    Ok((view.byte_offset.get() + index) as usize)
}

/// The bits of an element in the other byte order.
fn swap_bytes(bits: u64, size: usize) -> u64 {
    bits.swap_bytes() >> (64 - 8 * size)
}

/// Whether bytes in the order that the argument asks for must be swapped.
fn must_swap(vm: &Vm, is_little_endian: Value) -> bool {
    to_boolean(vm, is_little_endian) != cfg!(target_endian = "little")
}

/// [GetViewValue](https://tc39.es/ecma262/#sec-getviewvalue)
fn get_view_value(
    vm: &mut Vm,
    args: Args<'_>,
    element_type: ElementType,
    method: &str,
) -> JsResult<Value> {
    let view = receiver::<DataViewObject>(vm, args.this(), method)?;
    let index = to_index(vm, args.get(0))?;
    let must_swap = must_swap(vm, args.get(1));
    let at = place(vm, view, index, element_type.size())?;
    let buffer = view.buffer.get();
    let mut bits = element_type.load(&buffer.bytes(vm), at);
    if must_swap {
        bits = swap_bytes(bits, element_type.size());
    }
    element_type.to_value(vm, bits)
}

/// [SetViewValue](https://tc39.es/ecma262/#sec-setviewvalue)
fn set_view_value(
    vm: &mut Vm,
    args: Args<'_>,
    element_type: ElementType,
    method: &str,
) -> JsResult<Value> {
    let view = receiver::<DataViewObject>(vm, args.this(), method)?;
    check_mutable(vm, view.buffer.get())?;
    let index = to_index(vm, args.get(0))?;
    let mut bits = element_type.bits_of(vm, args.get(1))?;
    let at = place(vm, view, index, element_type.size())?;
    if must_swap(vm, args.get(2)) {
        bits = swap_bytes(bits, element_type.size());
    }
    let buffer = view.buffer.get();
    element_type.store(&buffer.bytes(vm), at, bits);
    Ok(Value::UNDEFINED)
}
