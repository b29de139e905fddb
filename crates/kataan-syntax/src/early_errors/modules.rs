//! [Early errors of modules](https://tc39.es/ecma262/#sec-module-semantics-static-semantics-early-errors):
//! exports must be declared, and each name exported once.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::ast::{ExportEntry, ExportName, ImportName, ModuleFacts};
use crate::diagnostic::ErrorCode;
use crate::parser::{ExportSource, ModuleBuild, Parsed, Parser};

impl<'a> Parser<'_, '_, 'a> {
    /// Checks a module's exports while its scope is innermost, and makes its facts.
    pub(crate) fn finish_module(
        &mut self,
        module: &ModuleBuild<'a>,
    ) -> Parsed<&'a ModuleFacts<'a>> {
        let imports: BTreeMap<_, _> = module
            .imports
            .iter()
            .map(|entry| (entry.local, *entry))
            .collect();
        let mut seen = BTreeMap::new();
        let mut exports = Vec::with_capacity(module.exports.len());
        for raw in &module.exports {
            if let Some(first) = seen.insert(raw.exported, raw.span) {
                let failed = self.fail_name(ErrorCode::DuplicateExport, raw.span, raw.exported);
                self.add_label_to_error(first, "first exported here");
                return Err(failed);
            }
            let export = match raw.source {
                ExportSource::Indirect(request, name) => ExportName::Indirect(request, name),
                ExportSource::Namespace(request) => ExportName::Namespace(request),
                ExportSource::Local(name, span) => {
                    if !self.analysis.declares(name) {
                        return Err(self.fail_name(ErrorCode::UndeclaredExport, span, name));
                    }
                    match imports
                        .get(&name)
                        .map(|entry| (entry.request, entry.import))
                    {
                        Some((request, ImportName::Name(imported))) => {
                            ExportName::Indirect(request, imported)
                        }
                        _ => {
                            self.analysis.mark_exported(name);
                            ExportName::Local(name)
                        }
                    }
                }
            };
            exports.push(ExportEntry {
                name: raw.exported,
                export,
                span: raw.span,
            });
        }
        Ok(self.arena.alloc(ModuleFacts {
            requests: self.arena.alloc_slice_copy(&module.requests),
            imports: self.arena.alloc_slice_copy(&module.imports),
            exports: self.arena.alloc_slice_copy(&exports),
            star_exports: self.arena.alloc_slice_copy(&module.star_exports),
            has_top_level_await: self.function.last_await > 0,
            uses_import_meta: self.uses_import_meta,
        }))
    }
}
