//! `chunks` and `windows` of the
//! [iterator chunking proposal](https://tc39.es/proposal-iterator-chunking/).

use super::iterator_helper::{HelperKind, IteratorHelper, Parts, create};
use super::{this_object, unread};
use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::Args;
use kataan_vm::operation::{
    create_array_from_rooted_list, get_iterator_direct, if_abrupt_close_iterator,
    is_integral_number, iterator_step_value,
};
use kataan_vm::string::flatten;
use kataan_vm::value::Value;

/// The greatest size of a chunk or window.
const MAX_SIZE: f64 = u32::MAX as f64;

/// Iterator.prototype.chunks
pub(super) fn chunks(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iterator = this_object(vm, args, "Iterator.prototype.chunks")?;
    let size = read_size(vm, args.get(0));
    let counter = if_abrupt_close_iterator(vm, &unread(iterator), size)?;
    let record = get_iterator_direct(vm, iterator)?;
    let parts = Parts {
        record: Some(record),
        counter,
        ..Parts::of(HelperKind::Chunks)
    };
    create(vm, parts)
}

/// Iterator.prototype.windows
pub(super) fn windows(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iterator = this_object(vm, args, "Iterator.prototype.windows")?;
    let size = read_size(vm, args.get(0));
    let counter = if_abrupt_close_iterator(vm, &unread(iterator), size)?;
    let kind = read_undersized(vm, args.get(1));
    let kind = if_abrupt_close_iterator(vm, &unread(iterator), kind)?;
    let record = get_iterator_direct(vm, iterator)?;
    let list = vm.heap.new_list()?;
    let parts = Parts {
        record: Some(record),
        counter,
        list: Some(list),
        ..Parts::of(kind)
    };
    create(vm, parts)
}

/// A size: an integral number from 1 to 2^32 - 1, and nothing that would have to be converted.
fn read_size(vm: &mut Vm, size: Value) -> JsResult<f64> {
    let Some(number) = size.as_number().filter(|_| is_integral_number(size)) else {
        let text = describe(vm, size);
        return Err(vm.throw_type_error(message::NOT_AN_INTEGRAL_NUMBER, &[&text]));
    };
    if !(1.0..=MAX_SIZE).contains(&number) {
        return Err(vm.throw_range_error(message::SIZE_OUT_OF_RANGE, &[&number]));
    }
    Ok(number)
}

/// What becomes of a window that never gets its size.
fn read_undersized(vm: &mut Vm, undersized: Value) -> JsResult<HelperKind> {
    if undersized.is_undefined() {
        return Ok(HelperKind::Windows);
    }
    let text = match vm.string(undersized) {
        Some(text) => flatten(vm, text)?.units().to_rust_string(),
        None => String::new(),
    };
    match text.as_str() {
        "only-full" => Ok(HelperKind::Windows),
        "allow-partial" => Ok(HelperKind::WindowsOrPartial),
        _ => {
            let text = describe(vm, undersized);
            Err(vm.throw_type_error(message::INVALID_UNDERSIZED, &[&text]))
        }
    }
}

pub(super) fn chunks_step(vm: &mut Vm, helper: Gc<IteratorHelper>) -> JsResult<Option<Value>> {
    let Some(mut record) = helper.record() else {
        return Ok(None);
    };
    let chunk = vm.heap.new_list()?;
    while (chunk.len() as f64) < helper.count() {
        vm.check_interrupt()?;
        let Some(element) = iterator_step_value(vm, &mut record)? else {
            // From here on there is nothing to walk, nor to close.
            helper.iterator.set(None);
            if chunk.is_empty() {
                return Ok(None);
            }
            break;
        };
        chunk.push(&mut vm.heap, element)?;
    }
    Ok(Some(create_array_from_rooted_list(vm, chunk)?.into()))
}

pub(super) fn windows_step(vm: &mut Vm, helper: Gc<IteratorHelper>) -> JsResult<Option<Value>> {
    let (Some(mut record), Some(window)) = (helper.record(), helper.list.get()) else {
        return Ok(None);
    };
    let is_full = || window.len() as f64 >= helper.count();
    loop {
        vm.check_interrupt()?;
        match iterator_step_value(vm, &mut record)? {
            Some(element) => {
                if is_full() {
                    window.remove(0);
                }
                window.push(&mut vm.heap, element)?;
                if !is_full() {
                    continue;
                }
            }
            None => {
                helper.iterator.set(None);
                let partial_counts = helper.kind.get() == HelperKind::WindowsOrPartial;
                if is_full() || window.is_empty() || !partial_counts {
                    return Ok(None);
                }
            }
        }
        return Ok(Some(create_array_from_rooted_list(vm, window)?.into()));
    }
}
