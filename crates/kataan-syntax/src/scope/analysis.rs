//! Declarations and references while a text is being parsed.
//!
//! One stack of references serves all scopes: a scope owns those since its start, resolves what it
//! declares when it closes, and leaves the rest to the scope around it. A function keeps each name
//! that leaves it once. So a reference costs a push, and a scope without bindings costs nothing.
//! Per name, the innermost active binding is at hand; outer ones are chained behind it.
//!
//! Whether a use may precede the initialisation of a binding is a question of positions: code of one
//! scope runs in the order of the text, and a closure's uses count as standing where it is created
//! (for a function declaration: the start of the scope that hoists it). Only `switch` jumps forward.

use alloc::vec::Vec;

use super::{BindingFlags, BindingKind, ScopeFlags, ScopeId, ScopeKind};
use crate::ast::FunctionId;
use crate::name::Name;

/// No index.
pub(super) const NONE: u32 = u32::MAX;

#[derive(Clone, Copy)]
pub(super) struct ScopeBuild {
    pub(super) kind: ScopeKind,
    pub(super) flags: ScopeFlags,
    pub(super) parent: u32,
    /// Start of the text whose functions are hoisted here.
    pub(super) position: u32,
    pub(super) first_binding: u32,
    pub(super) last_binding: u32,
    pub(super) first_function: u32,
    pub(super) last_function: u32,
    pub(super) references: u32,
    pub(super) hoisted: u32,
    pub(super) candidates: u32,
    pub(super) has_lexical: bool,
}

#[derive(Clone, Copy)]
pub(super) struct BindingBuild {
    pub(super) name: Name,
    pub(super) position: u32,
    pub(super) kind: BindingKind,
    pub(super) flags: BindingFlags,
    pub(super) scope: u32,
    /// A function in a block that no other of its name may join.
    pub(super) unique: bool,
    /// Uses from here on find it initialised.
    pub(super) initialized: u32,
    /// The next binding of the same scope.
    pub(super) next: u32,
    /// The active binding of the same name in a scope around.
    pub(super) shadowed: u32,
}

#[derive(Clone, Copy)]
pub(super) struct FunctionBuild {
    pub(super) name: Name,
    pub(super) function: FunctionId,
    pub(super) annex_b: bool,
    pub(super) next: u32,
}

/// A use of a name.
#[derive(Clone, Copy)]
pub(crate) struct Reference {
    pub(crate) name: Name,
    pub(super) position: u32,
    /// From an inner function.
    pub(super) crossed: bool,
    pub(crate) assigned: bool,
}

/// A `var` on its way to its scope, for conflicts with lexical declarations that follow.
#[derive(Clone, Copy)]
pub(super) struct Hoisted {
    pub(super) name: Name,
    pub(super) position: u32,
}

/// A function in a block that may become a `var` too.
#[derive(Clone, Copy)]
pub(super) struct Candidate {
    pub(super) name: Name,
    pub(super) position: u32,
    pub(super) scope: u32,
    pub(super) function: u32,
}

#[derive(Clone, Copy)]
pub(super) struct NameState {
    pub(super) declared: u32,
    /// Index + 1 of the last reference kept for this name; valid only if that reference has it.
    pub(super) kept: u32,
}

/// Two declarations that exclude each other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Conflict {
    pub(crate) name: Name,
    /// The declaration that is too much.
    pub(crate) position: u32,
    /// The one before.
    pub(crate) previous: u32,
}

/// Sizes of all stacks.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    pub(super) scopes: u32,
    pub(super) bindings: u32,
    pub(super) functions: u32,
    pub(crate) references: u32,
}

/// What closing a scope tells.
pub(crate) struct Closed {
    /// The scope, if it declares something.
    pub(crate) scope: Option<ScopeId>,
    pub(crate) conflict: Option<Conflict>,
}

