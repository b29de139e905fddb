//! `$262`: what the conformance suite asks of a host, as its `INTERPRETING.md` describes it.

use kataan_gc::{Collection, Gc};
use kataan_vm::error::ErrorKind;
use kataan_vm::native::Args;
use kataan_vm::object::{ArrayBuffer, Object, detach_array_buffer};
use kataan_vm::realm::Intrinsic;
use kataan_vm::{JsResult, Value, Vm};

use crate::agent::{AGENT_METHODS, PARENT_METHODS};
use crate::global::{Method, define, install_print, new_object_with, set};

static METHODS: &[Method] = &[
    ("createRealm", 0, create_realm),
    ("detachArrayBuffer", 1, detach),
    ("evalScript", 1, eval_script),
    ("gc", 0, collect),
];

/// Adds `print` and `$262` to the current realm.
pub fn install_test262(vm: &mut Vm) -> JsResult<()> {
    install_print(vm)?;
    install_object(vm, PARENT_METHODS)
}

/// Adds the `$262` that the script of an agent has to the current realm.
pub(crate) fn install_in_agent(vm: &mut Vm) -> JsResult<()> {
    install_object(vm, AGENT_METHODS)
}

fn install_object(vm: &mut Vm, agent: &[Method]) -> JsResult<()> {
    let object = new_object_262(vm, agent)?;
    let global = vm.realm().global_object();
    define(vm, global, "$262", object.into())
}

fn new_object_262(vm: &mut Vm, agent: &[Method]) -> JsResult<Gc<Object>> {
    let object = new_object_with(vm, METHODS)?;
    let global = vm.realm().global_this();
    set(vm, object, "global", global)?;
    let html_dda = vm.new_html_dda()?;
    set(vm, object, "IsHTMLDDA", html_dda.into())?;
    let source = vm.intrinsic(Intrinsic::AbstractModuleSource);
    set(vm, object, "AbstractModuleSource", source.into())?;
    let agent = new_object_with(vm, agent)?;
    set(vm, object, "agent", agent.into())?;
    Ok(object)
}

/// A new realm's `$262`.
fn create_realm(vm: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    let realm = vm.new_realm()?;
    let before = vm.set_realm(Some(realm));
    let installed = install_test262(vm);
    let key = vm.intern("$262");
    vm.set_realm(before);
    installed?;
    kataan_vm::operation::get(vm, realm.global_object(), key?)
}

/// Runs a script in the realm of the `$262` whose function this is.
fn eval_script(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !args.get(0).is_string() {
        return Err(vm.throw_error_text(ErrorKind::TypeError, "the script must be a string"));
    }
    let text = kataan_vm::execution::source_of(vm, args.get(0))?;
    vm.evaluate_script(&text, "<evalScript>")
}

/// [DetachArrayBuffer](https://tc39.es/ecma262/#sec-detacharraybuffer)
fn detach(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let buffer = vm.heap.gc::<ArrayBuffer>(args.get(0));
    let Some(buffer) = buffer.filter(|buffer| !buffer.is_shared()) else {
        return Err(vm.throw_error_text(ErrorKind::TypeError, "the buffer must be an ArrayBuffer"));
    };
    if !buffer.has_detach_key(args.get(1)) {
        let text = "the buffer is detached with another key";
        return Err(vm.throw_error_text(ErrorKind::TypeError, text));
    }
    detach_array_buffer(vm, buffer);
    Ok(Value::NULL)
}

fn collect(vm: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    vm.heap.collect(Collection::Full);
    Ok(Value::UNDEFINED)
}
