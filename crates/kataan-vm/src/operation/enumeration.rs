//! Enumerating properties: `Object.keys` and its kin, and `for`-`in`
//! ([EnumerateObjectProperties](https://tc39.es/ecma262/#sec-enumerate-object-properties)).

use super::{
    PropertyWalk, create_array_from_rooted_list, get, get_own_property, get_prototype_of,
    own_property_keys,
};
use crate::error::JsResult;
use crate::object::{
    Attributes, Object, PropertyKey, Shape, ShapeFlags, create_array_from_list,
    create_array_with_capacity, element_indices, elements, has_only_dense, named_slot,
    set_array_length_value, slots,
};
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
    if is_plain(object, kind) {
        return plain_properties(vm, object, kind);
    }
    let keys = own_property_keys(vm, object)?;
    let list = vm.heap.new_list_with_capacity(keys.len())?;
    for index in 0..keys.len() {
        vm.check_interrupt_every(index as u64)?;
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
        let value = match kind {
            PropertyKind::Key | PropertyKind::RawKey => Value::UNDEFINED,
            _ => get(vm, object, key)?,
        };
        append(vm, list, kind, key, value)?;
    }
    Ok(list)
}

/// The array of them.
pub fn enumerable_own_array(
    vm: &mut Vm,
    object: Gc<Object>,
    kind: PropertyKind,
) -> JsResult<Gc<Object>> {
    if let Some(walk) = PropertyWalk::begin(object)
        && is_plain(object, kind)
    {
        return walked_array(vm, walk, kind);
    }
    let list = enumerable_own_properties(vm, object, kind)?;
    create_array_from_rooted_list(vm, list)
}

/// The array of the names that a walk comes to.
pub fn own_names_array(vm: &mut Vm, walk: PropertyWalk) -> JsResult<Gc<Object>> {
    collect(vm, walk, PropertyKind::Key, |_| true)
}

fn walked_array(vm: &mut Vm, walk: PropertyWalk, kind: PropertyKind) -> JsResult<Gc<Object>> {
    collect(vm, walk, kind, Attributes::is_enumerable)
}

#[inline]
fn collect(
    vm: &mut Vm,
    walk: PropertyWalk,
    kind: PropertyKind,
    is_wanted: impl Fn(Attributes) -> bool,
) -> JsResult<Gc<Object>> {
    let mut walk = walk;
    let array = create_array_with_capacity(vm, walk.len() as u32)?;
    let elements = array.elements.get();
    let mut length = 0;
    while let Some(property) = walk.next_string() {
        if !is_wanted(property.attributes) {
            continue;
        }
        let value = property.value.unwrap_or(Value::UNDEFINED);
        let item = wanted(vm, kind, property.key, value)?;
        elements.dense()[length].set(item);
        length += 1;
    }
    set_array_length_value(array, length as u32);
    Ok(array)
}

/// Whether the wanted properties can be had without running script or asking internal methods.
fn is_plain(object: Gc<Object>, kind: PropertyKind) -> bool {
    if object.is_exotic() || !has_only_dense(object) {
        return false;
    }
    let shape = object.shape();
    matches!(kind, PropertyKind::Key | PropertyKind::RawKey)
        || shape
            .entries()
            .all(|(_, _, attributes)| !attributes.is_accessor())
}

fn plain_properties(vm: &mut Vm, object: Gc<Object>, kind: PropertyKind) -> JsResult<RootedList> {
    let list = vm.heap.new_list()?;
    for index in element_indices(object) {
        let value = slots::get_dense(object, index).unwrap_or(Value::UNDEFINED);
        append(
            vm,
            list,
            kind,
            PropertyKey::from_index(u64::from(index)),
            value,
        )?;
    }
    let shape = object.shape();
    for (raw, slot, attributes) in shape.entries() {
        if attributes.is_enumerable() && !raw.is_symbol() {
            let value = named_slot(object, slot);
            append(vm, list, kind, PropertyKey::from_raw(raw), value)?;
        }
    }
    Ok(list)
}

/// Appends what is wanted of one property.
fn append(
    vm: &mut Vm,
    list: RootedList,
    kind: PropertyKind,
    key: PropertyKey,
    value: Value,
) -> JsResult<()> {
    let item = wanted(vm, kind, key, value)?;
    list.push(&mut vm.heap, item)?;
    Ok(())
}

#[inline]
fn wanted(vm: &mut Vm, kind: PropertyKind, key: PropertyKey, value: Value) -> JsResult<Value> {
    Ok(match kind {
        PropertyKind::Key => key.to_value(vm)?,
        PropertyKind::RawKey => key.to_raw(),
        PropertyKind::Value => value,
        PropertyKind::KeyAndValue => {
            let key = key.to_value(vm)?;
            create_array_from_list(vm, &[key, value])?.into()
        }
    })
}

