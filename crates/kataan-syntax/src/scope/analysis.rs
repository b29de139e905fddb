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
const NONE: u32 = u32::MAX;

#[derive(Clone, Copy)]
pub(super) struct ScopeBuild {
    pub(super) kind: ScopeKind,
    pub(super) flags: ScopeFlags,
    pub(super) parent: u32,
    /// Start of the text whose functions are hoisted here.
    pub(super) position: u32,
    pub(super) first_binding: u32,
    last_binding: u32,
    pub(super) first_function: u32,
    last_function: u32,
    references: u32,
    hoisted: u32,
    candidates: u32,
    has_lexical: bool,
}

#[derive(Clone, Copy)]
pub(super) struct BindingBuild {
    pub(super) name: Name,
    pub(super) position: u32,
    pub(super) kind: BindingKind,
    pub(super) flags: BindingFlags,
    scope: u32,
    /// Uses from here on find it initialised.
    initialized: u32,
    /// The next binding of the same scope.
    pub(super) next: u32,
    /// The active binding of the same name in a scope around.
    shadowed: u32,
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
    position: u32,
    /// From an inner function.
    crossed: bool,
    pub(crate) assigned: bool,
}

/// A `var` on its way to its scope, for conflicts with lexical declarations that follow.
#[derive(Clone, Copy)]
struct Hoisted {
    name: Name,
    position: u32,
}

/// A function in a block that may become a `var` too.
#[derive(Clone, Copy)]
struct Candidate {
    name: Name,
    position: u32,
    scope: u32,
    function: u32,
}

#[derive(Clone, Copy)]
struct NameState {
    declared: u32,
    /// Index + 1 of the last reference kept for this name; valid only if that reference has it.
    kept: u32,
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
    scopes: u32,
    bindings: u32,
    functions: u32,
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
    hoisted: Vec<Hoisted>,
    candidates: Vec<Candidate>,
    names: Vec<NameState>,
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
    fn declared(&self, name: Name) -> u32 {
        self.names
            .get(name.0 as usize)
            .map_or(NONE, |state| state.declared)
    }

    /// The binding of `name` in the innermost scope.
    fn in_current(&self, name: Name) -> Option<&BindingBuild> {
        self.bindings
            .get(self.declared(name) as usize)
            .filter(|binding| binding.scope == self.current)
    }

