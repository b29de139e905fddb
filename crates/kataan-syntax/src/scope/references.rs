//! Uses of names: resolved by the scope that declares them, or left to those around.

use super::analysis::{Analysis, NONE, Reference, ScopeBuild};
use super::{BindingFlags, ScopeFlags, ScopeKind};
use crate::name::Name;

impl Analysis {
    /// A use of a name.
    #[inline]
    pub(crate) fn reference(&mut self, name: Name, position: u32) {
        self.references.push(Reference {
            name,
            position,
            crossed: false,
            assigned: false,
        });
    }

    /// An assignment to a name.
    #[inline]
    pub(crate) fn assign(&mut self, name: Name, position: u32) {
        self.references.push(Reference {
            name,
            position,
            crossed: false,
            assigned: true,
        });
    }

    /// A use in a function that is not parsed now.
    #[inline]
    pub(crate) fn inner_reference(&mut self, name: Name, position: u32, assigned: bool) {
        self.references.push(Reference {
            name,
            position,
            crossed: true,
            assigned,
        });
    }

    /// A direct eval in the innermost scope.
    pub(crate) fn direct_eval(&mut self, position: u32) {
        self.reference(Name::DIRECT_EVAL, position);
        self.scope().flags.insert(ScopeFlags::DIRECT_EVAL_IN_REACH);
    }

    /// Notes a direct eval in a function within the innermost scope.
    pub(crate) fn note_eval(&mut self) {
        self.scope().flags.insert(ScopeFlags::DIRECT_EVAL_IN_REACH);
    }

    /// Takes the references to private names out of the innermost scope, a class's whose heritage
    /// was read: they are those of classes around.
    pub(crate) fn release_private_names(&mut self, is_private: impl Fn(Name) -> bool) {
        let start = self.scope().references as usize;
        let mut released = start;
        for index in start..self.references.len() {
            if is_private(self.references[index].name) {
                self.references.swap(released, index);
                released += 1;
            }
        }
        self.scope().references = released as u32;
    }

    /// Bindings of the innermost scope declared since `mark` are initialised from `position` on.
    #[inline]
    pub(crate) fn initialize(&mut self, mark: u32, position: u32) {
        for binding in &mut self.bindings[mark as usize..] {
            if binding.scope == self.current && binding.initialized == NONE {
                binding.initialized = position;
            }
        }
    }

    /// As [`Analysis::initialize`], for bindings that an initial value seemed to initialise.
    pub(crate) fn reinitialize(&mut self, mark: u32, position: u32) {
        for binding in &mut self.bindings[mark as usize..] {
            if binding.scope == self.current && binding.kind.has_dead_zone() {
                binding.initialized = position;
            }
        }
    }

    /// How many bindings there are, as a mark for [`Analysis::initialize`].
    #[inline]
    pub(crate) fn binding_mark(&self) -> u32 {
        self.bindings.len() as u32
    }

    /// Resolves the references of a scope; where the first direct eval stands, if there is one.
    pub(super) fn resolve(&mut self, id: u32, scope: &ScopeBuild) -> Option<u32> {
        let is_switch = scope.kind == ScopeKind::Switch;
        let mut eval = None;
        let start = scope.references as usize;
        let mut kept = start;
        for i in start..self.references.len() {
            let reference = self.references[i];
            let binding = self
                .names
                .get(reference.name.0 as usize)
                .and_then(|state| self.bindings.get_mut(state.declared as usize))
                .filter(|binding| binding.scope == id);
            let Some(binding) = binding else {
                if reference.name == Name::DIRECT_EVAL {
                    let position = if is_switch { 0 } else { reference.position };
                    eval = Some(eval.unwrap_or(u32::MAX).min(position));
                }
                self.references[kept] = reference;
                kept += 1;
                continue;
            };
            let early =
                reference.position < binding.initialized || is_switch && binding.initialized != 0;
            binding.flags.insert(
                BindingFlags::REFERENCED
                    .with_if(reference.crossed, BindingFlags::CAPTURED)
                    .with_if(reference.assigned, BindingFlags::ASSIGNED)
                    .with_if(early, BindingFlags::NEEDS_TDZ),
            );
        }
        self.references.truncate(kept);
        eval
    }

    /// Whether `arguments` or a direct eval is among the references since `start`.
    pub(crate) fn needs_arguments(&self, start: u32) -> bool {
        self.references[start as usize..]
            .iter()
            .any(|reference| matches!(reference.name, Name::ARGUMENTS | Name::DIRECT_EVAL))
    }

    /// Ends a function whose scopes are closed: its references since `start` leave it, each name
    /// once, as uses where the function is created.
    pub(crate) fn leave_function(&mut self, start: u32, creation: u32) {
        let start = start as usize;
        let mut kept = start;
        for i in start..self.references.len() {
            let reference = self.references[i];
            let index = self.state(reference.name).kept as usize;
            if index > start && index <= kept && self.references[index - 1].name == reference.name {
                self.references[index - 1].assigned |= reference.assigned;
                continue;
            }
            self.references[kept] = Reference {
                position: creation,
                crossed: true,
                ..reference
            };
            kept += 1;
            self.state(reference.name).kept = kept as u32;
        }
        self.references.truncate(kept);
    }
}
