//! [Functions in blocks of sloppy code](https://tc39.es/ecma262/#sec-block-level-function-declarations-web-legacy-compatibility-semantics)
//! become variables too, unless something between the block and the variables' scope forbids it.

use super::analysis::{Analysis, NONE, ScopeBuild};
use super::{BindingKind, ScopeKind};
use crate::name::Name;

impl Analysis {
    /// Functions in blocks within this scope cannot be a `var` past its lexical declarations.
    pub(super) fn drop_candidates(&mut self, id: u32, scope: &ScopeBuild) {
        let start = scope.candidates as usize;
        if self.candidates.len() == start {
            return;
        }
        let mut kept = start;
        for index in start..self.candidates.len() {
            let candidate = self.candidates[index];
            let blocks = candidate.scope != id
                && self
                    .bindings
                    .get(self.declared(candidate.name) as usize)
                    .is_some_and(|binding| {
                        binding.scope == id
                            && (binding.kind.is_lexical()
                                || binding.kind == BindingKind::CatchPattern)
                    });
            if !blocks {
                self.candidates[kept] = candidate;
                kept += 1;
            }
        }
        self.candidates.truncate(kept);
    }

    /// Makes variables of the functions in blocks that reached their var scope
    /// ([Annex B.3.2](https://tc39.es/ecma262/#sec-web-compat-functiondeclarationinstantiation)).
    /// In a function that may have an arguments object, `arguments` counts as a parameter.
    pub(super) fn hoist_candidates(&mut self, id: u32, scope: &ScopeBuild, has_arguments: bool) {
        if self.candidates.len() == scope.candidates as usize {
            return;
        }
        for candidate in self.candidates.split_off(scope.candidates as usize) {
            let declared = self.declared(candidate.name);
            let found = self
                .bindings
                .get(declared as usize)
                .map(|binding| (binding.scope, binding.kind));
            if has_arguments && candidate.name == Name::ARGUMENTS {
                // A function of that name beside the parameters takes the object's place.
                let is_function = scope.kind == ScopeKind::Parameters
                    && found == Some((id, BindingKind::Function));
                if !is_function {
                    continue;
                }
            }
            match found {
                Some((at, kind))
                    if at == id && (kind.is_lexical() || kind == BindingKind::Parameter) =>
                {
                    continue;
                }
                Some((at, BindingKind::Parameter))
                    if at == scope.parent && scope.kind == ScopeKind::FunctionBody =>
                {
                    continue;
                }
                Some((at, _)) if at == id => {}
                _ => {
                    self.add(
                        id,
                        candidate.name,
                        BindingKind::AnnexBVar,
                        candidate.position,
                        NONE,
                    );
                }
            }
            self.functions[candidate.function as usize].annex_b = true;
        }
    }

    /// Makes the variables that functions in blocks ask for, before the innermost scope, a
    /// function's, closes.
    pub(crate) fn hoist_block_functions(&mut self, has_arguments: bool) {
        let scope = *self.scope();
        self.hoist_candidates(self.current, &scope, has_arguments);
    }
}
