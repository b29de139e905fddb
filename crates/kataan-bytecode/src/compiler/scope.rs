//! Entering and leaving scopes: where each binding lives, and the environments of captured ones.

use alloc::vec::Vec;

use hashbrown::HashMap;
use kataan_syntax::{
    ast::{FunctionId, Name},
    scope::{BindingFlags, BindingKind, Scope, ScopeFlags, ScopeId, ScopeKind},
};
use rustc_hash::FxBuildHasher;

use super::function::FunctionCompiler;
use super::outer::{OuterBinding, OuterId, OuterScope, Special, Specials};
use super::program::CompileError;
use crate::container::{BindingInfoKind, ScopeInfoKind};
use crate::opcode::instructions as op;
use crate::opcode::operand::{ConstantIndex, Register};

/// Where a binding of an open scope lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    Register(Register),
    Slot(u16),
    /// A global name of a script.
    Global,
    /// A `var` of sloppy eval code: in the caller's variable scope.
    Elsewhere,
}

/// A binding of an open scope.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) place: Place,
    pub(super) kind: BindingInfoKind,
    pub(super) checked: bool,
}

/// A scope that code is being compiled in.
pub(super) struct OpenScope<'a> {
    pub(super) scope: &'a Scope<'a>,
    pub(super) env: Option<Register>,
    pub(super) entries: Vec<Entry>,
    pub(super) specials: Specials,
    /// The scope is not asked for names at all: `with`.
    pub(super) is_object: bool,
    index: Option<HashMap<Name, u32, FxBuildHasher>>,
    outer: Option<OuterId>,
    mark: u32,
}

impl OpenScope<'_> {
    pub(super) fn find(&self, name: Name) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(&name).map(|&at| at as usize),
            None => self
                .scope
                .bindings
                .iter()
                .position(|binding| binding.name == name),
        }
    }

    /// Whether a sloppy direct eval may add names to the scope.
    pub(super) fn is_extensible(&self) -> bool {
        self.scope.flags.has(ScopeFlags::EXTENSIBLE)
            && !matches!(self.scope.kind, ScopeKind::Script | ScopeKind::Eval)
    }
}

/// What a scope holds besides what its bindings say.
#[derive(Default)]
pub(super) struct ScopeRequest<'r> {
    /// Registers in which bindings are already.
    pub(super) preset: &'r [(Name, Register)],
    /// Special values that need slots.
    pub(super) specials: &'r [Special],
    /// Slots without a name, behind all others' (class elements).
    pub(super) hidden: u16,
    /// Parameters live in slots even if not captured: mapped arguments.
    pub(super) parameters_in_slots: bool,
    /// Bindings that live in slots because they are exported, in ascending order.
    pub(super) exported: &'r [Name],
    /// Imports whose slot holds the value itself, in ascending order.
    pub(super) direct_imports: &'r [Name],
    /// The environment exists already.
    pub(super) existing: Option<Register>,
    /// `this` is that of a derived constructor.
    pub(super) this_checked: bool,
}

/// Registers in which bindings are already, by name; of equal names the last counts.
enum Preset<'r> {
    Few(&'r [(Name, Register)]),
    Many(HashMap<Name, Register, FxBuildHasher>),
}

impl<'r> Preset<'r> {
    /// So many are found as fast one after the other.
    const FEW: usize = 16;

    fn new(preset: &'r [(Name, Register)]) -> Self {
        if preset.len() <= Self::FEW {
            Self::Few(preset)
        } else {
            Self::Many(preset.iter().copied().collect())
        }
    }

    fn register(&self, name: Name) -> Option<Register> {
        match self {
            Self::Few(preset) => {
                let found = preset
                    .iter()
                    .rev()
                    .find(|(candidate, _)| *candidate == name);
                found.map(|&(_, register)| register)
            }
            Self::Many(preset) => preset.get(&name).copied(),
        }
    }
}

/// The slots that a scope's environment has.
#[derive(Clone, Copy, Default)]
pub(super) struct ScopeSlots {
    /// All slots.
    pub(super) size: u16,
    /// Those that start as `undefined`.
    pub(super) variables: u16,
    /// The first hidden slot.
    pub(super) hidden: u16,
}

impl<'a> FunctionCompiler<'_, '_, 'a> {
    /// Enters a block-like scope: environment, dead zones and functions.
    pub(super) fn enter_scope(&mut self, id: ScopeId) {
        self.open_scope(id, &ScopeRequest::default());
        self.hoist_functions();
    }

    /// Enters the scope if there is one.
    pub(super) fn enter_optional(&mut self, id: Option<ScopeId>) {
        if let Some(id) = id {
            self.enter_scope(id);
        }
    }