cell! {
    /// A `for`-`in` loop under way. It is no object that script could see.
    pub struct ForInIterator as Internal {
        /// The object whose keys are visited now.
        object: Nullable<Object>,
        /// Its shape when the keys were collected, if that tells whether they are still there.
        shape: Nullable<Shape>,
        /// Raw keys: of an object with a shape here, those of enumerable properties.
        keys: Field<ValueVector>,
        /// The keys of objects that were visited before and inherit from this one.
        visited: Nullable<OrderedTable>,
        position: Plain<u32>,
    }
}

/// Starts a `for`-`in` loop over a value; over `undefined` and `null` it has no turns.
pub fn for_in_start(vm: &mut Vm, value: Value) -> JsResult<Gc<ForInIterator>> {
    let (mut object, mut shape) = (None, None);
    let keys = if value.is_nullish() {
        None
    } else {
        let of = super::to_object(vm, value)?;
        object = Some(of);
        collect_keys(vm, of, &mut shape)?
    };
    let keys = match keys {
        Some(keys) => keys,
        None => vm.heap.new_list_with_capacity(0)?,
    };
    Ok(vm.heap.allocate(ForInIteratorInit {
        object,
        shape,
        keys,
        visited: None,
        position: 0,
    })?)
}

/// The keys of an object that is visited next; none if it has none that matter. Sets `known` to
/// its shape if that tells whether they are still there.
fn collect_keys(
    vm: &mut Vm,
    object: Gc<Object>,
    known: &mut Option<Gc<Shape>>,
) -> JsResult<Option<RootedList>> {
    *known = None;
    if object.is_exotic() || !has_only_dense(object) {
        return own_property_keys(vm, object).map(Some);
    }
    // With the flag, whatever removes or reconfigures a property changes the shape.
    let shape = object.shape();
    shape.add_flags(ShapeFlags::CACHED);
    let has_none = elements::has_none(object)
        && !(shape.entries())
            .any(|(raw, _, attributes)| attributes.is_enumerable() && !raw.is_symbol());
    *known = Some(shape);
    if has_none {
        // Most prototypes.
        return Ok(None);
    }
    let keys = vm.heap.new_list_with_capacity(shape.count.get() as usize)?;
    for index in element_indices(object) {
        keys.push(
            &mut vm.heap,
            PropertyKey::from_index(u64::from(index)).to_raw(),
        )?;
    }
    for (raw, _, attributes) in shape.entries() {
        if attributes.is_enumerable() && !raw.is_symbol() {
            keys.push(&mut vm.heap, raw)?;
        }
    }
    Ok(Some(keys))
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
        let is_unchanged = iterator.shape.get() == Some(object.shape());
        let is_there = is_unchanged
            && key
                .as_array_index()
                .is_none_or(|index| slots::get_dense(object, index).is_some());
        if is_there {
            return key.to_value(vm).map(Some);
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
    let before = iterator.keys.get();
    let Some(prototype) = get_prototype_of(vm, object)? else {
        iterator.object.set(None);
        return Ok(());
    };
    let mut shape = None;
    let keys = collect_keys(vm, prototype, &mut shape)?;
    iterator.object.set(prototype);
    iterator.shape.set(shape);
    // Without keys it stands behind the end of what was there before.
    iterator.position.set(before.len() as u32);
    let Some(keys) = keys else { return Ok(()) };
    iterator.keys.set(keys);
    iterator.position.set(0);
    if keys.iter().any(|key| !key.is_symbol()) {
        // Keys that are not enumerable hide inherited ones too.
        let all = own_property_keys(vm, object)?;
        add_visited(vm, iterator, before)?;
        add_visited(vm, iterator, all)?;
    }
    Ok(())
}

fn add_visited(vm: &mut Vm, iterator: Gc<ForInIterator>, keys: RootedList) -> JsResult<()> {
    let visited = match iterator.visited.get() {
        Some(visited) => visited,
        None => {
            let visited = vm.heap.new_table()?;
            iterator.visited.set(visited);
            visited
        }
    };
    let region = vm.heap.region();
    for (index, raw) in keys.iter().enumerate() {
        vm.check_interrupt_every(index as u64)?;
        if raw.is_symbol() {
            continue;
        }
        let hash = PropertyKey::from_raw(raw).hash(region);
        if visited.find(hash, |other| other == raw).is_none() {
            visited.insert(&mut vm.heap, hash, raw, Value::UNDEFINED)?;
        }
    }
    Ok(())
}
