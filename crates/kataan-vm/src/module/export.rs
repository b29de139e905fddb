//! Exported names and what they resolve to (16.2.1.7.2).

use super::record::{Module, ModuleKind, description, imported_module};
use crate::Vm;
use crate::error::JsResult;
use crate::execution::unit::constant;
use crate::string::{Name, equal};
use crate::value::Value;
use kataan_bytecode::container::ImportedName;
use kataan_bytecode::opcode::operand::ConstantIndex;
use kataan_gc::{Gc, RootedList};

/// What an exported name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ResolvedBinding {
    /// A slot of a module's environment.
    Slot {
        /// The module.
        module: Gc<Module>,
        /// The slot.
        slot: u32,
    },
    /// A module's namespace object.
    Namespace(Gc<Module>),
    /// A module's source object.
    Source(Gc<Module>),
    /// Several `export *` give the name differently.
    Ambiguous,
}

/// A string constant of the module's unit.
pub(super) fn name(vm: &mut Vm, module: Gc<Module>, index: ConstantIndex) -> JsResult<Value> {
    let unit = module
        .unit
        .get()
        .expect("a source text module has its unit");
    constant(vm, unit, index)
}

fn same_name(vm: &mut Vm, left: Value, right: Value) -> JsResult<bool> {
    if left == right {
        return Ok(true);
    }
    match (vm.string(left), vm.string(right)) {
        (Some(left), Some(right)) => equal(vm, left, right),
        _ => Ok(false),
    }
}

/// [GetExportedNames](https://tc39.es/ecma262/#sec-getexportednames): strings, each once.
pub fn exported_names(vm: &mut Vm, module: Gc<Module>) -> JsResult<RootedList> {
    let names = vm.heap.new_list()?;
    let visited = vm.heap.new_list()?;
    collect_names(vm, module, names, visited, true)?;
    Ok(names)
}

fn collect_names(
    vm: &mut Vm,
    module: Gc<Module>,
    names: RootedList,
    visited: RootedList,
    is_root: bool,
) -> JsResult<()> {
    if visited.iter().any(|seen| seen == Value::from_gc(module)) {
        return Ok(());
    }
    vm.check_stack()?;
    visited.push(&mut vm.heap, module.into())?;
    if module.kind.get() == ModuleKind::Synthetic {
        let list = module.export_names.get().expect("made with the module");
        for index in 0..list.len() {
            let name = list.get(index).expect("below the length");
            add_name(vm, names, name, is_root)?;
        }
        return Ok(());
    }
    let description = description(vm, module);
    let local = description.local_exports.iter().map(|export| export.name);
    let indirect = description
        .indirect_exports
        .iter()
        .map(|export| export.name);
    for index in local.chain(indirect) {
        let name = name(vm, module, index)?;
        add_name(vm, names, name, is_root)?;
    }
    for request in description.star_exports {
        let requested = imported_module(vm, module, request as usize);
        collect_names(vm, requested, names, visited, false)?;
    }
    Ok(())
}

/// Adds a name unless it is there, or is the `default` of a module behind `export *`.
fn add_name(vm: &mut Vm, names: RootedList, name: Value, is_root: bool) -> JsResult<()> {
    let default = vm.name_value(Name::Default);
    if !is_root && same_name(vm, name, default)? {
        return Ok(());
    }
    for index in 0..names.len() {
        let known = names.get(index).expect("below the length");
        if same_name(vm, known, name)? {
            return Ok(());
        }
    }
    names.push(&mut vm.heap, name)?;
    Ok(())
}

/// [ResolveExport](https://tc39.es/ecma262/#sec-resolveexport): none where it is not found or
/// circular.
pub fn resolve_export(
    vm: &mut Vm,
    module: Gc<Module>,
    export: Value,
) -> JsResult<Option<ResolvedBinding>> {
    // Modules at even places, the names asked of them at odd ones.
    let resolve_set = vm.heap.new_list()?;
    resolve(vm, module, export, resolve_set)
}

fn resolve(
    vm: &mut Vm,
    module: Gc<Module>,
    export: Value,
    resolve_set: RootedList,
) -> JsResult<Option<ResolvedBinding>> {
    vm.check_stack()?;
    for index in (0..resolve_set.len()).step_by(2) {
        let (Some(seen), Some(asked)) = (resolve_set.get(index), resolve_set.get(index + 1)) else {
            break;
        };
        if seen == Value::from_gc(module) && same_name(vm, asked, export)? {
            // A circular request.
            return Ok(None);
        }
    }
    if module.kind.get() == ModuleKind::Synthetic {
        let list = module.export_names.get().expect("made with the module");
        for slot in 0..list.len() {
            let name = list.get(slot).expect("below the length");
            if same_name(vm, name, export)? {
                return Ok(Some(ResolvedBinding::Slot {
                    module,
                    slot: slot as u32,
                }));
            }
        }
        return Ok(None);
    }
    resolve_set.extend(&mut vm.heap, &[module.into(), export])?;
    let description = description(vm, module);
    for local in &description.local_exports {
        let exported = name(vm, module, local.name)?;
        if same_name(vm, exported, export)? {
            // An imported namespace or source that is exported again is that object.
            let imports = &description.imports;
            let import = imports.iter().find(|import| import.slot == local.slot);
            return Ok(Some(
                match import.map(|import| (import.import, import.request)) {
                    Some((ImportedName::Namespace, request))
                        if description.requests[request as usize].phase == 0 =>
                    {
                        ResolvedBinding::Namespace(imported_module(vm, module, request as usize))
                    }
                    Some((ImportedName::Source, request)) => {
                        ResolvedBinding::Source(imported_module(vm, module, request as usize))
                    }
                    _ => ResolvedBinding::Slot {
                        module,
                        slot: local.slot,
                    },
                },
            ));
        }
    }
    for indirect in &description.indirect_exports {
        let exported = name(vm, module, indirect.name)?;
        if !same_name(vm, exported, export)? {
            continue;
        }
        let imported = imported_module(vm, module, indirect.request as usize);
        return match indirect.import {
            ImportedName::Namespace => Ok(Some(ResolvedBinding::Namespace(imported))),
            ImportedName::Source => Ok(Some(ResolvedBinding::Source(imported))),
            ImportedName::Name(index) => {
                let wanted = name(vm, module, index)?;
                resolve(vm, imported, wanted, resolve_set)
            }
        };
    }
    let default = vm.name_value(Name::Default);
    if same_name(vm, export, default)? {
        // A default export is never given by `export *`.
        return Ok(None);
    }
    let mut star: Option<ResolvedBinding> = None;
    for request in description.star_exports {
        let imported = imported_module(vm, module, request as usize);
        match (resolve(vm, imported, export, resolve_set)?, star) {
            (None, _) => {}
            (Some(ResolvedBinding::Ambiguous), _) => return Ok(Some(ResolvedBinding::Ambiguous)),
            (found, None) => star = found,
            (Some(found), Some(known)) if found != known => {
                return Ok(Some(ResolvedBinding::Ambiguous));
            }
            _ => {}
        }
    }
    Ok(star)
}
