//! What consoles and debuggers may see of the library's objects: the contents of internal slots,
//! without running script.

use crate::keyed::{
    map::MapObject, set::SetObject, weak_map::WeakMapObject, weak_set::WeakSetObject,
};
use crate::numbers::date::{DateObject, iso_string};
use crate::text::regexp::{RegExpObject, literal_text};
use kataan_gc::{Gc, OrderedTable};
use kataan_vm::object::Object;
use kataan_vm::{JsResult, Vm};

/// What an object has in its internal slots.
pub enum Internals {
    /// `[[MapData]]`: keys and values.
    Map(Gc<OrderedTable>),
    /// `[[SetData]]`: the keys are the members.
    Set(Gc<OrderedTable>),
    /// `[[DateValue]]` in the form of `toISOString`; `None` for an invalid date.
    Date(Option<String>),
    /// The literal that makes such a regular expression.
    RegExp(String),
    /// A weak collection, whose contents nobody may list.
    Weak,
}

/// The internal slots of an object of this library that has some worth showing.
///
/// # Errors
/// Out of memory.
pub fn internals(vm: &mut Vm, object: Gc<Object>) -> JsResult<Option<Internals>> {
    let value = object.into();
    if let Some(map) = vm.heap.gc::<MapObject>(value) {
        return Ok(Some(Internals::Map(map.table.get())));
    }
    if let Some(set) = vm.heap.gc::<SetObject>(value) {
        return Ok(Some(Internals::Set(set.table.get())));
    }
    if let Some(date) = vm.heap.gc::<DateObject>(value) {
        let time = date.time.get();
        return Ok(Some(Internals::Date(
            (!time.is_nan()).then(|| iso_string(time)),
        )));
    }
    if let Some(regexp) = vm.heap.gc::<RegExpObject>(value) {
        return Ok(Some(Internals::RegExp(literal_text(vm, regexp)?)));
    }
    let is_weak = vm.heap.gc::<WeakMapObject>(value).is_some()
        || vm.heap.gc::<WeakSetObject>(value).is_some();
    Ok(is_weak.then_some(Internals::Weak))
}
