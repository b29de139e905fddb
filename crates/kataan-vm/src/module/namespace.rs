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
    if let Some(namespace) = known {
        return Ok(namespace);
    }
    let namespace = create(vm, module, is_deferred)?;
    if is_deferred {
        module.deferred_namespace.set(namespace);
    } else {
        module.namespace.set(namespace);
    }
    Ok(namespace)
}

fn create(vm: &mut Vm, module: Gc<Module>, is_deferred: bool) -> JsResult<Gc<Object>> {
    let names = exported_names(vm, module)?;
    sort(vm, names)?;
    let kept = vm.heap.new_list()?;
    let mut bindings = Vec::with_capacity(names.len());
    for index in 0..names.len() {
        let name = names.get(index).expect("below the length");
        match resolve_export(vm, module, name)? {
            None | Some(ResolvedBinding::Ambiguous) => {}
            Some(ResolvedBinding::Slot { module, slot }) => {
                kept.push(&mut vm.heap, name)?;
                bindings.push(Binding::Slot(slot));
                kept.push(&mut vm.heap, module.into())?;
            }
            Some(ResolvedBinding::Namespace(module)) => {
                kept.push(&mut vm.heap, name)?;
                bindings.push(Binding::Value);
                let namespace = get_module_namespace(vm, module, ImportPhase::Evaluation)?;
                kept.push(&mut vm.heap, namespace.into())?;
            }
            Some(ResolvedBinding::Source(module)) => {
                kept.push(&mut vm.heap, name)?;
                bindings.push(Binding::Value);
                kept.push(&mut vm.heap, module.source_object.get())?;
            }
        }
    }
    let empty = NamespaceExportInit {
        name: Value::UNDEFINED,
        value: Value::UNDEFINED,
        environment: None,
        slot: 0,
    };
    let exports = vm.heap.allocate(NamespaceExportsInit {
        exports: TailInit::Fill(bindings.len(), empty),
    })?;
    for (index, binding) in bindings.iter().enumerate() {
        let (name, target) = (kept.get(index * 2), kept.get(index * 2 + 1));
        let (Some(name), Some(target)) = (name, target) else {
            break;
        };
        let key = to_property_key(vm, name)?;
        let place = &exports.exports()[index];
        place.name.set(key.to_raw());
        match binding {
            Binding::Slot(slot) => {
                let module = vm.heap.gc::<Module>(target).expect("kept above");
                let environment = environment_of(vm, module)?;
                place.environment.set(environment.erase());
                place.slot.set(*slot);
            }
            Binding::Value => place.value.set(target),
        }
    }
    let tag = if is_deferred {
        "Deferred Module"
    } else {
        "Module"
    };
    let namespace = ModuleNamespace::create(vm, exports, Some(module.erase()), tag)?;
    if let Some(cell) = namespace.cast::<ModuleNamespace>() {
        cell.is_deferred.set(is_deferred);
    }
    Ok(namespace)
}

/// Where an export's value is.
enum Binding {
    Slot(u32),
    Value,
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