    /// Leaves the innermost scope.
    pub(super) fn leave_scope(&mut self) {
        let scope = self.open.pop().expect("a scope is left that was entered");
        self.registers.release(scope.mark);
    }

    /// Leaves the scope if it was one.
    pub(super) fn leave_optional(&mut self, id: Option<ScopeId>) {
        if id.is_some() {
            self.leave_scope();
        }
    }

    /// Gives every binding a place and makes the environment.
    pub(super) fn open_scope(&mut self, id: ScopeId, request: &ScopeRequest<'_>) -> ScopeSlots {
        let scope = self.scopes.get(id);
        let mark = self.registers.mark();
        // The registers of these are taken before any temporary was: they still hold `undefined`.
        let is_root = matches!(
            scope.kind,
            ScopeKind::Parameters
                | ScopeKind::FunctionName
                | ScopeKind::Script
                | ScopeKind::Module
                | ScopeKind::Eval
        );
        let preset = Preset::new(request.preset);
        let mut entries = Vec::with_capacity(scope.bindings.len());
        let mut variables = 0u32;
        let mut dead = Vec::new();
        for (index, binding) in scope.bindings.iter().enumerate() {
            let kind = match binding.kind {
                BindingKind::Import
                    if request.direct_imports.binary_search(&binding.name).is_ok() =>
                {
                    BindingInfoKind::Constant
                }
                BindingKind::Import => BindingInfoKind::Import,
                BindingKind::FunctionName => BindingInfoKind::FunctionName,
                kind if kind.is_private() => BindingInfoKind::Private,
                kind if kind.is_constant() => BindingInfoKind::Constant,
                _ => BindingInfoKind::Mutable,
            };
            let exported = request.exported.binary_search(&binding.name).is_ok();
            let checked = binding.kind.has_dead_zone()
                && binding.kind != BindingKind::Import
                && (binding.flags.has(BindingFlags::NEEDS_TDZ) || exported);
            let in_slot = binding.flags.has(BindingFlags::CAPTURED)
                || exported
                || binding.kind == BindingKind::Import
                || binding.kind.is_private()
                || request.parameters_in_slots && binding.kind == BindingKind::Parameter;
            let var_like = matches!(
                binding.kind,
                BindingKind::Var | BindingKind::AnnexBVar | BindingKind::Function
            );
            let place = match scope.kind {
                ScopeKind::Script => Place::Global,
                ScopeKind::Eval if var_like && !scope.flags.has(ScopeFlags::STRICT) => {
                    Place::Elsewhere
                }
                _ if in_slot && checked => {
                    dead.push(index);
                    Place::Slot(0)
                }
                _ if in_slot => {
                    variables += 1;
                    Place::Slot((variables - 1) as u16)
                }
                _ => match preset.register(binding.name) {
                    Some(register) if !checked => {
                        self.registers.set_variable(register, true);
                        Place::Register(register)
                    }
                    _ => Place::Register(self.registers.take_variable()),
                },
            };
            entries.push(Entry {
                place,
                kind,
                checked,
            });
        }
        let mut size = variables;
        for index in dead {
            entries[index].place = Place::Slot(size as u16);
            size += 1;
        }
        let mut specials = Specials::default();
        specials.this_checked = request.this_checked;
        for &special in request.specials {
            specials.set(special, size as u16);
            size += 1;
        }
        let slots = ScopeSlots {
            size: (size + u32::from(request.hidden)) as u16,
            variables: variables as u16,
            hidden: size as u16,
        };
        if size + u32::from(request.hidden) > u32::from(u16::MAX) {
            self.fail(CompileError::TooLarge);
        }
        let index = (scope.bindings.len() > 12).then(|| {
            scope
                .bindings
                .iter()
                .enumerate()
                .map(|(at, binding)| (binding.name, at as u32))
                .collect()
        });
        self.open.push(OpenScope {
            scope,
            env: request.existing,
            entries,
            specials,
            is_object: false,
            index,
            outer: None,
            mark,
        });
        let extensible = self.open.last().is_some_and(OpenScope::is_extensible);
        if request.existing.is_none() && (slots.size > 0 || extensible) {
            self.make_environment(slots, extensible);
        }
        self.mark_dead_zones(is_root);
        slots
    }