    fn state(&mut self, name: Name) -> &mut NameState {
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
    fn add(&mut self, scope: u32, name: Name, kind: BindingKind, position: u32, inner: u32) -> u32 {
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

    /// Declares anything but a `var` in the innermost scope. A parameter that is there already is
    /// no conflict; the result says whether it was.
    pub(crate) fn declare(
        &mut self,
        name: Name,
        kind: BindingKind,
        position: u32,
    ) -> Result<bool, Conflict> {
        if let Some(binding) = self.in_current(name) {
            if kind == BindingKind::Parameter && binding.kind == BindingKind::Parameter {
                return Ok(true);
            }
            return Err(Conflict {
                name,
                position,
                previous: binding.position,
            });
        }
        if kind.is_lexical() {
            self.check_outer(name, position)?;
        }
        self.add(self.current, name, kind, position, NONE);
        Ok(false)
    }

    /// Lexical declarations of a function's body exclude its parameters, and those of a catch
    /// block its parameter, though these are in the scope around.
    fn check_outer(&self, name: Name, position: u32) -> Result<(), Conflict> {
        let scope = &self.scopes[self.current as usize];
        let Some(binding) = self.bindings.get(self.declared(name) as usize) else {
            return Ok(());
        };
        if binding.scope == scope.parent
            && (scope.kind == ScopeKind::FunctionBody && binding.kind == BindingKind::Parameter
                || scope.kind == ScopeKind::Block
                    && matches!(
                        binding.kind,
                        BindingKind::CatchParameter | BindingKind::CatchPattern
                    ))
        {
            return Err(Conflict {
                name,
                position,
                previous: binding.position,
            });
        }
        Ok(())
    }

    /// Declares a `var` in `var_scope` from the innermost scope.
    pub(crate) fn declare_var(
        &mut self,
        name: Name,
        position: u32,
        var_scope: u32,
    ) -> Result<(), Conflict> {
        if self.current != var_scope {
            self.hoisted.push(Hoisted { name, position });
        }
        let mut inner = NONE;
        let mut at = self.declared(name);
        while let Some(binding) = self.bindings.get(at as usize) {
            if binding.scope < var_scope {
                break;
            }
            let conflicts = match binding.kind {
                BindingKind::CatchPattern => true,
                kind => kind.is_lexical(),
            };
            if conflicts {
                return Err(Conflict {
                    name,
                    position,
                    previous: binding.position,
                });
            }
            if binding.scope == var_scope {
                if binding.kind == BindingKind::AnnexBVar {
                    self.bindings[at as usize].kind = BindingKind::Var;
                }
                return Ok(());
            }
            inner = at;
            at = binding.shadowed;
        }
        let index = self.add(var_scope, name, BindingKind::Var, position, inner);
        self.mark_copy(index);
        Ok(())
    }

    /// Notes that a variable starts with the value of a parameter.
    fn mark_copy(&mut self, index: u32) {
        let binding = self.bindings[index as usize];
        let scope = &self.scopes[binding.scope as usize];
        if scope.kind == ScopeKind::FunctionBody
            && self
                .bindings
                .get(binding.shadowed as usize)
                .is_some_and(|outer| {
                    outer.scope == scope.parent
                        && matches!(outer.kind, BindingKind::Parameter | BindingKind::Arguments)
                })
        {
            self.bindings[index as usize]
                .flags
                .insert(BindingFlags::COPIES_PARAMETER);
        }
    }

    /// Declares a function in the innermost scope, if that is a var scope of functions.
    pub(crate) fn declare_function(&mut self, name: Name, position: u32) -> Result<(), Conflict> {
        let index = self.declared(name);
        match self
            .in_current(name)
            .map(|binding| (binding.kind, binding.position))
        {
            None => {
                self.add(self.current, name, BindingKind::Function, position, NONE);
            }
            Some((kind, previous)) if kind.is_lexical() => {
                return Err(Conflict {
                    name,
                    position,
                    previous,
                });
            }
            Some((BindingKind::Var | BindingKind::AnnexBVar, _)) => {
                self.bindings[index as usize].kind = BindingKind::Function;
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// Declares a function in the innermost scope, where functions are lexical. `repeatable`: sloppy
    /// code, and an ordinary function.
    pub(crate) fn declare_lexical_function(
        &mut self,
        name: Name,
        position: u32,
        repeatable: bool,
    ) -> Result<(), Conflict> {
        if let Some(binding) = self.in_current(name)
            && binding.kind == BindingKind::LexicalFunction
            && repeatable
            // An ordinary function is marked as not constant by the caller's list of functions.
            && !binding.flags.has(BindingFlags::STATIC)
        {
            return Ok(());
        }
        self.declare(name, BindingKind::LexicalFunction, position)?;
        if !repeatable {
            // Borrowed flag: a second declaration of this name is an error. Cleared on finishing.
            let last = self.bindings.len() - 1;
            self.bindings[last].flags.insert(BindingFlags::STATIC);
        }
        Ok(())
    }

    /// Adds a function to those that the innermost scope creates on entry.
    pub(crate) fn hoist_function(
        &mut self,
        name: Name,
        function: FunctionId,
        position: u32,
        annex_b: bool,
    ) {
        let index = self.functions.len() as u32;
        self.functions.push(FunctionBuild {
            name,
            function,
            annex_b: false,
            next: NONE,
        });
        let scope = &mut self.scopes[self.current as usize];
        match self.functions.get_mut(scope.last_function as usize) {
            Some(last) if scope.last_function != NONE => last.next = index,
            _ => scope.first_function = index,
        }
        scope.last_function = index;
        if annex_b {
            self.candidates.push(Candidate {
                name,
                position,
                scope: self.current,
                function: index,
            });
        }
    }

    /// Declares a private name in the innermost class scope; a getter and a setter may share one.
    pub(crate) fn declare_private(
        &mut self,
        name: Name,
        kind: BindingKind,
        is_static: bool,
        position: u32,
    ) -> Result<(), Conflict> {
        let index = self.declared(name);
        if let Some(binding) = self.in_current(name) {
            let pair = matches!(
                (binding.kind, kind),
                (BindingKind::PrivateGetter, BindingKind::PrivateSetter)
                    | (BindingKind::PrivateSetter, BindingKind::PrivateGetter)
            );
            if pair && binding.flags.has(BindingFlags::STATIC) == is_static {
                self.bindings[index as usize].kind = BindingKind::PrivateAccessor;
                return Ok(());
            }
            return Err(Conflict {
                name,
                position,
                previous: binding.position,
            });
        }
        let index = self.add(self.current, name, kind, position, NONE);
        if is_static {
            self.bindings[index as usize]
                .flags
                .insert(BindingFlags::STATIC);
        }
        Ok(())
    }

    /// Notes that a binding of the innermost scope, a module's, is exported.
    pub(crate) fn mark_exported(&mut self, name: Name) {
        let index = self.declared(name);
        if self.declares(name) {
            self.bindings[index as usize]
                .flags
                .insert(BindingFlags::CAPTURED);
        }
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

    /// Whether the innermost scope declares the name.
    pub(crate) fn declares(&self, name: Name) -> bool {
        self.in_current(name).is_some()
    }

    /// Names and positions of the innermost scope's bindings.
    pub(crate) fn current_bindings(&self) -> impl Iterator<Item = (Name, u32)> + '_ {
        let mut at = self.scopes[self.current as usize].first_binding;
        core::iter::from_fn(move || {
            let binding = self.bindings.get(at as usize)?;
            at = binding.next;
            Some((binding.name, binding.position))
        })
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

    /// If the innermost scope, of a body apart from its parameters, declares a variable `arguments`:
    /// it starts with the value of the parameter scope's.
    pub(crate) fn variable_copies_arguments(&mut self) -> bool {
        let index = self.declared(Name::ARGUMENTS);
        let is_variable = self.in_current(Name::ARGUMENTS).is_some_and(|binding| {
            matches!(binding.kind, BindingKind::Var | BindingKind::AnnexBVar)
        });
        if is_variable {
            self.bindings[index as usize]
                .flags
                .insert(BindingFlags::COPIES_PARAMETER);
        }
        is_variable
    }

    /// Closes the innermost scope.
    #[inline]
    pub(crate) fn close(&mut self) -> Closed {
        let id = self.current;
        let scope = self.scopes[id as usize];
        if scope.kind.is_var_scope() {
            self.hoist_candidates(id, &scope);
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

    /// Resolves the references of a scope; where the first direct eval stands, if there is one.
    fn resolve(&mut self, id: u32, scope: &ScopeBuild) -> Option<u32> {
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

    /// A `var` that passed a lexical declaration of this scope.
    fn hoisted_conflict(&self, id: u32, scope: &ScopeBuild) -> Option<Conflict> {
        self.hoisted[scope.hoisted as usize..]
            .iter()
            .find_map(|hoisted| {
                let binding = self.bindings.get(self.declared(hoisted.name) as usize)?;
                (binding.scope == id && binding.kind.is_lexical()).then_some(Conflict {
                    name: hoisted.name,
                    position: binding.position,
                    previous: hoisted.position,
                })
            })
    }

    /// Functions in blocks within this scope cannot be a `var` past its lexical declarations.
    fn drop_candidates(&mut self, id: u32, scope: &ScopeBuild) {
        let start = scope.candidates as usize;
        if self.candidates.len() == start {
            return;
        }
        let (bindings, names) = (&self.bindings, &self.names);
        let mut index = 0;
        self.candidates.retain(|candidate| {
            index += 1;
            if index <= start || candidate.scope == id {
                return true;
            }
            let declared = names
                .get(candidate.name.0 as usize)
                .map_or(NONE, |state| state.declared);
            !bindings.get(declared as usize).is_some_and(|binding| {
                binding.scope == id
                    && (binding.kind.is_lexical() || binding.kind == BindingKind::CatchPattern)
            })
        });
    }

    /// Makes variables of the functions in blocks that reached their var scope
    /// ([Annex B.3.2](https://tc39.es/ecma262/#sec-web-compat-functiondeclarationinstantiation)).
    /// Whether `arguments` is among them.
    fn hoist_candidates(&mut self, id: u32, scope: &ScopeBuild) -> bool {
        let mut assigns_arguments = false;
        if self.candidates.len() == scope.candidates as usize {
            return false;
        }
        for candidate in self.candidates.split_off(scope.candidates as usize) {
            let declared = self.declared(candidate.name);
            let found = self
                .bindings
                .get(declared as usize)
                .map(|binding| (binding.scope, binding.kind));
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
                _ if candidate.name == Name::ARGUMENTS
                    && matches!(scope.kind, ScopeKind::Parameters | ScopeKind::FunctionBody) =>
                {
                    self.assign(candidate.name, candidate.position);
                    assigns_arguments = true;
                }
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
        assigns_arguments
    }

    /// Makes the variables that functions in blocks ask for, before the innermost scope, a
    /// function's, closes; whether `arguments` is assigned to by one.
    pub(crate) fn hoist_block_functions(&mut self) -> bool {
        let scope = *self.scope();
        self.hoist_candidates(self.current, &scope)
    }

    /// Whether `arguments` or a direct eval is among the references since `start`.
    pub(crate) fn needs_arguments(&self, start: u32) -> bool {
        self.references[start as usize..]
            .iter()
            .any(|reference| matches!(reference.name, Name::ARGUMENTS | Name::DIRECT_EVAL))
    }

    /// Gives the innermost scope, of parameters, its `arguments`, unless a declaration took the
    /// name; whether it did.
    pub(crate) fn declare_arguments(&mut self, position: u32) -> bool {
        let index = self.declared(Name::ARGUMENTS);
        match self.in_current(Name::ARGUMENTS).map(|binding| binding.kind) {
            None => {
                self.add(
                    self.current,
                    Name::ARGUMENTS,
                    BindingKind::Arguments,
                    position,
                    NONE,
                );
                true
            }
            Some(BindingKind::Var | BindingKind::AnnexBVar) => {
                self.bindings[index as usize].kind = BindingKind::Arguments;
                true
            }
            Some(_) => false,
        }
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
