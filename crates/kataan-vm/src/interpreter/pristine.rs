//! Whether iterating an array runs no script: what loops, spread and destructuring ask each time.
//!
//! The answer depends on two prototypes. A realm keeps where their functions were found, and by
//! which shapes: a prototype's shape is its own, and one that a cache knows gets a new identity
//! when a property comes or goes. Values change without that, so they are read each time.

use crate::Vm;
use crate::error::JsResult;
use crate::object::{
    LoadLookup, Object, PropertyKey, Shape, Validity, lookup_for_cache, slots::slot,
};
use crate::realm::{Intrinsic, Realm};
use crate::string::Name;
use crate::symbol::WellKnownSymbol;
use kataan_gc::{Field, Gc, Nullable, Plain, cell};

cell! {
    /// Where the functions are that iterating an array calls.
    pub struct ArrayIteration {
        /// The shape of `Array.prototype`.
        values_shape: Field<Shape>,
        /// The shape of the prototype of array iterators.
        next_shape: Field<Shape>,
        /// While it holds, array iterators have no `return`.
        no_return: Nullable<Validity>,
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
    let known = vm.heap.allocate(ArrayIterationInit {
        values_shape: prototype.shape(),
        next_shape: iterators.shape(),
        no_return,
        values,
        next,
    })?;
    realm.array_iteration.set(known);
    Ok(Some(known))
}

/// The slot of an own data property; the object's shape is known to a cache from then on.
fn own_data(vm: &mut Vm, object: Gc<Object>, key: PropertyKey) -> JsResult<Option<u32>> {
    match lookup_for_cache(vm, object, key)? {
        LoadLookup::Own(_) => Ok(object.shape().find(key).map(|found| found.slot)),
        _ => Ok(None),
    }
}
