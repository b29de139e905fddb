//! The constructors, `from` and `of`.

use super::validate::{Access, allocate, create_from_constructor, new_buffer, out_of_bounds};
use super::{constructor_of, prototype_of};
use crate::message;
use kataan_gc::{Gc, RootedList, Slot};
use kataan_vm::error::message as vm_message;
use kataan_vm::native::Args;
use kataan_vm::object::array_fast::pristine_elements;
use kataan_vm::object::{
    ArrayBuffer, BufferBytes, ElementType, LENGTH_TRACKING, Object, PropertyKey, TypedArray,
    TypedArrayView, copy_buffer_bytes, dense_view, typed_array_set_element,
};
use kataan_vm::operation::{
    call, get, get_iterator_from_method, get_method, get_prototype_from_constructor,
    iterator_to_list, length_of_array_like, require_callable, require_constructor, set, to_index,
    to_object,
};
use kataan_vm::symbol::WellKnownSymbol;
use kataan_vm::{JsResult, Value, Vm};

/// [%TypedArray%](https://tc39.es/ecma262/#sec-%typedarray%)
pub(super) fn typed_array(vm: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    Err(vm.throw_type_error(message::ABSTRACT_CONSTRUCTOR, &[&"TypedArray"]))
}

/// [TypedArray](https://tc39.es/ecma262/#sec-typedarray)
pub(super) fn construct_typed_array(
    vm: &mut Vm,
    args: Args<'_>,
    element_type: ElementType,
) -> JsResult<Value> {
    if !args.is_construct() {
        let name = element_type.constructor_name();
        return Err(vm.throw_type_error(message::CONSTRUCTOR_WITHOUT_NEW, &[&name]));
    }
    let default = prototype_of(element_type);
    let Some(first) = vm.object(args.get(0)) else {
        let length = to_index(vm, args.get(0))?;
        let prototype = get_prototype_from_constructor(vm, args.new_target(), default)?;
        return Ok(allocate(vm, prototype, element_type, length)?.into());
    };
    let prototype = get_prototype_from_constructor(vm, args.new_target(), default)?;
    if let Some(source) = first.cast::<TypedArray>() {
        return from_typed_array(vm, prototype, element_type, source);
    }
    if let Some(buffer) = first.cast::<ArrayBuffer>() {
        return on_buffer(vm, prototype, element_type, buffer, args);
    }
    let key = vm.symbol_key(WellKnownSymbol::Iterator);
    let using_iterator = get_method(vm, first.into(), key)?;
    if !using_iterator.is_undefined() {
        if let Some((_, length)) = pristine_elements(vm, first)? {
            let array = allocate(vm, prototype, element_type, u64::from(length))?;
            if store_numbers(vm, array, 0, first)? {
                return Ok(array.into());
            }
        }
        let values = list_from_method(vm, first.into(), using_iterator)?;
        let array = allocate(vm, prototype, element_type, values.len() as u64)?;
        for (index, element) in values.iter().enumerate() {
            vm.check_interrupt_every(index as u64)?;
            typed_array_set_element(vm, array, Some(index as u64), element)?;
        }
        return Ok(array.into());
    }
    let length = length_of_array_like(vm, first)?;
    let array = allocate(vm, prototype, element_type, length)?;
    if store_numbers(vm, array, 0, first)? {
        return Ok(array.into());
    }
    for index in 0..length {
        vm.check_interrupt_every(index)?;
        let element = get(vm, first, PropertyKey::from_index(index))?;
        typed_array_set_element(vm, array, Some(index), element)?;
    }
    Ok(array.into())
}

/// What an iterator gives that `method` makes.
fn list_from_method(vm: &mut Vm, iterable: Value, method: Value) -> JsResult<RootedList> {
    if let Some(object) = vm.object(iterable)
        && let Some((elements, length)) = pristine_elements(vm, object)?
    {
        let list = vm.heap.new_list_with_capacity(length as usize)?;
        for (index, slot) in elements.dense()[..length as usize].iter().enumerate() {
            vm.check_interrupt_every(index as u64)?;
            let element = slot.get();
            let is_absent = element.is_hole();
            list.push(
                &mut vm.heap,
                if is_absent { Value::UNDEFINED } else { element },
            )?;
        }
        return Ok(list);
    }
    let mut record = get_iterator_from_method(vm, iterable, method)?;
    iterator_to_list(vm, &mut record)
}

