//! What runs before a function's body: environments, special values, arguments and parameters.

use alloc::vec::Vec;

use kataan_syntax::{
    FunctionFlags as Facts, FunctionKind,
    ast::{self, Name, PatternKind},
    scope::{BindingFlags, BindingKind, ScopeId},
};

use super::function::{FunctionCompiler, ThisPlace};
use super::name::ReadMode;
use super::outer::Special;
use super::program::OutermostThis;
use super::scope::{Place, ScopeRequest};
use crate::container::{ConstantKind, FunctionFlags, FunctionParts};
use crate::opcode::instructions as op;
use crate::opcode::operand::{FRAME_HEADER, Register};

impl<'a> FunctionCompiler<'_, '_, 'a> {
    pub(super) fn prologue(
        &mut self,
        function: &ast::Function<'a>,
        flags: Facts,
        kind: FunctionKind,
        parts: &mut FunctionParts,
    ) {
        let parameter_count = function.parameters.len() as u32;
        self.registers.take_many(parameter_count);
        parts.parameter_count = parameter_count.min(u32::from(u16::MAX)) as u16;
        if let Some(id) = function.name_scope
            && !(self.unit.program.functions.goal() == kataan_syntax::Goal::FunctionConstructor
                && self
                    .unit
                    .program
                    .functions
                    .get(function.id)
                    .parent
                    .is_none())
        {
            self.open_name_scope(id);
        }
        let scope = self.scopes.get(function.parameter_scope);
        let arguments = scope
            .bindings
            .iter()
            .find(|binding| binding.kind == BindingKind::Arguments)
            .filter(|_| flags.has(Facts::NEEDS_ARGUMENTS));
        let mapped = arguments.is_some()
            && !self.facts.strict
            && flags.has(Facts::SIMPLE_PARAMETERS)
            && function.rest.is_none();
        let mut preset = Vec::new();
        for (index, parameter) in function.parameters.iter().enumerate() {
            if let PatternKind::Identifier(name) = parameter.target.kind {
                preset.push((name, Register(FRAME_HEADER + index as u16)));
            }
        }
        let derived = kind == FunctionKind::DerivedConstructor;
        let mut specials = Vec::new();
        if kind != FunctionKind::Arrow {
            for (flag, special) in [
                (Facts::THIS_CAPTURED, Special::This),
                (Facts::NEW_TARGET_CAPTURED, Special::NewTarget),
                (Facts::SUPER_PROPERTY_CAPTURED, Special::Home),
                (Facts::SUPER_CALL_CAPTURED, Special::Function),
            ] {
                if flags.has(flag) {
                    specials.push(special);
                }
            }
            // `super()` in an arrow function or eval binds the constructor's `this`.
            if flags.has(Facts::SUPER_CALL_CAPTURED) {
                for special in [Special::This, Special::NewTarget] {
                    if !specials.contains(&special) {
                        specials.push(special);
                    }
                }
            }
        }
        let uses_this = flags.has(Facts::USES_THIS) || specials.contains(&Special::This);
        if uses_this && !self.facts.strict && kind != FunctionKind::Arrow {
            self.asm.emit(op::CoerceThis {});
        }
        self.open_scope(
            function.parameter_scope,
            &ScopeRequest {
                preset: &preset,
                specials: &specials,
                parameters_in_slots: mapped,
                this_checked: derived,
                ..ScopeRequest::default()
            },
        );
        self.store_specials(derived);
        if self.facts.borrows_this() {
            self.borrow_this(flags.has(Facts::USES_THIS) || flags.has(Facts::USES_SUPER_PROPERTY));
        }
        if kind == FunctionKind::BaseConstructor && self.facts.context.has_fields {
            let (object, constructor) = (Register::THIS, Register::CALLEE);
            self.asm.emit(op::InitializeFields {
                object,
                constructor,
            });
        }
        if let Some(arguments) = arguments {
            self.create_arguments(arguments.name, mapped, function, parts);
        }
        self.bind_parameters(function, parts);
        if function.body_scope != function.parameter_scope {
            self.open_scope(function.body_scope, &ScopeRequest::default());
            self.copy_parameters(function.body_scope);
        }
        self.hoist_functions();
        if self.facts.is_generator {
            self.asm.emit(op::InitialYield {});
        }
    }

    /// The scope of a function expression's own name: r0, unless it is captured.
    fn open_name_scope(&mut self, id: ScopeId) {
        let scope = self.scopes.get(id);
        let preset: Vec<(Name, Register)> = scope
            .bindings
            .iter()
            .map(|binding| (binding.name, Register::CALLEE))
            .collect();
        self.open_scope(
            id,
            &ScopeRequest {
                preset: &preset,
                ..ScopeRequest::default()
            },
        );
        let open = self.open.last().expect("a scope was just opened");
        if let (Some(env), Some(Place::Slot(slot))) =
            (open.env, open.entries.first().map(|entry| entry.place))
        {
            self.asm.emit(op::StoreSlot {
                env,
                slot,
                src: Register::CALLEE,
            });
        }
    }

    /// Fills the slots of special values and says where `this` is.
    pub(super) fn store_specials(&mut self, derived: bool) {
        let open = self.open.last().expect("a scope was just opened");
        let specials = open.specials;
        if derived {
            self.this = ThisPlace::CheckedRegister;
        }
        let Some(env) = open.env else { return };
        if let Some(slot) = specials.get(Special::This) {
            if derived {
                self.this = ThisPlace::CheckedSlot { env, slot };
            } else {
                self.asm.emit(op::StoreSlot {
                    env,
                    slot,
                    src: Register::THIS,
                });
            }
        }
        if let Some(slot) = specials.get(Special::NewTarget) {
            self.asm.emit(op::StoreSlot {
                env,
                slot,
                src: Register::NEW_TARGET,
            });
        }
        if let Some(slot) = specials.get(Special::Function) {
            self.asm.emit(op::StoreSlot {
                env,
                slot,
                src: Register::CALLEE,
            });
        }
        if let Some(slot) = specials.get(Special::Home) {
            // Not a temporary: the call sequence has filled the registers of rest and arguments,
            // which are taken only after this one.
            let src = self.registers.take_variable();
            self.asm.emit(op::LoadHomeObject { dst: src });
            self.asm.emit(op::StoreSlot { env, slot, src });
        }
    }

