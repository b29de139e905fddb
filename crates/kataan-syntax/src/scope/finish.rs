//! The scopes of a finished tree, as the compiler gets them.

use alloc::vec::Vec;

use bumpalo::Bump;

use super::analysis::Analysis;
use super::{Binding, HoistedFunction, Scope, ScopeId, Scopes};

impl Analysis {
    /// Copies all scopes to the arena.
    pub(crate) fn finish<'a>(&self, arena: &'a Bump) -> Scopes<'a> {
        let list: Vec<Scope<'a>> = self
            .scopes
            .iter()
            .map(|scope| Scope {
                kind: scope.kind,
                flags: scope.flags,
                parent: self
                    .scopes
                    .get(scope.parent as usize)
                    .map(|_| ScopeId(scope.parent)),
                bindings: self.finish_bindings(scope.first_binding, arena),
                functions: self.finish_functions(scope.first_function, arena),
            })
            .collect();
        Scopes {
            list: arena.alloc_slice_copy(&list),
        }
    }

    fn finish_bindings<'a>(&self, first: u32, arena: &'a Bump) -> &'a [Binding] {
        let mut bindings = Vec::new();
        let mut at = first;
        while let Some(build) = self.bindings.get(at as usize) {
            bindings.push(Binding {
                name: build.name,
                position: build.position,
                kind: build.kind,
                flags: build.flags,
            });
            at = build.next;
        }
        arena.alloc_slice_copy(&bindings)
    }

    /// The functions to create; of several with one name the last.
    fn finish_functions<'a>(&self, first: u32, arena: &'a Bump) -> &'a [HoistedFunction] {
        let mut functions = Vec::new();
        let mut at = first;
        while let Some(build) = self.functions.get(at as usize) {
            functions.push(HoistedFunction {
                name: build.name,
                function: build.function,
                annex_b: build.annex_b,
            });
            at = build.next;
        }
        let mut order: Vec<usize> = (0..functions.len()).collect();
        order.sort_by_key(|&index| (functions[index].name, index));
        let mut is_last = alloc::vec![true; functions.len()];
        for pair in order.windows(2) {
            if functions[pair[0]].name == functions[pair[1]].name {
                is_last[pair[0]] = false;
            }
        }
        let mut index = 0;
        functions.retain(|_| {
            index += 1;
            is_last[index - 1]
        });
        arena.alloc_slice_copy(&functions)
    }
}
