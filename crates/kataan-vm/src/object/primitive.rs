//! Objects that wrap a primitive value, and the object that is like `undefined`.

use super::{Object, new_object_base};
use crate::error::JsResult;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Gc, Slot, cell};

cell! {
    /// A Boolean, Number, Symbol or BigInt object: told apart by its value.
    pub struct PrimitiveObject: Object {
        pub(crate) value: Slot,
    }
}

impl PrimitiveObject {
    /// The wrapped value.
    pub fn value(&self) -> Value {
        self.value.get()
    }
}

/// A wrapper of a boolean, number, symbol or big integer.
pub fn create_primitive_object(
    vm: &mut Vm,
    prototype: Gc<Object>,
    value: Value,
) -> JsResult<Gc<Object>> {
    let base = new_object_base::<PrimitiveObject>(vm, Some(prototype), 0)?;
    Ok(vm
        .heap
        .allocate(PrimitiveObjectInit { base, value })?
        .upcast())
}

cell! {
    /// The object with the `[[IsHTMLDDA]]` internal slot (clause B.3.6): calling it gives `null`.
    pub struct HtmlDda: Object {}
}

impl HtmlDda {
    /// A new one.
    pub fn create(vm: &mut Vm, prototype: Gc<Object>) -> JsResult<Gc<Object>> {
        let base = new_object_base::<HtmlDda>(vm, Some(prototype), 0)?;
        let object: Gc<Object> = vm.heap.allocate(HtmlDdaInit { base })?.upcast();
        object.add_flags(Object::CALLABLE | Object::HTML_DDA);
        Ok(object)
    }
}