    fn make_environment(&mut self, slots: ScopeSlots, extensible: bool) {
        let parent = self.environment();
        let dst = self.registers.take_variable();
        let at = self.open.len() - 1;
        self.open[at].env = Some(dst);
        let evaluated = self.open[at]
            .scope
            .flags
            .has(ScopeFlags::DIRECT_EVAL_IN_REACH);
        let scope = if extensible || evaluated {
            self.current_outer()
                .map_or(ConstantIndex::NONE, |outer| self.unit.scope(outer))
        } else {
            ConstantIndex::NONE
        };
        let (size, variables) = (slots.size, u32::from(slots.variables));
        if extensible {
            self.asm.emit(op::NewVariableEnvironment {
                dst,
                parent,
                size,
                scope,
                variables,
            });
        } else {
            self.asm.emit(op::NewEnvironment {
                dst,
                parent,
                size,
                scope,
                variables,
            });
        }
    }

    /// Registers of bindings in their dead zone are marked; those of variables that are not at the
    /// function's root may hold an older value.
    fn mark_dead_zones(&mut self, is_root: bool) {
        let open = self.open.last().expect("a scope was just opened");
        let scope = open.scope;
        let entries: Vec<Entry> = open.entries.clone();
        for (binding, entry) in scope.bindings.iter().zip(entries) {
            let Place::Register(dst) = entry.place else {
                continue;
            };
            if entry.checked {
                self.asm.emit(op::LoadUninitialized { dst });
            } else if !is_root && binding.kind.is_var() {
                self.asm.emit(op::LoadUndefined { dst });
            }
        }
    }

    /// Opens the scope of a `with` over its environment.
    pub(super) fn open_with(&mut self, id: ScopeId, env: Register, mark: u32) {
        self.open.push(OpenScope {
            scope: self.scopes.get(id),
            env: Some(env),
            entries: Vec::new(),
            specials: Specials::default(),
            is_object: true,
            index: None,
            outer: None,
            mark,
        });
    }

    /// Creates the functions declared in the innermost scope.
    pub(super) fn hoist_functions(&mut self) {
        let scope = self.open.last().expect("a scope is open").scope;
        for hoisted in scope.functions {
            self.hoist_function(hoisted.name, hoisted.function);
        }
    }

    pub(super) fn hoist_function(&mut self, name: Name, function: FunctionId) {
        let called = if name == Name::DEFAULT_EXPORT {
            Name::DEFAULT
        } else {
            name
        };
        let at = self.open.len() - 1;
        let Some(index) = self.open[at].find(name) else {
            return;
        };
        match self.open[at].entries[index].place {
            Place::Register(dst) => self.create_function(function, dst, Some(called)),
            Place::Slot(slot) => {
                let mark = self.registers.mark();
                let src = self.registers.take();
                self.create_function(function, src, Some(called));
                let env = self.open[at]
                    .env
                    .expect("a scope with slots has an environment");
                self.asm.emit(op::StoreSlot { env, slot, src });
                self.registers.release(mark);
            }
            Place::Global | Place::Elsewhere => {}
        }
    }

    /// The register of the innermost environment.
    pub(super) fn environment(&self) -> Register {
        self.open
            .iter()
            .rev()
            .find_map(|scope| scope.env)
            .unwrap_or(Register::ENVIRONMENT)
    }

    /// The innermost environment as a function created here sees it.
    pub(super) fn current_outer(&mut self) -> Option<OuterId> {
        let mut parent = self.outer;
        for at in 0..self.open.len() {
            let open = &self.open[at];
            if open.env.is_none() {
                continue;
            }
            if let Some(known) = open.outer {
                parent = Some(known);
                continue;
            }
            let kind = if open.is_object {
                ScopeInfoKind::Object
            } else if open.is_extensible() {
                ScopeInfoKind::Variable
            } else if open.scope.kind == ScopeKind::Module {
                ScopeInfoKind::Module
            } else {
                ScopeInfoKind::Declarative
            };
            let bindings: Vec<OuterBinding> = open
                .scope
                .bindings
                .iter()
                .zip(&open.entries)
                .filter_map(|(binding, entry)| match entry.place {
                    Place::Slot(slot) => Some(OuterBinding {
                        name: binding.name,
                        slot,
                        kind: entry.kind,
                        checked: entry.checked,
                        lexical: binding.kind.is_lexical()
                            || binding.kind == BindingKind::CatchPattern
                            || self.separate_parameters && open.scope.kind == ScopeKind::Parameters,
                        catch_parameter: binding.kind == BindingKind::CatchParameter,
                    }),
                    _ => None,
                })
                .collect();
            let scope = OuterScope::new(
                parent,
                kind,
                self.facts.strict,
                self.context_bits(),
                open.specials,
                bindings.into_boxed_slice(),
            );
            let id = self.unit.program.outer.add(scope);
            self.open[at].outer = Some(id);
            parent = Some(id);
        }
        parent
    }
}