/// All scopes that are open, and those of the tree that is being built.
pub(crate) struct Analysis {
    pub(super) scopes: Vec<ScopeBuild>,
    pub(super) bindings: Vec<BindingBuild>,
    pub(super) functions: Vec<FunctionBuild>,
    pub(crate) references: Vec<Reference>,
    pub(super) hoisted: Vec<Hoisted>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) names: Vec<NameState>,
    pub(crate) current: u32,
}

impl Analysis {
    pub(crate) fn new() -> Self {
        Self {
            scopes: Vec::new(),
            bindings: Vec::new(),
            functions: Vec::new(),
            references: Vec::new(),
            hoisted: Vec::new(),
            candidates: Vec::new(),
            names: Vec::new(),
            current: NONE,
        }
    }

    /// Bytes that the tables hold.
    pub(crate) fn memory(&self) -> usize {
        fn of<T>(table: &Vec<T>) -> usize {
            table.capacity() * size_of::<T>()
        }
        of(&self.scopes)
            + of(&self.bindings)
            + of(&self.functions)
            + of(&self.references)
            + of(&self.hoisted)
            + of(&self.candidates)
            + of(&self.names)
    }

    /// Makes a finished analysis as good as new, but for what it has allocated: all scopes are
    /// closed, so no name is declared any more.
    pub(crate) fn clear(&mut self) {
        debug_assert!(
            self.current == NONE && self.names.iter().all(|state| state.declared == NONE)
        );
        self.scopes.clear();
        self.bindings.clear();
        self.functions.clear();
        self.references.clear();
        self.hoisted.clear();
        self.candidates.clear();
    }

    /// Where all stacks stand.
    #[inline]
    pub(crate) fn mark(&self) -> Mark {
        Mark {
            scopes: self.scopes.len() as u32,
            bindings: self.bindings.len() as u32,
            functions: self.functions.len() as u32,
            references: self.references.len() as u32,
        }
    }

    /// Forgets the closed scopes since `mark`; references stay.
    pub(crate) fn forget(&mut self, mark: Mark) {
        self.scopes.truncate(mark.scopes as usize);
        self.bindings.truncate(mark.bindings as usize);
        self.functions.truncate(mark.functions as usize);
    }

    /// Opens a scope in the current one.
    #[inline]
    pub(crate) fn open(&mut self, kind: ScopeKind, flags: ScopeFlags, position: u32) -> ScopeId {
        let references = self.references.len() as u32;
        self.open_around(kind, flags, position, references)
    }

    /// Opens a scope that owns the references since an earlier point.
    pub(crate) fn open_around(
        &mut self,
        kind: ScopeKind,
        flags: ScopeFlags,
        position: u32,
        references: u32,
    ) -> ScopeId {
        let id = self.scopes.len() as u32;
        self.scopes.push(ScopeBuild {
            kind,
            flags,
            parent: self.current,
            position,
            first_binding: NONE,
            last_binding: NONE,
            first_function: NONE,
            last_function: NONE,
            references,
            hoisted: self.hoisted.len() as u32,
            candidates: self.candidates.len() as u32,
            has_lexical: false,
        });
        self.current = id;
        ScopeId(id)
    }

    /// The innermost scope.
    #[inline]
    pub(super) fn scope(&mut self) -> &mut ScopeBuild {
        &mut self.scopes[self.current as usize]
    }

    /// What introduced the innermost scope.
    pub(crate) fn current_kind(&self) -> ScopeKind {
        self.scopes[self.current as usize].kind
    }

    /// Where the innermost scope starts.
    pub(crate) fn current_position(&self) -> u32 {
        self.scopes[self.current as usize].position
    }

    /// Adds facts to a scope.
    pub(crate) fn add_flags(&mut self, scope: u32, flags: ScopeFlags) {
        self.scopes[scope as usize].flags.insert(flags);
    }

    #[inline]
    pub(super) fn declared(&self, name: Name) -> u32 {
        self.names
            .get(name.0 as usize)
            .map_or(NONE, |state| state.declared)
    }

    /// The binding of `name` in the innermost scope.
    pub(super) fn in_current(&self, name: Name) -> Option<&BindingBuild> {
        self.bindings
            .get(self.declared(name) as usize)
            .filter(|binding| binding.scope == self.current)
    }