/// Stores the elements of a plain array, if all are numbers and there is room for all from element
/// `at` on; whether it was done. Nothing runs that could change either array.
pub(super) fn store_numbers(
    vm: &mut Vm,
    target: Gc<TypedArray>,
    at: usize,
    source: Gc<Object>,
) -> JsResult<bool> {
    /// Elements that are stored between two looks at the interrupt word.
    const BLOCK: usize = 1 << 14;
    let (Some((elements, length)), Some(view)) =
        (dense_view(source), TypedArrayView::new(vm, target))
    else {
        return Ok(false);
    };
    let length = length as usize;
    let element_type = view.element_type;
    let is_number = |slot: &Slot| slot.get().is_number();
    if element_type.is_bigint() || view.length.checked_sub(at).is_none_or(|room| room < length) {
        return Ok(false);
    }
    for block in elements.dense()[..length].chunks(BLOCK) {
        vm.check_interrupt()?;
        if !block.iter().all(is_number) {
            return Ok(false);
        }
    }
    let size = element_type.size();
    let mut offset = view.byte_offset + at * size;
    let buffer = target.buffer.get();
    for block in elements.dense()[..length].chunks(BLOCK) {
        store_block(element_type, &buffer.bytes(vm), offset, block);
        offset += block.len() * size;
        vm.check_interrupt()?;
    }
    Ok(true)
}

/// Stores numbers one after another as elements of a type.
fn store_block(element_type: ElementType, bytes: &BufferBytes<'_>, at: usize, block: &[Slot]) {
    /// With the width and the conversion known to the compiler.
    #[inline(always)]
    fn store<const WIDTH: usize>(
        bytes: &BufferBytes<'_>,
        at: usize,
        block: &[Slot],
        bits: impl Fn(Value) -> u64,
    ) {
        for (index, slot) in block.iter().enumerate() {
            bytes.store::<WIDTH>(at + index * WIDTH, bits(slot.get()));
        }
    }
    let number = |value: Value| value.as_number().unwrap_or(f64::NAN);
    let integer = |value: Value| match value.as_i32() {
        Some(integer) => integer as u64,
        None => ElementType::Int32.number_bits(number(value)),
    };
    match element_type {
        ElementType::Int8 | ElementType::Uint8 => store::<1>(bytes, at, block, integer),
        ElementType::Int16 | ElementType::Uint16 => store::<2>(bytes, at, block, integer),
        ElementType::Int32 | ElementType::Uint32 => store::<4>(bytes, at, block, integer),
        ElementType::Float64 => store::<8>(bytes, at, block, |value| number(value).to_bits()),
        ElementType::Float32 => store::<4>(bytes, at, block, |value| {
            u64::from((number(value) as f32).to_bits())
        }),
        other => {
            let size = other.size();
            for (index, slot) in block.iter().enumerate() {
                other.store(
                    bytes,
                    at + index * size,
                    other.number_bits(number(slot.get())),
                );
            }
        }
    }
}

/// [InitializeTypedArrayFromTypedArray](https://tc39.es/ecma262/#sec-initializetypedarrayfromtypedarray)
fn from_typed_array(
    vm: &mut Vm,
    prototype: Gc<Object>,
    element_type: ElementType,
    source: Gc<TypedArray>,
) -> JsResult<Value> {
    let Some(view) = TypedArrayView::new(vm, source) else {
        return Err(out_of_bounds(vm, source));
    };
    let buffer = new_buffer(vm, view.length as u64 * element_type.size() as u64)?;
    if view.element_type.is_bigint() != element_type.is_bigint() {
        return Err(vm.throw_type_error(message::MIXED_CONTENT_TYPES, &[]));
    }
    let length = view.length as u64;
    let array = TypedArray::create(vm, Some(prototype), element_type, buffer, 0, length)?;
    if let Some(target) = TypedArrayView::new(vm, array) {
        copy_elements(vm, &view, 0, &target, 0, view.length)?;
    }
    Ok(array.into())
}

/// Copies `count` elements in ascending order, converting them; both ranges are in bounds, the
/// content types agree, and a buffer that both share must hold elements of one type.
pub(super) fn copy_elements(
    vm: &mut Vm,
    source: &TypedArrayView,
    from: usize,
    target: &TypedArrayView,
    to: usize,
    count: usize,
) -> JsResult<()> {
    let (source_type, target_type) = (source.element_type, target.element_type);
    let (source_size, target_size) = (source_type.size(), target_type.size());
    let (source_buffer, target_buffer) = (source.array.buffer.get(), target.array.buffer.get());
    let from = source.byte_offset + from * source_size;
    let to = target.byte_offset + to * target_size;
    // A big integer's bits are the same signed and unsigned.
    if source_type == target_type || source_type.is_bigint() {
        let bytes = count * source_size;
        return copy_buffer_bytes(vm, target_buffer, to, source_buffer, from, bytes);
    }
    let mut done = 0;
    while done < count {
        let block = (count - done).min(1 << 14);
        let (source_bytes, target_bytes) = (source_buffer.bytes(vm), target_buffer.bytes(vm));
        for index in done..done + block {
            let bits = source_type.load(&source_bytes, from + index * source_size);
            let bits = target_type.number_bits(source_type.to_number(bits));
            target_type.store(&target_bytes, to + index * target_size, bits);
        }
        done += block;
        vm.check_interrupt()?;
    }
    Ok(())
}

