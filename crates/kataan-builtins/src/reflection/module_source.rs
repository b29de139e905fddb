//! [%AbstractModuleSource%](https://tc39.es/proposal-source-phase-imports/#sec-%abstractmodulesource%-constructor):
//! what all module source objects inherit from.

use crate::message;
use kataan_vm::module::ModuleSourceObject;
use kataan_vm::native::{Args, Constructor, IntrinsicObject, ObjectForm, accessor};
use kataan_vm::realm::Intrinsic;
use kataan_vm::{JsResult, Value, Vm};

/// The constructor, which is abstract.
pub(crate) static ABSTRACT_MODULE_SOURCE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::AbstractModuleSource,
    form: ObjectForm::Constructor(Constructor {
        name: "AbstractModuleSource",
        length: 0,
        code: abstract_module_source,
        prototype: Some(Intrinsic::AbstractModuleSourcePrototype),
        global: false,
    }),
    prototype: Some(Intrinsic::FunctionPrototype),
    properties: &[],
};

/// The prototype.
pub(crate) static ABSTRACT_MODULE_SOURCE_PROTOTYPE: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::AbstractModuleSourcePrototype,
    form: ObjectForm::Ordinary(None),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[accessor(
        "[Symbol.toStringTag]",
        Some(get_to_string_tag),
        None,
    )],
};

fn abstract_module_source(vm: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    let name = "AbstractModuleSource";
    Err(vm.throw_type_error(message::ABSTRACT_CONSTRUCTOR, &[&name]))
}

/// [get %AbstractModuleSource%.prototype \[ %Symbol.toStringTag% \]](https://tc39.es/proposal-source-phase-imports/#sec-get-%abstractmodulesource%.prototype.@@tostringtag)
fn get_to_string_tag(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let source = vm.heap.gc::<ModuleSourceObject>(args.this());
    Ok(source.map_or(Value::UNDEFINED, |source| source.class_name().into()))
}
