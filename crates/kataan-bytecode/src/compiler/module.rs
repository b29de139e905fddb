//! [Modules](https://tc39.es/ecma262/#sec-modules): two functions over the module's environment, one
//! that runs when it is linked and creates its functions, one that evaluates it.

use alloc::vec::Vec;

use kataan_syntax::{
    FunctionFlags as Facts,
    ast::{self, ExportName, ImportName, ModuleFacts, Name},
    scope::ScopeFlags,
};

use super::function::{CodeFacts, FunctionCompiler};
use super::program::{CompileError, FunctionContext, OutermostThis};
use super::scope::{Place, ScopeRequest, ScopeSlots};
use super::unit::UnitCompiler;
use crate::container::{
    CodeKind, FunctionFlags, FunctionIndex, FunctionParts, ImportedName, IndirectExport,
    LocalExport, ModuleDescription, ModuleImport, ModuleRequest,
};
use crate::opcode::instructions as op;
use crate::opcode::operand::{ConstantIndex, Register};

/// Compiles a module and gives its evaluating function.
pub(super) fn compile<'a>(
    unit: &mut UnitCompiler<'_>,
    program: &ast::Program<'a>,
    module: &ModuleFacts<'a>,
) -> Result<FunctionIndex, CompileError> {
    let mut exported: Vec<Name> = module
        .exports
        .iter()
        .filter_map(|export| match export.export {
            ExportName::Local(name) => Some(name),
            _ => None,
        })
        .collect();
    let mut direct_imports: Vec<Name> = module
        .imports
        .iter()
        .filter(|import| !matches!(import.import, ImportName::Name(_)))
        .map(|import| import.local)
        .collect();
    exported.sort_unstable();
    direct_imports.sort_unstable();
    let request = ScopeRequest {
        exported: &exported,
        direct_imports: &direct_imports,
        existing: Some(Register::ENVIRONMENT),
        ..ScopeRequest::default()
    };
    let entry = unit.builder.reserve_function();
    let instantiation = unit.builder.reserve_function();

    let facts = |kind, is_async| CodeFacts {
        kind,
        strict: true,
        is_async,
        is_generator: false,
        context: FunctionContext {
            outer: None,
            name: None,
            class_span: None,
            has_fields: false,
            context: 0,
            this: OutermostThis::Undefined,
            no_new_target: true,
        },
    };
    let kind = CodeKind::ModuleInstantiation;
    let mut parts = FunctionParts::new(kind, FunctionFlags::STRICT);
    parts.span = (program.span.start, program.span.end);
    let mut compiler = FunctionCompiler::new(unit, program.scopes, facts(kind, false));
    let slots = compiler.open_scope(program.scope, &request);
    hoist(&mut compiler, program, true);
    compiler.asm.emit(op::ReturnUndefined {});
    let description = describe(&mut compiler, program, module, instantiation, slots);
    let parts = compiler.finish(parts)?;
    unit.builder.set_function(instantiation, parts);

    let is_async = module.has_top_level_await;
    let kind = CodeKind::Module;
    let flags = FunctionFlags::STRICT
        .with_if(is_async, FunctionFlags::ASYNC)
        .with_if(
            program.flags.has(Facts::DIRECT_EVAL),
            FunctionFlags::DIRECT_EVAL,
        );
    let mut parts = FunctionParts::new(kind, flags);
    parts.span = (program.span.start, program.span.end);
    let mut compiler = FunctionCompiler::new(unit, program.scopes, facts(kind, is_async));
    compiler.open_scope(program.scope, &request);
    hoist(&mut compiler, program, false);
    compiler.body(program.body, program.scopes.get(program.scope).flags);
    compiler.asm.emit(op::ReturnUndefined {});
    let parts = compiler.finish(parts)?;
    unit.builder.set_function(entry, parts);
    unit.module = Some(description);
    Ok(entry)
}

/// Creates the functions that live in slots (at link time) or those that live in registers.
fn hoist<'a>(
    compiler: &mut FunctionCompiler<'_, '_, 'a>,
    program: &ast::Program<'a>,
    in_slots: bool,
) {
    for hoisted in program.scopes.get(program.scope).functions {
        let place = compiler
            .open
            .last()
            .and_then(|open| open.find(hoisted.name).map(|at| open.entries[at].place));
        if matches!(place, Some(Place::Slot(_))) == in_slots {
            compiler.hoist_function(hoisted.name, hoisted.function);
        }
    }
}

fn describe(
    compiler: &mut FunctionCompiler<'_, '_, '_>,
    program: &ast::Program<'_>,
    module: &ModuleFacts<'_>,
    instantiation: FunctionIndex,
    slots: ScopeSlots,
) -> ModuleDescription {
    let slot_of = |compiler: &FunctionCompiler<'_, '_, '_>, name: Name| {
        let open = compiler.open.last()?;
        match open.entries[open.find(name)?].place {
            Place::Slot(slot) => Some(u32::from(slot)),
            _ => None,
        }
    };
    let evaluated = program
        .scopes
        .get(program.scope)
        .flags
        .has(ScopeFlags::DIRECT_EVAL_IN_REACH);
    let scope = match compiler.current_outer() {
        Some(outer) if evaluated => compiler.unit.scope(outer),
        _ => ConstantIndex::NONE,
    };
    let requests = module
        .requests
        .iter()
        .map(|request| ModuleRequest {
            specifier: compiler.unit.name(request.specifier),
            phase: super::expression::phase(request.phase) as u32,
            attributes: request
                .attributes
                .iter()
                .map(|attribute| {
                    (
                        compiler.unit.name(attribute.key),
                        compiler.unit.name(attribute.value),
                    )
                })
                .collect(),
        })
        .collect();
    let imports = module
        .imports
        .iter()
        .filter_map(|import| {
            Some(ModuleImport {
                request: import.request.0,
                import: match import.import {
                    ImportName::Name(name) => ImportedName::Name(compiler.unit.name(name)),
                    ImportName::Namespace => ImportedName::Namespace,
                    ImportName::Source => ImportedName::Source,
                },
                slot: slot_of(compiler, import.local)?,
                position: import.span.start,
            })
        })
        .collect();
    let mut local_exports = Vec::new();
    let mut indirect_exports = Vec::new();
    for export in module.exports {
        let name = compiler.unit.name(export.name);
        let position = export.span.start;
        match export.export {
            ExportName::Local(local) => {
                if let Some(slot) = slot_of(compiler, local) {
                    local_exports.push(LocalExport { name, slot });
                }
            }
            ExportName::Indirect(request, import) => {
                let import = ImportedName::Name(compiler.unit.name(import));
                let request = request.0;
                indirect_exports.push(IndirectExport {
                    name,
                    request,
                    import,
                    position,
                });
            }
            ExportName::Namespace(request) => {
                let import = ImportedName::Namespace;
                let request = request.0;
                indirect_exports.push(IndirectExport {
                    name,
                    request,
                    import,
                    position,
                });
            }
        }
    }
    ModuleDescription {
        instantiation,
        size: u32::from(slots.size),
        variables: u32::from(slots.variables),
        scope,
        has_top_level_await: module.has_top_level_await,
        requests,
        imports,
        local_exports,
        indirect_exports,
        star_exports: module
            .star_exports
            .iter()
            .map(|request| request.0)
            .collect(),
    }
}
