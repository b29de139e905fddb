//! Loading (16.2.1.5.1): the graph of modules that a module asks for.
//!
//! The host's hook answers at once (a host that waits for the network loads the graph before it
//! asks to link), so the walk is a loop over a work list instead of continuations.

use super::export::name;
use super::host::{ImportPhase, ModuleRequestKey};
use super::record::{Module, ModuleKind, ModuleStatus, description};
use crate::Vm;
use crate::error::{JsResult, message};
use crate::string::to_rust_string;
use crate::value::Value;
use kataan_bytecode::container::ModuleRequest;
use kataan_bytecode::opcode::operand::ConstantIndex;
use kataan_gc::{Gc, RootedList};

/// [LoadRequestedModules](https://tc39.es/ecma262/#sec-LoadRequestedModules)
pub fn load_requested_modules(vm: &mut Vm, module: Gc<Module>) -> JsResult<()> {
    let work = vm.heap.new_list_from(&[module.into()])?;
    while let Some(next) = work.pop() {
        let module = vm.heap.gc::<Module>(next).expect("a list of modules");
        if module.kind.get() != ModuleKind::SourceText || module.status.get() != ModuleStatus::New {
            continue;
        }
        // Marked first, so that a cycle ends here; an error takes the mark back.
        module.status.set(ModuleStatus::Unlinked);
        if let Err(thrown) = load_requests(vm, module, work) {
            module.status.set(ModuleStatus::New);
            return Err(thrown);
        }
    }
    Ok(())
}

fn load_requests(vm: &mut Vm, module: Gc<Module>, work: RootedList) -> JsResult<()> {
    let requests = description(vm, module).requests;
    let loaded = module.loaded.get().expect("made with the module");
    for (index, request) in requests.iter().enumerate() {
        if loaded.get(index).is_some_and(|value| value.is_undefined()) {
            let key = request_key(vm, module, request)?;
            let found = load(vm, module.host_defined.get(), &key)?;
            loaded.set(index, found.into());
        }
        // The source phase takes the module's source and nothing that it asks for.
        if ImportPhase::of_request(request.phase) != ImportPhase::Source
            && let Some(found) = loaded.get(index)
        {
            work.push(&mut vm.heap, found)?;
        }
    }
    Ok(())
}

/// Asks the host for a module, after the check of the attributes.
pub(super) fn load(vm: &mut Vm, referrer: Value, key: &ModuleRequestKey) -> JsResult<Gc<Module>> {
    let Some(mut host) = vm.module_host.take() else {
        return Err(vm.throw_type_error(message::MODULE_NOT_FOUND, &[&key.specifier]));
    };
    let known = host.supported_attributes();
    let unknown = key
        .attributes
        .iter()
        .find(|(name, _)| !known.contains(&name.as_str()));
    let result = match unknown {
        Some((name, _)) => Err(vm.throw_syntax_error(message::UNKNOWN_IMPORT_ATTRIBUTE, &[name])),
        None => host.load(vm, referrer, key),
    };
    vm.module_host = Some(host);
    result
}

/// What a request asks for, as the host reads it.
fn request_key(
    vm: &mut Vm,
    module: Gc<Module>,
    request: &ModuleRequest,
) -> JsResult<ModuleRequestKey> {
    let specifier = text(vm, module, request.specifier)?;
    let mut attributes = Vec::with_capacity(request.attributes.len());
    for (key, value) in &request.attributes {
        attributes.push((text(vm, module, *key)?, text(vm, module, *value)?));
    }
    attributes.sort();
    Ok(ModuleRequestKey {
        specifier,
        attributes,
        phase: ImportPhase::of_request(request.phase),
    })
}

fn text(vm: &mut Vm, module: Gc<Module>, index: ConstantIndex) -> JsResult<String> {
    let value = name(vm, module, index)?;
    let string = vm.string(value).expect("names are strings");
    to_rust_string(vm, string)
}
