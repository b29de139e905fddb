//! Declaring names, and the conflicts between declarations.

use super::analysis::{Analysis, Candidate, Conflict, FunctionBuild, Hoisted, NONE, ScopeBuild};
use super::{BindingFlags, BindingKind, ScopeKind};
use crate::ast::FunctionId;
use crate::name::Name;

impl Analysis {
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
            && !binding.unique
        {
            return Ok(());
        }
        self.declare(name, BindingKind::LexicalFunction, position)?;
        if !repeatable {
            let last = self.bindings.len() - 1;
            self.bindings[last].unique = true;
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

    /// A `var` that passed a lexical declaration of this scope.
    pub(super) fn hoisted_conflict(&self, id: u32, scope: &ScopeBuild) -> Option<Conflict> {
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
}