    /// Arrow functions and eval code: brings the `this` around into r1, where that is possible.
    pub(super) fn borrow_this(&mut self, used: bool) {
        if let Some((depth, slot, checked)) = self.outer_special(Special::This) {
            if checked {
                self.this = ThisPlace::CheckedOuter { depth, slot };
            } else if used {
                self.asm.emit(op::LoadOuterSlot {
                    dst: Register::THIS,
                    depth,
                    slot,
                });
            }
            return;
        }
        if !used {
            return;
        }
        self.asm.emit(op::LoadUndefined {
            dst: Register::THIS,
        });
        if self.facts.context.this == OutermostThis::Global {
            self.asm.emit(op::CoerceThis {});
        }
    }

    /// Where the functions around keep a special value: depth, slot and whether it may be unbound.
    pub(super) fn outer_special(&self, special: Special) -> Option<(u16, u16, bool)> {
        let mut depth = 0u16;
        for scope in self.unit.program.outer.chain(self.outer) {
            if let Some(slot) = scope.specials.get(special) {
                let checked = special == Special::This && scope.specials.this_checked;
                return Some((depth, slot, checked));
            }
            depth = depth.saturating_add(1);
        }
        None
    }

    fn create_arguments(
        &mut self,
        name: Name,
        mapped: bool,
        function: &ast::Function<'a>,
        parts: &mut FunctionParts,
    ) {
        let open = self.open.last().expect("the parameter scope is open");
        let place = open.find(name).map(|at| open.entries[at].place);
        let env = open.env.unwrap_or(Register::ENVIRONMENT);
        let register = match place {
            Some(Place::Register(register)) => register,
            _ => self.registers.take_variable(),
        };
        parts.arguments_register = register;
        if mapped {
            parts.flags = parts.flags.with(FunctionFlags::ARGUMENTS_LIST);
            let record = self.unit.program.functions.get(function.id);
            let repeated = record.is(Facts::DUPLICATE_PARAMETERS);
            let mut slots = Vec::new();
            for (index, parameter) in function.parameters.iter().enumerate() {
                let PatternKind::Identifier(name) = parameter.target.kind else {
                    continue;
                };
                let shadowed = repeated && is_shadowed(function.parameters, index);
                let open = self.open.last().expect("the parameter scope is open");
                let slot = match open.find(name).map(|at| open.entries[at].place) {
                    Some(Place::Slot(slot)) if !shadowed => u32::from(slot),
                    _ => u32::MAX,
                };
                slots.push(slot);
            }
            let slots = self.unit.builder.list(ConstantKind::SlotList, slots);
            self.asm.emit(op::CreateMappedArguments {
                dst: register,
                list: register,
                env,
                slots,
            });
        } else {
            parts.flags = parts.flags.with(FunctionFlags::ARGUMENTS);
        }
        if let Some(Place::Slot(slot)) = place {
            self.asm.emit(op::StoreSlot {
                env,
                slot,
                src: register,
            });
        }
    }

    fn bind_parameters(&mut self, function: &ast::Function<'a>, parts: &mut FunctionParts) {
        let record = self.unit.program.functions.get(function.id);
        let repeated = record.is(Facts::DUPLICATE_PARAMETERS);
        // The call sequence fills the rest register: parameters' defaults must not use it before.
        let rest = function.rest.map(|rest| {
            let home = match rest.kind {
                PatternKind::Identifier(name) => self.variable_register(name),
                _ => None,
            };
            let register = home.unwrap_or_else(|| self.registers.take_variable());
            (rest, register, home.is_none())
        });
        for (index, parameter) in function.parameters.iter().enumerate() {
            if repeated && is_shadowed(function.parameters, index) {
                continue;
            }
            let src = Register(FRAME_HEADER.saturating_add(index as u16));
            self.bind_element(parameter, src);
        }
        let Some((rest, register, is_pattern)) = rest else {
            return;
        };
        parts.flags = parts.flags.with(FunctionFlags::REST);
        parts.rest_register = register;
        if is_pattern {
            self.bind_pattern(rest, register);
        }
    }

    /// Variables of a body that stands apart from its parameters start with their values.
    fn copy_parameters(&mut self, id: ScopeId) {
        for binding in self.scopes.get(id).bindings {
            if !binding.flags.has(BindingFlags::COPIES_PARAMETER) {
                continue;
            }
            let mark = self.registers.mark();
            let src = self.registers.take();
            // The name as the parameters see it: the body's scope is not asked.
            let body = self.open.pop().expect("the body's scope is open");
            let parameter = self.resolve(binding.name);
            self.open.push(body);
            self.load_home(&parameter, src, ReadMode::Value);
            self.initialize_name(binding.name, src);
            self.registers.release(mark);
        }
    }
}

/// Whether a later parameter has the same name (sloppy code): that one is the variable.
fn is_shadowed(parameters: &[ast::Parameter<'_>], index: usize) -> bool {
    let PatternKind::Identifier(name) = parameters[index].target.kind else {
        return false;
    };
    parameters[index + 1..]
        .iter()
        .any(|later| matches!(later.target.kind, PatternKind::Identifier(same) if same == name))
}