/// [InitializeTypedArrayFromArrayBuffer](https://tc39.es/ecma262/#sec-initializetypedarrayfromarraybuffer)
fn on_buffer(
    vm: &mut Vm,
    prototype: Gc<Object>,
    element_type: ElementType,
    buffer: Gc<ArrayBuffer>,
    args: Args<'_>,
) -> JsResult<Value> {
    let size = element_type.size() as u64;
    let offset = to_index(vm, args.get(1))?;
    if offset % size != 0 {
        let name = element_type.constructor_name();
        return Err(vm.throw_range_error(message::MISALIGNED_OFFSET, &[&name, &size]));
    }
    let length = match args.get(2) {
        length if length.is_undefined() => None,
        length => Some(to_index(vm, length)?),
    };
    if buffer.is_detached() {
        return Err(vm.throw_type_error(vm_message::DETACHED_BUFFER, &[]));
    }
    let available = buffer.byte_length(vm);
    let rest = available.checked_sub(offset);
    let length = match (length, rest) {
        (Some(length), Some(rest)) if length.checked_mul(size).is_some_and(|it| it <= rest) => {
            length
        }
        (None, Some(_)) if buffer.is_resizable() => LENGTH_TRACKING,
        (None, Some(rest)) if available.is_multiple_of(size) => rest / size,
        (None, _) if !buffer.is_resizable() && !available.is_multiple_of(size) => {
            let name = element_type.constructor_name();
            return Err(vm.throw_range_error(message::MISALIGNED_LENGTH, &[&name, &size]));
        }
        _ => return Err(vm.throw_range_error(vm_message::BUFFER_OUT_OF_BOUNDS, &[])),
    };
    let array = TypedArray::create(vm, Some(prototype), element_type, buffer, offset, length)?;
    Ok(array.into())
}

/// [%TypedArray%.of](https://tc39.es/ecma262/#sec-%typedarray%.of)
pub(super) fn of(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let constructor = require_constructor(vm, args.this())?;
    let length = Value::from_number(args.len() as f64);
    let target = create_from_constructor(vm, constructor, &[length], Access::Write)?;
    for (index, element) in args.iter_from(0).enumerate() {
        let key = PropertyKey::from_index(index as u64);
        set(vm, target.array.upcast(), key, element)?;
    }
    Ok(target.array.into())
}

/// [%TypedArray%.from](https://tc39.es/ecma262/#sec-%typedarray%.from)
pub(super) fn from(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let constructor = require_constructor(vm, args.this())?;
    let mapper = match args.get(1) {
        mapper if mapper.is_undefined() => None,
        mapper => Some(require_callable(vm, mapper)?),
    };
    let source = args.get(0);
    let key = vm.symbol_key(WellKnownSymbol::Iterator);
    let using_iterator = get_method(vm, source, key)?;
    if !using_iterator.is_undefined() {
        let source_object = vm.object(source);
        let is_pristine = match source_object {
            Some(object) => pristine_elements(vm, object)?.is_some(),
            None => false,
        };
        let values = list_from_method(vm, source, using_iterator)?;
        // A constructor of the library's own leaves the source as it was.
        let is_own = ElementType::ALL
            .into_iter()
            .any(|it| vm.intrinsic(constructor_of(it)) == constructor);
        let pristine = source_object.filter(|_| is_pristine && is_own);
        let length = Value::from_number(values.len() as f64);
        let target = create_from_constructor(vm, constructor, &[length], Access::Write)?;
        if mapper.is_none()
            && let Some(source) = pristine
            && store_numbers(vm, target.array, 0, source)?
        {
            return Ok(target.array.into());
        }
        for (index, element) in values.iter().enumerate() {
            store_mapped(vm, args, target.array, index as u64, element, mapper)?;
        }
        return Ok(target.array.into());
    }
    let array_like = to_object(vm, source)?;
    let length = length_of_array_like(vm, array_like)?;
    let argument = Value::from_number(length as f64);
    let target = create_from_constructor(vm, constructor, &[argument], Access::Write)?;
    for index in 0..length {
        let element = get(vm, array_like, PropertyKey::from_index(index))?;
        store_mapped(vm, args, target.array, index, element, mapper)?;
    }
    Ok(target.array.into())
}

fn store_mapped(
    vm: &mut Vm,
    args: Args<'_>,
    target: Gc<TypedArray>,
    index: u64,
    element: Value,
    mapper: Option<Value>,
) -> JsResult<()> {
    vm.check_interrupt_every(index)?;
    let mapped = match mapper {
        Some(mapper) => {
            let position = Value::from_index(index);
            call(vm, mapper, args.get(2), &[element, position])?
        }
        None => element,
    };
    // A typed array is its own receiver: `Set` comes down to this.
    typed_array_set_element(vm, target, Some(index), mapped)
}
