//! Whether iterating an array, or asking for its species, runs no script: what loops, spread,
//! destructuring and the library ask each time.
//!
//! The answer depends on three objects. A realm keeps where their functions were found, and by
//! which shapes: a prototype's shape is its own, and one that a cache knows gets a new identity
//! when a property comes or goes. Values change without that, so they are read each time.

use crate::Vm;
use crate::error::JsResult;
use crate::native::{NativeFunction, species};
use crate::object::{
    LoadLookup, NativeFunctionObject, Object, PropertyKey, Shape, Validity, is_plain_array,
    lookup_for_cache, slots::slot,
};
use crate::realm::{Intrinsic, Realm};
use crate::string::Name;
use crate::symbol::WellKnownSymbol;
use crate::value::Value;
use kataan_gc::{Field, Gc, Nullable, Plain, Slot, cell};

cell! {
    /// Where the functions are that iterating an array calls.
    pub struct ArrayIteration {
        /// The shape of `Array.prototype`.
        values_shape: Field<Shape>,
        /// The shape of the prototype of array iterators.
        next_shape: Field<Shape>,
        /// The shape of `Array`.
        constructor_shape: Field<Shape>,
        /// While it holds, array iterators have no `return`.
        no_return: Nullable<Validity>,
        /// While it holds, `Array.prototype` has no `Symbol.isConcatSpreadable`.
        not_spreadable: Nullable<Validity>,
        /// The library's own getter of `Symbol.species`; the hole if `Array` has another.
        species_getter: Slot,
        /// The slot of `constructor`.
        constructor: Plain<u32>,
        /// The slot of `Symbol.species`.
        species: Plain<u32>,
        /// The slot of `Symbol.iterator`.
        values: Plain<u32>,
        /// The slot of `next`.
        next: Plain<u32>,
    }
}

/// Whether iterating an array runs no script: it inherits from the realm's `Array.prototype`, whose
/// `Symbol.iterator` and whose iterators' `next` are the realm's own.
pub(crate) fn has_pristine_iteration(vm: &mut Vm, array: Gc<Object>) -> JsResult<bool> {
    let realm = vm.realm();
    let prototype = realm.intrinsic(Intrinsic::ArrayPrototype);
    let shape = array.shape();
    if shape.prototype() != Some(prototype) {
        return Ok(false);
    }
    // Arrays without properties of their own share a shape of one property, `length`.
    if shape.slot_count() > 1 && shape.has(vm.symbol_key(WellKnownSymbol::Iterator)) {
        return Ok(false);
    }
    let Some(known) = known(vm, realm)? else {
        return Ok(false);
    };
    let iterators = realm.intrinsic(Intrinsic::ArrayIteratorPrototype);
    let (values, next) = (
        slot(&prototype, known.values.get()).get(),
        slot(&iterators, known.next.get()).get(),
    );
    Ok(
        values == realm.intrinsic(Intrinsic::ArrayPrototypeValues).into()
            && next
                == realm
                    .intrinsic(Intrinsic::ArrayIteratorPrototypeNext)
                    .into(),
    )
}

/// Whether asking an array for its species runs no script and gives the realm's `Array`: it has no
/// `constructor` of its own, and those of `Array.prototype` and `Array` are as they were.
pub(crate) fn has_default_species(vm: &mut Vm, array: Gc<Object>) -> JsResult<bool> {
    let realm = vm.realm();
    let prototype = realm.intrinsic(Intrinsic::ArrayPrototype);
    let shape = array.shape();
    if !is_plain_array(array)
        || shape.prototype() != Some(prototype)
        || (shape.slot_count() > 1 && shape.has(vm.key(Name::Constructor)))
    {
        return Ok(false);
    }
    let Some(known) = known(vm, realm)? else {
        return Ok(false);
    };
    let getter = known.species_getter.get();
    let constructor = realm.intrinsic(Intrinsic::Array);
    Ok(!getter.is_hole()
        && slot(&prototype, known.constructor.get()).get() == constructor.into()
        && slot(&constructor, known.species.get()).get() == getter)
}

