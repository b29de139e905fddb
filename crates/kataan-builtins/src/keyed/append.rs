//! Adding what iterating a map or set gives to an array, where that runs no script: what spread
//! and `Array.from` come to.

use super::collection_iterator::{map_next, set_next};
use super::map::MapObject;
use super::set::SetObject;
use kataan_gc::{Gc, OrderedTable};
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::NativeFunction;
use kataan_vm::object::{
    NativeFunctionObject, Object, PropertyKey, array_fast, array_push,
    get_data_without_side_effects,
};
use kataan_vm::operation::create_array_from_list;
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::Name;
use kataan_vm::symbol::WellKnownSymbol;
use kataan_vm::value::Value;

/// Adds what iterating `iterable` gives to an array of the engine's own. False, with nothing done,
/// if it is no map or set whose iteration is the library's.
pub(crate) fn append_collection(vm: &mut Vm, array: Gc<Object>, iterable: Value) -> JsResult<bool> {
    let (table, is_map) = if let Some(set) = vm.heap.gc::<SetObject>(iterable) {
        (set.table.get(), false)
    } else if let Some(map) = vm.heap.gc::<MapObject>(iterable) {
        (map.table.get(), true)
    } else {
        return Ok(false);
    };
    if !is_pristine(vm, iterable, is_map) {
        return Ok(false);
    }
    if !is_map && table.len() <= MAX_AT_ONCE {
        return append_keys(vm, array, table);
    }
    for (step, (key, value)) in table.iter().enumerate() {
        vm.check_interrupt_every(step as u64)?;
        let item = if is_map {
            create_array_from_list(vm, &[key, value])?.into()
        } else {
            key
        };
        array_push(vm, array, item)?;
    }
    Ok(true)
}

/// Sets up to this size are copied without a look at the interrupt word.
const MAX_AT_ONCE: usize = 1 << 16;

fn append_keys(vm: &mut Vm, array: Gc<Object>, table: Gc<OrderedTable>) -> JsResult<bool> {
    let Some(places) = array_fast::extend_simple(vm, array, table.len() as u32)? else {
        return Ok(false);
    };
    let mut places = places.iter();
    table.for_each(|key, _| {
        if let Some(place) = places.next() {
            place.set(key);
        }
    });
    Ok(true)
}

/// Whether iterating the collection calls the library's own functions and nothing else.
fn is_pristine(vm: &mut Vm, collection: Value, is_map: bool) -> bool {
    let (prototype, iterators, iterate, next) = if is_map {
        (
            Intrinsic::MapPrototype,
            Intrinsic::MapIteratorPrototype,
            super::map::entries as NativeFunction,
            map_next as NativeFunction,
        )
    } else {
        (
            Intrinsic::SetPrototype,
            Intrinsic::SetIteratorPrototype,
            super::set::values as NativeFunction,
            set_next as NativeFunction,
        )
    };
    let Some(object) = vm.object(collection) else {
        return false;
    };
    let prototype = vm.intrinsic(prototype);
    let shape = object.shape();
    if shape.slot_count() > 0 || shape.prototype() != Some(prototype) {
        return false;
    }
    let iterators = vm.intrinsic(iterators);
    let key = vm.symbol_key(WellKnownSymbol::Iterator);
    is_native(vm, prototype, key, iterate) && {
        let key = vm.key(Name::Next);
        is_native(vm, iterators, key, next)
    }
}

/// Whether a property's value is the native with this code.
fn is_native(vm: &mut Vm, object: Gc<Object>, key: PropertyKey, code: NativeFunction) -> bool {
    get_data_without_side_effects(vm, object, key)
        .and_then(|value| vm.heap.gc::<NativeFunctionObject>(value))
        .is_some_and(|native| core::ptr::fn_addr_eq(vm.natives.code(native.native()), code))
}
