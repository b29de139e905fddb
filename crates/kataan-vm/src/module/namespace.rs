//! Namespace objects (16.2.1.10, 10.4.6.12).

use super::export::{ResolvedBinding, exported_names, resolve_export};
use super::host::ImportPhase;
use super::link::environment_of;
use super::record::Module;
use crate::Vm;
use crate::error::JsResult;
use crate::object::{ModuleNamespace, NamespaceExportInit, NamespaceExportsInit, Object};
use crate::operation::to_property_key;
use crate::string::compare;
use crate::value::Value;
use kataan_gc::{Gc, RootedList, TailInit};
use std::cmp::Ordering;

/// [GetModuleNamespace](https://tc39.es/ecma262/#sec-getmodulenamespace)
pub fn get_module_namespace(
    vm: &mut Vm,
    module: Gc<Module>,
    phase: ImportPhase,
) -> JsResult<Gc<Object>> {
    let is_deferred = phase == ImportPhase::Defer;
    let known = if is_deferred {
        module.deferred_namespace.get()
    } else {
        module.namespace.get()
    };
    match known {
        Some(namespace) => Ok(namespace),
        None => create(vm, module, is_deferred),
    }
}

fn create(vm: &mut Vm, module: Gc<Module>, is_deferred: bool) -> JsResult<Gc<Object>> {
    let names = exported_names(vm, module)?;
    sort(vm, names)?;
    // Names at even places, the modules that they lead to at odd ones.
    let kept = vm.heap.new_list()?;
    let mut bindings = Vec::with_capacity(names.len());
    for index in 0..names.len() {
        let name = names.get(index).expect("below the length");
        let (binding, target) = match resolve_export(vm, module, name)? {
            None | Some(ResolvedBinding::Ambiguous) => continue,
            Some(ResolvedBinding::Slot { module, slot }) => (Binding::Slot(slot), module),
            Some(ResolvedBinding::Namespace(module)) => (Binding::Namespace, module),
            Some(ResolvedBinding::Source(module)) => (Binding::Source, module),
        };
        bindings.push(binding);
        kept.extend(&mut vm.heap, &[name, target.into()])?;
    }
    let empty = NamespaceExportInit {
        name: Value::UNDEFINED,
        value: Value::UNDEFINED,
        environment: None,
        slot: 0,
    };
    let exports = TailInit::Fill(bindings.len(), empty);
    let exports = vm.heap.allocate(NamespaceExportsInit { exports })?;
    let tag = if is_deferred {
        "Deferred Module"
    } else {
        "Module"
    };
    let namespace = ModuleNamespace::create(vm, exports, Some(module.erase()), tag)?;
    if let Some(cell) = namespace.cast::<ModuleNamespace>() {
        cell.is_deferred.set(is_deferred);
    }
    // Known before it is filled: a module may export its own namespace.
    if is_deferred {
        module.deferred_namespace.set(namespace);
    } else {
        module.namespace.set(namespace);
    }
    for (index, binding) in bindings.iter().enumerate() {
        let name = kept.get(index * 2).expect("kept above");
        let target = kept.get(index * 2 + 1).expect("kept above");
        let target = vm.heap.gc::<Module>(target).expect("kept above");
        let key = to_property_key(vm, name)?;
        let place = &exports.exports()[index];
        place.name.set(key.to_raw());
        match binding {
            Binding::Slot(slot) => {
                let environment = environment_of(vm, target)?;
                place.environment.set(environment.erase());
                place.slot.set(*slot);
            }
            Binding::Namespace => {
                let value = get_module_namespace(vm, target, ImportPhase::Evaluation)?;
                place.value.set(value.into());
            }
            Binding::Source => place.value.set(target.source_object.get()),
        }
    }
    Ok(namespace)
}

/// What an export stands for.
enum Binding {
    Slot(u32),
    Namespace,
    Source,
}

/// Sorts names by code units: an insertion sort, because they come nearly in order.
fn sort(vm: &mut Vm, names: RootedList) -> JsResult<()> {
    for end in 1..names.len() {
        let mut at = end;
        while at > 0 {
            let (Some(left), Some(right)) = (names.get(at - 1), names.get(at)) else {
                break;
            };
            let (Some(left), Some(right)) = (vm.string(left), vm.string(right)) else {
                break;
            };
            if compare(vm, left, right)? != Ordering::Greater {
                break;
            }
            names.swap(at - 1, at);
            at -= 1;
        }
        vm.check_interrupt()?;
    }
    Ok(())
}
