//! Linking (16.2.1.5.2): environments are made and imports resolved, over the whole graph.

use super::export::{ResolvedBinding, name, resolve_export};
use super::host::ImportPhase;
use super::namespace::get_module_namespace;
use super::record::{Module, ModuleKind, ModuleStatus, description, imported_module, module_at};
use crate::Vm;
use crate::error::{JsResult, message};
use crate::execution::environment::{
    Environment, EnvironmentInit, EnvironmentKind, ImportBindingInit,
};
use crate::execution::program::run_module_instantiation;
use crate::execution::unit::constant;
use crate::string::to_rust_string;
use crate::value::Value;
use kataan_bytecode::container::ImportedName;
use kataan_bytecode::opcode::operand::ConstantIndex;
use kataan_gc::{Gc, RootedList, TailInit};

/// [Link](https://tc39.es/ecma262/#sec-moduledeclarationlinking)
pub fn link(vm: &mut Vm, module: Gc<Module>) -> JsResult<()> {
    let stack = vm.heap.new_list()?;
    if let Err(thrown) = inner_link(vm, module, stack, 0) {
        for index in 0..stack.len() {
            let module = module_at(vm, stack, index).expect("a list of modules");
            module.status.set(ModuleStatus::Unlinked);
        }
        return Err(thrown);
    }
    Ok(())
}

/// [InnerModuleLinking](https://tc39.es/ecma262/#sec-InnerModuleLinking)
fn inner_link(vm: &mut Vm, module: Gc<Module>, stack: RootedList, index: u32) -> JsResult<u32> {
    if module.status.get() >= ModuleStatus::Linking {
        return Ok(index);
    }
    if module.kind.get() == ModuleKind::Synthetic {
        environment_of(vm, module)?;
        module.status.set(ModuleStatus::Linked);
        return Ok(index);
    }
    vm.check_stack()?;
    module.status.set(ModuleStatus::Linking);
    module.dfs_index.set(index);
    module.dfs_ancestor.set(index);
    stack.push(&mut vm.heap, module.into())?;
    let mut index = index + 1;
    for (place, request) in description(vm, module).requests.iter().enumerate() {
        if ImportPhase::of_request(request.phase) == ImportPhase::Source {
            continue;
        }
        let required = imported_module(vm, module, place);
        index = inner_link(vm, required, stack, index)?;
        if required.status.get() == ModuleStatus::Linking {
            let least = module.dfs_ancestor.get().min(required.dfs_ancestor.get());
            module.dfs_ancestor.set(least);
        }
    }
    initialize_environment(vm, module)?;
    if module.dfs_ancestor.get() == module.dfs_index.get() {
        while let Some(last) = stack.pop() {
            let linked = vm.heap.gc::<Module>(last).expect("a list of modules");
            linked.status.set(ModuleStatus::Linked);
            if linked == module {
                break;
            }
        }
    }
    Ok(index)
}

/// [InitializeEnvironment](https://tc39.es/ecma262/#sec-source-text-module-record-initialize-environment)
fn initialize_environment(vm: &mut Vm, module: Gc<Module>) -> JsResult<()> {
    let description = description(vm, module);
    for export in &description.indirect_exports {
        let exported = name(vm, module, export.name)?;
        let resolved = resolve_export(vm, module, exported)?;
        check_resolution(vm, module, resolved, exported, export.request)?;
    }
    let environment = environment_of(vm, module)?;
    for import in &description.imports {
        let imported = imported_module(vm, module, import.request as usize);
        let value = match import.import {
            ImportedName::Namespace => {
                let request = &description.requests[import.request as usize];
                let phase = ImportPhase::of_request(request.phase);
                get_module_namespace(vm, imported, phase)?.into()
            }
            ImportedName::Source => source_object(vm, imported)?,
            ImportedName::Name(index) => {
                let wanted = name(vm, module, index)?;
                let resolved = resolve_export(vm, imported, wanted)?;
                let resolved = check_resolution(vm, module, resolved, wanted, import.request)?;
                binding_value(vm, resolved)?
            }
        };
        environment.slots()[import.slot as usize].set(value);
    }
    // Hoisted functions: code of its own, with the environment in r3.
    run_module_instantiation(vm, module, description.instantiation)
}

/// What a resolved import's slot holds: a binding to the target's slot, or the object itself.
fn binding_value(vm: &mut Vm, resolved: ResolvedBinding) -> JsResult<Value> {
    match resolved {
        ResolvedBinding::Slot { module, slot } => {
            let environment = environment_of(vm, module)?;
            Ok(vm
                .heap
                .allocate(ImportBindingInit { environment, slot })?
                .into())
        }
        ResolvedBinding::Namespace(module) => {
            let namespace = get_module_namespace(vm, module, ImportPhase::Evaluation)?;
            Ok(namespace.into())
        }
        ResolvedBinding::Source(module) => source_object(vm, module),
        ResolvedBinding::Ambiguous => Ok(Value::UNINITIALIZED),
    }
}

/// The environment of a module. In a cycle a module is named before it is initialised, so it is
/// made when it is first asked for.
pub(super) fn environment_of(vm: &mut Vm, module: Gc<Module>) -> JsResult<Gc<Environment>> {
    if let Some(environment) = module.environment.get() {
        return Ok(environment);
    }
    let (size, variables, scope) = match module.kind.get() {
        ModuleKind::Synthetic => {
            let count = module.export_names.get().map_or(0, |names| names.len());
            (count, count, ConstantIndex::NONE)
        }
        ModuleKind::SourceText => {
            let description = description(vm, module);
            (
                description.size as usize,
                description.variables as usize,
                description.scope,
            )
        }
    };
    let scope = match module.unit.get() {
        Some(unit) if scope != ConstantIndex::NONE => {
            let scope = constant(vm, unit, scope)?;
            vm.heap.gc(scope)
        }
        _ => None,
    };
    let slots = TailInit::Fill(size, Value::UNINITIALIZED);
    let environment = vm.heap.allocate(EnvironmentInit {
        parent: None,
        scope,
        slots,
    })?;
    environment.set_kind(EnvironmentKind::Module);
    for slot in environment.slots().iter().take(variables) {
        slot.set(Value::UNDEFINED);
    }
    module.environment.set(environment);
    Ok(environment)
}

/// The source object of a module, for `import source`.
pub(super) fn source_object(vm: &mut Vm, module: Gc<Module>) -> JsResult<Value> {
    let source = module.source_object.get();
    if source.is_undefined() {
        return Err(vm.throw_syntax_error(message::NO_MODULE_SOURCE, &[]));
    }
    Ok(source)
}

fn check_resolution(
    vm: &mut Vm,
    module: Gc<Module>,
    resolved: Option<ResolvedBinding>,
    wanted: Value,
    request: u32,
) -> JsResult<ResolvedBinding> {
    let message = match resolved {
        None => message::EXPORT_NOT_FOUND,
        Some(ResolvedBinding::Ambiguous) => message::EXPORT_AMBIGUOUS,
        Some(found) => return Ok(found),
    };
    let specifier = description(vm, module).requests[request as usize].specifier;
    let specifier = name(vm, module, specifier)?;
    let mut texts = [String::new(), String::new()];
    for (text, value) in texts.iter_mut().zip([specifier, wanted]) {
        if let Some(string) = vm.string(value) {
            *text = to_rust_string(vm, string)?;
        }
    }
    Err(vm.throw_syntax_error(message, &[&texts[0], &texts[1]]))
}