    pub(super) fn state(&mut self, name: Name) -> &mut NameState {
        let index = name.0 as usize;
        if index >= self.names.len() {
            let size = (index + 1).next_power_of_two().max(1024);
            self.names.resize(
                size,
                NameState {
                    declared: NONE,
                    kept: 0,
                },
            );
        }
        &mut self.names[index]
    }

    /// Adds a binding to `scope`, behind those of the scopes within it (`inner` is the innermost of
    /// the same name there, or `NONE`).
    pub(super) fn add(
        &mut self,
        scope: u32,
        name: Name,
        kind: BindingKind,
        position: u32,
        inner: u32,
    ) -> u32 {
        let index = self.bindings.len() as u32;
        let shadowed = match self.bindings.get_mut(inner as usize) {
            Some(inner) => core::mem::replace(&mut inner.shadowed, index),
            None => core::mem::replace(&mut self.state(name).declared, index),
        };
        self.bindings.push(BindingBuild {
            name,
            position,
            kind,
            flags: BindingFlags::NONE,
            scope,
            unique: false,
            initialized: if kind.has_dead_zone() { NONE } else { 0 },
            next: NONE,
            shadowed,
        });
        let build = &mut self.scopes[scope as usize];
        build.has_lexical |= kind.is_lexical();
        match self.bindings.get_mut(build.last_binding as usize) {
            Some(last) => last.next = index,
            None => build.first_binding = index,
        }
        build.last_binding = index;
        index
    }

    /// Closes the innermost scope.
    #[inline]
    pub(crate) fn close(&mut self) -> Closed {
        let id = self.current;
        let scope = self.scopes[id as usize];
        if scope.kind.is_var_scope() {
            self.hoist_candidates(id, &scope, false);
            self.hoisted.truncate(scope.hoisted as usize);
        }
        self.current = scope.parent;
        if self.scopes[id as usize].first_binding == NONE {
            let removable = matches!(
                scope.kind,
                ScopeKind::Block | ScopeKind::ForHead | ScopeKind::Switch
            ) && id as usize + 1 == self.scopes.len()
                && scope.flags.without(ScopeFlags::STRICT).is_empty();
            if removable {
                self.scopes.pop();
            }
            return Closed {
                scope: None,
                conflict: None,
            };
        }
        self.close_with_bindings(id)
    }

    fn close_with_bindings(&mut self, id: u32) -> Closed {
        let scope = self.scopes[id as usize];
        let mut conflict = None;
        if !scope.kind.is_var_scope() {
            if scope.has_lexical {
                conflict = self.hoisted_conflict(id, &scope);
            }
            self.drop_candidates(id, &scope);
        }
        let eval = self.resolve(id, &scope);
        let mut captured = false;
        let mut at = scope.first_binding;
        while let Some(binding) = self.bindings.get_mut(at as usize) {
            if let Some(position) = eval {
                binding.flags.insert(
                    BindingFlags::CAPTURED
                        .with(BindingFlags::REFERENCED)
                        .with(BindingFlags::ASSIGNED),
                );
                if position < binding.initialized {
                    binding.flags.insert(BindingFlags::NEEDS_TDZ);
                }
            }
            // Other modules of a cycle, or what they call, may come first.
            if binding.kind == BindingKind::Import {
                binding.flags.insert(BindingFlags::NEEDS_TDZ);
            }
            captured |= binding.flags.has(BindingFlags::CAPTURED);
            let (name, shadowed, next) = (binding.name, binding.shadowed, binding.next);
            self.names[name.0 as usize].declared = shadowed;
            at = next;
        }
        self.add_flags(
            id,
            ScopeFlags::NONE
                .with_if(captured, ScopeFlags::HAS_CAPTURED)
                .with_if(eval.is_some(), ScopeFlags::DIRECT_EVAL_IN_REACH),
        );
        Closed {
            scope: Some(ScopeId(id)),
            conflict,
        }
    }
}
