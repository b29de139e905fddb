//! What a host's realm has besides the language's library.

use kataan_gc::Gc;
use kataan_vm::native::NativeFunction;
use kataan_vm::object::{
    Attributes, Object, create_native_function, create_object, define_data_property,
};
use kataan_vm::{JsResult, Value, Vm};

use crate::{console, timer};

/// A function of the host: name, `length`, code.
pub(crate) type Method = (&'static str, u8, NativeFunction);

/// Functions of the global object.
static GLOBALS: &[Method] = &[
    ("print", 1, console::print),
    ("setTimeout", 2, timer::set_timeout),
    ("setInterval", 2, timer::set_interval),
    ("setImmediate", 1, timer::set_immediate),
    ("clearTimeout", 1, timer::clear),
    ("clearInterval", 1, timer::clear),
    ("clearImmediate", 1, timer::clear),
    ("queueMicrotask", 1, crate::event_loop::queue_microtask),
];

/// Adds `console`, `print`, timers, `process` and `performance` to the current realm.
pub fn install(vm: &mut Vm) -> JsResult<()> {
    let global = vm.realm().global_object();
    define_methods(vm, global, GLOBALS)?;
    let console = new_object_with(vm, console::METHODS)?;
    define(vm, global, "console", console.into())?;
    let process = crate::process::process(vm)?;
    define(vm, global, "process", process)?;
    let performance = crate::performance::performance(vm)?;
    define(vm, global, "performance", performance.into())?;
    define(vm, global, "global", global.into())?;
    vm.rejection_tracker = Some(crate::rejection::track);
    Ok(())
}

/// Adds `print` alone, as conformance suites want it.
pub fn install_print(vm: &mut Vm) -> JsResult<()> {
    let global = vm.realm().global_object();
    define_methods(vm, global, &GLOBALS[..1])
}

/// An object with methods.
pub(crate) fn new_object_with(vm: &mut Vm, methods: &[Method]) -> JsResult<Gc<Object>> {
    let object = create_object(vm)?;
    for (name, length, code) in methods {
        let function = create_native_function(vm, *code, name, *length)?;
        set(vm, object, name, function.into())?;
    }
    Ok(object)
}

pub(crate) fn define_methods(vm: &mut Vm, object: Gc<Object>, methods: &[Method]) -> JsResult<()> {
    for (name, length, code) in methods {
        let function = create_native_function(vm, *code, name, *length)?;
        define(vm, object, name, function.into())?;
    }
    Ok(())
}

/// Defines a property that is not enumerable.
pub(crate) fn define(vm: &mut Vm, object: Gc<Object>, name: &str, value: Value) -> JsResult<()> {
    let key = vm.intern(name)?;
    define_data_property(vm, object, key, value, Attributes::HIDDEN)
}

/// Defines an ordinary property.
pub(crate) fn set(vm: &mut Vm, object: Gc<Object>, name: &str, value: Value) -> JsResult<()> {
    let key = vm.intern(name)?;
    define_data_property(vm, object, key, value, Attributes::ALL)
}
