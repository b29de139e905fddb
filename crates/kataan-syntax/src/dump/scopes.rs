//! Scopes and facts of functions.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{DumpDetail, Dumper};
use crate::scope::{BindingFlags, ScopeFlags, ScopeId, Scopes};

impl Dumper<'_> {
    /// Prepares the scopes of a tree, to be shown where they open.
    pub(super) fn set_scopes(&mut self, scopes: &Scopes<'_>) {
        if self.detail != DumpDetail::Scopes {
            return;
        }
        let texts = scopes
            .list
            .iter()
            .map(|scope| {
                let mut text = format!("scope {:?}", scope.kind);
                let shown = [
                    (ScopeFlags::HAS_CAPTURED, "environment"),
                    (ScopeFlags::DIRECT_EVAL_IN_REACH, "eval"),
                    (ScopeFlags::EXTENSIBLE, "extensible"),
                    (ScopeFlags::USES_THIS, "this"),
                ];
                for (flag, word) in shown {
                    if scope.flags.has(flag) {
                        text += &format!(" {word}");
                    }
                }
                for binding in scope.bindings {
                    text += &format!("\n{} {:?}", self.name(binding.name), binding.kind);
                    let shown = [
                        (BindingFlags::CAPTURED, "captured"),
                        (BindingFlags::NEEDS_TDZ, "tdz"),
                        (BindingFlags::ASSIGNED, "assigned"),
                        (BindingFlags::STATIC, "static"),
                        (BindingFlags::COPIES_PARAMETER, "copies-parameter"),
                    ];
                    for (flag, word) in shown {
                        if binding.flags.has(flag) {
                            text += &format!(" {word}");
                        }
                    }
                    if !binding.flags.has(BindingFlags::REFERENCED) {
                        text += " unused";
                    }
                }
                for function in scope.functions {
                    let annex_b = if function.annex_b { " annex-b" } else { "" };
                    text += &format!("\nhoists {}{annex_b}", self.name(function.name));
                }
                text
            })
            .collect::<Vec<String>>();
        self.scopes = Some(texts);
    }

    /// Shows a scope where it opens.
    pub(super) fn scope(&mut self, id: Option<ScopeId>) {
        let Some(id) = id else { return };
        let Some(text) = self
            .scopes
            .as_ref()
            .and_then(|scopes| scopes.get(id.0 as usize))
            .cloned()
        else {
            return;
        };
        let mut lines = text.lines();
        if let Some(first) = lines.next() {
            self.line(&format!("[{first}]"));
        }
        self.depth += 1;
        for line in lines {
            self.line(&format!("[{line}]"));
        }
        self.depth -= 1;
    }
}
