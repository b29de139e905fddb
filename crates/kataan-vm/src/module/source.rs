//! [Module Source Objects](https://tc39.es/proposal-source-phase-imports/#sec-module-source-objects):
//! what `import source` gives.

use crate::error::JsResult;
use crate::object::{Object, new_object_base};
use crate::string::JsString;
use crate::vm::Vm;
use kataan_gc::{Field, Gc, cell};

cell! {
    /// An object with `[[ModuleSourceClassName]]`.
    pub struct ModuleSourceObject: Object {
        class_name: Field<JsString>,
    }
}

impl ModuleSourceObject {
    /// `[[ModuleSourceClassName]]`
    pub fn class_name(&self) -> Gc<JsString> {
        self.class_name.get()
    }
}

/// A source object of a class of the host, whose prototype inherits from
/// `%AbstractModuleSource.prototype%`.
pub fn new_module_source(
    vm: &mut Vm,
    prototype: Gc<Object>,
    class_name: Gc<JsString>,
) -> JsResult<Gc<Object>> {
    let base = new_object_base::<ModuleSourceObject>(vm, Some(prototype), 0)?;
    let object = vm
        .heap
        .allocate(ModuleSourceObjectInit { base, class_name })?;
    Ok(object.upcast())
}