/// Whether `concat` takes an array's elements without asking anybody.
pub(crate) fn is_plainly_spreadable(vm: &mut Vm, array: Gc<Object>) -> JsResult<bool> {
    let realm = vm.realm();
    let shape = array.shape();
    if !is_plain_array(array)
        || shape.prototype() != Some(realm.intrinsic(Intrinsic::ArrayPrototype))
        || shape.slot_count() > 1
    {
        return Ok(false);
    }
    let known = known(vm, realm)?;
    let validity = known.and_then(|known| known.not_spreadable.get());
    Ok(validity.is_some_and(|validity| validity.is_valid()))
}

/// Whether closing an array iterator does nothing: nobody gave its prototypes a `return`.
pub(super) fn has_no_return(vm: &mut Vm) -> JsResult<bool> {
    let realm = vm.realm();
    let known = known(vm, realm)?;
    let validity = known.and_then(|known| known.no_return.get());
    Ok(validity.is_some_and(|validity| validity.is_valid()))
}

/// What the realm keeps, looked up again if a prototype has changed; none if one lacks its method.
#[inline]
fn known(vm: &mut Vm, realm: Gc<Realm>) -> JsResult<Option<Gc<ArrayIteration>>> {
    if let Some(known) = realm.array_iteration.get()
        && shape_of(realm, Intrinsic::ArrayPrototype) == known.values_shape.offset()
        && shape_of(realm, Intrinsic::ArrayIteratorPrototype) == known.next_shape.offset()
        && shape_of(realm, Intrinsic::Array) == known.constructor_shape.offset()
    {
        return Ok(Some(known));
    }
    look_up(vm, realm)
}

fn shape_of(realm: Gc<Realm>, prototype: Intrinsic) -> u32 {
    realm.intrinsic(prototype).shape_offset()
}

#[cold]
fn look_up(vm: &mut Vm, realm: Gc<Realm>) -> JsResult<Option<Gc<ArrayIteration>>> {
    let prototype = realm.intrinsic(Intrinsic::ArrayPrototype);
    let iterators = realm.intrinsic(Intrinsic::ArrayIteratorPrototype);
    let key = vm.symbol_key(WellKnownSymbol::Iterator);
    let values = own_data(vm, prototype, key)?;
    let next = own_data(vm, iterators, vm.key(Name::Next))?;
    let no_return = match lookup_for_cache(vm, iterators, vm.key(Name::Return))? {
        LoadLookup::Absent(validity) => validity,
        _ => None,
    };
    let (Some(values), Some(next)) = (values, next) else {
        return Ok(None);
    };
    let key = vm.symbol_key(WellKnownSymbol::IsConcatSpreadable);
    let not_spreadable = match lookup_for_cache(vm, prototype, key)? {
        LoadLookup::Absent(validity) => validity,
        _ => None,
    };
    let array = realm.intrinsic(Intrinsic::Array);
    let constructor = own_data(vm, prototype, vm.key(Name::Constructor))?;
    let (species, species_getter) = library_species(vm, array)?;
    let species_getter = match constructor {
        Some(_) => species_getter,
        None => Value::HOLE,
    };
    let known = vm.heap.allocate(ArrayIterationInit {
        values_shape: prototype.shape(),
        next_shape: iterators.shape(),
        constructor_shape: array.shape(),
        no_return,
        not_spreadable,
        species_getter,
        constructor: constructor.unwrap_or(0),
        species,
        values,
        next,
    })?;
    realm.array_iteration.set(known);
    Ok(Some(known))
}

/// The slot of the library's own getter of `Symbol.species`, and the getter; the hole if there is
/// another.
fn library_species(vm: &mut Vm, constructor: Gc<Object>) -> JsResult<(u32, Value)> {
    let key = vm.symbol_key(WellKnownSymbol::Species);
    if let LoadLookup::OwnGetter(_) = lookup_for_cache(vm, constructor, key)?
        && let Some(found) = constructor.shape().find(key)
    {
        let getter = slot(&constructor, found.slot).get();
        let native = vm.heap.gc::<NativeFunctionObject>(getter);
        let is_own = native.is_some_and(|native| {
            let code = vm.natives.code(native.native());
            core::ptr::fn_addr_eq(code, species as NativeFunction)
        });
        if is_own {
            return Ok((found.slot, getter));
        }
    }
    Ok((0, Value::HOLE))
}

/// The slot of an own data property; the object's shape is known to a cache from then on.
fn own_data(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<Option<u32>> {
    match lookup_for_cache(vm, object, key)? {
        LoadLookup::Own(_) => Ok(object.shape().find(key).map(|found| found.slot)),
        _ => Ok(None),
    }
}
