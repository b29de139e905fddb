//! Enumerating properties: `Object.keys` and its kin, and `for`-`in`
//! ([EnumerateObjectProperties](https://tc39.es/ecma262/#sec-enumerate-object-properties)).

use super::{get, get_own_property, get_prototype_of, own_property_keys};
use crate::error::JsResult;
use crate::object::{Object, PropertyKey, create_array_from_list};
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Field, Gc, Nullable, OrderedTable, Plain, RootedList, ValueVector, cell};

/// What of each property is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum PropertyKind {
    Key,
    Value,
    KeyAndValue,
    RawKey,
}

/// [EnumerableOwnProperties](https://tc39.es/ecma262/#sec-enumerableownproperties).
pub fn enumerable_own_properties(
    vm: &mut Vm,
    object: Gc<Object>,
    kind: PropertyKind,
) -> JsResult<RootedList> {
    let keys = own_property_keys(vm, object)?;
    let list = vm.heap.new_list_with_capacity(keys.len())?;
    for index in 0..keys.len() {
        let Some(raw) = keys.get(index) else { break };
        if raw.is_symbol() {
            continue;
        }
        let key = PropertyKey::from_raw(raw);
        let is_enumerable =
            get_own_property(vm, object, key)?.is_some_and(|own| own.is_enumerable());
        if !is_enumerable {
            continue;
        }
        let item = match kind {
            PropertyKind::Key => key.to_value(vm)?,
            PropertyKind::RawKey => raw,
            PropertyKind::Value => get(vm, object, key)?,
            PropertyKind::KeyAndValue => {
                let value = get(vm, object, key)?;
                let key = key.to_value(vm)?;
                create_array_from_list(vm, &[key, value])?.into()
            }
        };
        list.push(&mut vm.heap, item)?;
    }
    Ok(list)
}

cell! {
    /// A `for`-`in` loop under way. It is no object that script could see.
    pub struct ForInIterator as Internal {
        /// The object whose keys are visited now.
        object: Nullable<Object>,
        keys: Field<ValueVector>,
        /// The keys that were visited before, on objects that others inherit to.
        visited: Nullable<OrderedTable>,
        position: Plain<u32>,
    }
}

/// Starts a `for`-`in` loop over a value; over `undefined` and `null` it has no turns.
pub fn for_in_start(vm: &mut Vm, value: Value) -> JsResult<Gc<ForInIterator>> {
    let object = if value.is_nullish() {
        None
    } else {
        Some(super::to_object(vm, value)?)
    };
    let keys = match object {
        Some(object) => own_property_keys(vm, object)?,
        None => vm.heap.new_list_with_capacity(0)?,
    };
    Ok(vm.heap.allocate(ForInIteratorInit {
        object,
        keys,
        visited: None,
        position: 0,
    })?)
}

/// The next key of a `for`-`in` loop, as a string; none at its end.
pub fn for_in_step(vm: &mut Vm, iterator: Gc<ForInIterator>) -> JsResult<Option<Value>> {
    while let Some(object) = iterator.object.get() {
        let position = iterator.position.get();
        let Some(raw) = iterator.keys.get().get(position as usize) else {
            next_object(vm, iterator, object)?;
            continue;
        };
        iterator.position.set(position + 1);
        if raw.is_symbol() {
            continue;
        }
        let key = PropertyKey::from_raw(raw);
        if let Some(visited) = iterator.visited.get()
            && visited
                .find(key.hash(vm.heap.region()), |other| other == raw)
                .is_some()
        {
            continue;
        }
        match get_own_property(vm, object, key)? {
            Some(own) if own.is_enumerable() => return key.to_value(vm).map(Some),
            _ => {}
        }
    }
    Ok(None)
}

/// Goes on with the prototype, if it has keys: only then it matters what was visited.
fn next_object(vm: &mut Vm, iterator: Gc<ForInIterator>, object: Gc<Object>) -> JsResult<()> {
    vm.check_interrupt()?;
    let Some(prototype) = get_prototype_of(vm, object)? else {
        iterator.object.set(None);
        return Ok(());
    };
    let keys = own_property_keys(vm, prototype)?;
    if keys.iter().any(|key| !key.is_symbol()) {
        let visited = match iterator.visited.get() {
            Some(visited) => visited,
            None => {
                let visited = vm.heap.new_table()?;
                iterator.visited.set(visited);
                visited
            }
        };
        let region = vm.heap.region();
        for raw in iterator.keys.get().iter().filter(|key| !key.is_symbol()) {
            let hash = PropertyKey::from_raw(raw).hash(region);
            if visited.find(hash, |other| other == raw).is_none() {
                visited.insert(&mut vm.heap, hash, raw, Value::UNDEFINED)?;
            }
        }
    }
    iterator.object.set(prototype);
    iterator.keys.set(keys);
    iterator.position.set(0);
    Ok(())
}
