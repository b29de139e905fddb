//! The constant pool: every entry is readable, and lists hold what belongs in them.

use alloc::vec::Vec;

use super::{Reason, VerifyError};
use crate::container::{Constant, ConstantKind, FunctionIndex, Goal, ImportedName, List, Unit};
use crate::opcode::operand::ConstantIndex;

pub(super) fn verify(unit: Unit<'_>) -> Result<(), VerifyError> {
    let refuse = |at: u32, reason| VerifyError {
        function: None,
        at,
        reason,
    };
    if unit.function(unit.entry()).is_none() {
        return Err(refuse(0, Reason::Entry));
    }
    for at in 0..unit.constant_count() as u32 {
        let index = ConstantIndex(at);
        let constant = unit.constant(index).ok_or(refuse(at, Reason::Constant))?;
        let is_string = |index| unit.constant_kind(index) == Some(ConstantKind::String);
        let all = |list: List<'_>, fits: &dyn Fn(ConstantKind) -> bool| {
            list.constants()
                .all(|index| unit.constant_kind(index).is_some_and(fits))
        };
        match constant {
            Constant::Template(function) => {
                if unit.function(function).is_none() {
                    return Err(refuse(at, Reason::Template));
                }
            }
            Constant::KeyList(list) => {
                if !all(list, &|kind| kind == ConstantKind::String) {
                    return Err(refuse(at, Reason::List));
                }
            }
            Constant::ValueList(list) => {
                let fits = |kind| kind <= ConstantKind::Hole && kind != ConstantKind::Template;
                if !all(list, &fits) {
                    return Err(refuse(at, Reason::List));
                }
            }
            Constant::TemplateStrings(list) => {
                let fits = |kind| matches!(kind, ConstantKind::String | ConstantKind::Undefined);
                let raw = list.constants().skip(list.len() / 2);
                if !all(list, &fits) || list.len() % 2 != 0 || !raw.into_iter().all(is_string) {
                    return Err(refuse(at, Reason::List));
                }
            }
            Constant::RegExp { pattern, flags } => {
                if !is_string(pattern) || !is_string(flags) {
                    return Err(refuse(at, Reason::List));
                }
            }
            Constant::BigInt(text) => {
                if text.is_empty() || text.code_units().any(|unit| unit > 0x7F) {
                    return Err(refuse(at, Reason::Constant));
                }
            }
            Constant::Scope(_) => {
                let scope = unit.scope(index).ok_or(refuse(at, Reason::Scope))?;
                let parent = scope.parent;
                let parent_fits = parent == ConstantIndex::NONE
                    || parent < index && unit.constant_kind(parent) == Some(ConstantKind::Scope);
                if !parent_fits || !scope.bindings.iter().all(|binding| is_string(binding.name)) {
                    return Err(refuse(at, Reason::Scope));
                }
            }
            Constant::Declarations(_) => {
                let declarations = unit
                    .declarations(index)
                    .ok_or(refuse(at, Reason::Declarations))?;
                let lexical = declarations.lexical.iter().map(|entry| entry.name);
                let names = lexical
                    .chain(declarations.functions.iter().copied())
                    .chain(declarations.variables.iter().copied())
                    .chain(declarations.hoisted.iter().copied());
                if !names.into_iter().all(is_string) {
                    return Err(refuse(at, Reason::Declarations));
                }
            }
            Constant::Number(_)
            | Constant::String(_)
            | Constant::Undefined
            | Constant::Null
            | Constant::True
            | Constant::False
            | Constant::Hole
            | Constant::SlotList(_)
            | Constant::Module(_) => {}
        }
    }
    if unit.goal() == Goal::Module {
        verify_module(unit).map_err(|reason| refuse(0, reason))?;
    }
    Ok(())
}

fn verify_module(unit: Unit<'_>) -> Result<(), Reason> {
    let module = unit.module().ok_or(Reason::Module)?;
    let is_string = |index| unit.constant_kind(index) == Some(ConstantKind::String);
    let requests = module.requests.len() as u32;
    let import_fits = |import| match import {
        ImportedName::Name(name) => is_string(name),
        ImportedName::Namespace | ImportedName::Source => true,
    };
    // Slots with import cells: nothing but an import may read them.
    let mut import_slots: Vec<u32> = module
        .imports
        .iter()
        .filter(|import| matches!(import.import, ImportedName::Name(_)))
        .map(|import| import.slot)
        .collect();
    import_slots.sort_unstable();
    let is_import = |slot: u32| import_slots.binary_search(&slot).is_ok();
    let FunctionIndex(instantiation) = module.instantiation;
    let fits = (instantiation as usize) < unit.function_count()
        && module.size <= u32::from(u16::MAX)
        && module.variables <= module.size
        && (module.scope == ConstantIndex::NONE
            || unit.constant_kind(module.scope) == Some(ConstantKind::Scope))
        && module.requests.iter().all(|request| {
            is_string(request.specifier)
                && request.phase < 3
                && request
                    .attributes
                    .iter()
                    .all(|&(key, value)| is_string(key) && is_string(value))
        })
        && module.imports.iter().all(|import| {
            import.request < requests && import.slot < module.size && import_fits(import.import)
        })
        && module.local_exports.iter().all(|export| {
            is_string(export.name) && export.slot < module.size && !is_import(export.slot)
        })
        && module.indirect_exports.iter().all(|export| {
            is_string(export.name) && export.request < requests && import_fits(export.import)
        })
        && module
            .star_exports
            .iter()
            .all(|&request| request < requests);
    if fits { Ok(()) } else { Err(Reason::Module) }
}
