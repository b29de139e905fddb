//! One function's code: prologue, body, epilogue.

use alloc::vec::Vec;

use kataan_syntax::{
    FunctionFlags as Facts, FunctionKind,
    ast::{self, Body, FunctionId, Name, PatternKind},
    scope::{BindingFlags, BindingKind, ScopeFlags, ScopeId, ScopeKind, Scopes},
};

use super::assembler::{Assembler, Label};
use super::control::{Cold, Control};
use super::name::ReadMode;
use super::outer::{OuterId, Special};
use super::program::{
    CompileError, FunctionContext, OutermostThis, Place as Surroundings, context,
};
use super::register::Registers;
use super::scope::{OpenScope, Place, ScopeRequest};
use super::unit::UnitCompiler;
use crate::container::{
    CodeKind, ConstantKind, Declarations, FunctionFlags, FunctionIndex, FunctionParts, Goal,
    LexicalDeclaration,
};
use crate::opcode::instructions as op;
use crate::opcode::operand::{FRAME_HEADER, FeedbackKind, FeedbackSlot, Register};

/// What the compiled code is.
#[derive(Clone, Copy, Debug)]
pub(super) struct CodeFacts {
    pub(super) kind: CodeKind,
    pub(super) strict: bool,
    pub(super) is_async: bool,
    pub(super) is_generator: bool,
    pub(super) context: FunctionContext,
}

impl CodeFacts {
    /// `this` and its kin come from the code around, not from a call of this code.
    pub(super) fn borrows_this(&self) -> bool {
        matches!(self.kind, CodeKind::Arrow | CodeKind::Eval)
    }
}

/// Where `this` is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ThisPlace {
    /// r1, always bound.
    Register,
    /// r1, perhaps not bound yet.
    CheckedRegister,
    /// A slot of an own environment, perhaps not bound yet.
    CheckedSlot { env: Register, slot: u16 },
    /// A slot of an outer environment, perhaps not bound yet.
    CheckedOuter { depth: u16, slot: u16 },
}

/// Compiles one function.
pub(super) struct FunctionCompiler<'c, 'p, 'a> {
    pub(super) unit: &'c mut UnitCompiler<'p>,
    pub(super) asm: Assembler,
    pub(super) registers: Registers,
    pub(super) scopes: Scopes<'a>,
    pub(super) open: Vec<OpenScope<'a>>,
    pub(super) outer: Option<OuterId>,
    pub(super) controls: Vec<Control>,
    /// Where the completion value goes (scripts and eval code).
    pub(super) completion: Option<Register>,
    pub(super) facts: CodeFacts,
    pub(super) this: ThisPlace,
    /// Labels of the statement that comes next.
    pub(super) labels: Vec<Name>,
    /// Where all returns of a derived constructor meet, and their value.
    pub(super) derived_exit: Option<(Label, Register)>,
    /// Where the optional chains end that are being compiled.
    pub(super) chain_exits: Vec<Label>,
    /// Handlers of the regions that code is in, outermost first.
    pub(super) guards: Vec<(Label, Register)>,
    /// Code to put behind the function's.
    pub(super) cold: Vec<Cold>,
    /// Dispose capabilities of the scopes that code is in.
    pub(super) capabilities: Vec<Register>,
    feedback: Vec<FeedbackKind>,
    failure: Option<CompileError>,
}

impl<'c, 'p, 'a> FunctionCompiler<'c, 'p, 'a> {
    pub(super) fn new(
        unit: &'c mut UnitCompiler<'p>,
        scopes: Scopes<'a>,
        facts: CodeFacts,
    ) -> Self {
        let outer = facts.context.outer;
        Self {
            unit,
            asm: Assembler::new(),
            registers: Registers::new(),
            scopes,
            open: Vec::new(),
            outer,
            controls: Vec::new(),
            completion: None,
            facts,
            this: ThisPlace::Register,
            labels: Vec::new(),
            derived_exit: None,
            chain_exits: Vec::new(),
            guards: Vec::new(),
            cold: Vec::new(),
            capabilities: Vec::new(),
            feedback: Vec::new(),
            failure: None,
        }
    }

    /// Notes that the function cannot be compiled; the first reason is kept.
    pub(super) fn fail(&mut self, error: CompileError) {
        self.failure.get_or_insert(error);
    }

    /// Whether there is native stack left to go deeper; if not, the function fails.
    pub(super) fn may_recurse(&mut self) -> bool {
        let marker = 0u8;
        if (core::ptr::from_ref(&marker) as usize) < self.unit.stack_limit {
            self.fail(CompileError::TooDeep);
        }
        self.failure.is_none()
    }

    /// A new feedback slot.
    pub(super) fn feedback(&mut self, kind: FeedbackKind) -> FeedbackSlot {
        if self.asm.is_reachable() {
            self.feedback.push(kind);
        }
        FeedbackSlot((self.feedback.len() as u32).wrapping_sub(1))
    }

    /// Compiles a function that was parsed by itself.
    pub(super) fn function(
        unit: &'c mut UnitCompiler<'p>,
        function: &ast::Function<'a>,
    ) -> Result<FunctionParts, CompileError> {
        let record = *unit.program.functions.get(function.id);
        let mut parts = unit.parts(&record, function.id);
        parts.flags = FunctionFlags(parts.flags.0 & !FunctionFlags::LAZY.0);
        let facts = CodeFacts {
            kind: parts.kind,
            strict: record.is(Facts::STRICT),
            is_async: record.is(Facts::ASYNC),
            is_generator: record.is(Facts::GENERATOR),
            context: unit.context(function.id),
        };
        let mut compiler = Self::new(unit, function.scopes, facts);
        compiler.asm.set_position(record.span.start);
        compiler.prologue(function, record.flags, record.kind, &mut parts);
        match function.body {
            Body::Statements(body) => {
                let scope = function.scopes.get(function.body_scope);
                compiler.body(body, scope.flags);
                compiler.return_undefined();
            }
            Body::Expression(expr) => {
                let mark = compiler.registers.mark();
                let tail = compiler.may_tail_call();
                compiler.return_expression(expr, tail);
                compiler.registers.release(mark);
            }
        }
        compiler.finish(parts)
    }

    /// A body's statements, with the disposal of what `using` declares in it.
    pub(super) fn body(&mut self, body: &'a [&'a ast::Stmt<'a>], flags: ScopeFlags) {
        if flags.has(ScopeFlags::HAS_USING) {
            self.disposing(flags, |compiler| compiler.statements(body));
        } else {
            self.statements(body);
        }
    }

    fn prologue(
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
            let mark = self.registers.mark();
            let src = self.registers.take();
            self.asm.emit(op::LoadHomeObject { dst: src });
            self.asm.emit(op::StoreSlot { env, slot, src });
            self.registers.release(mark);
        }
    }

    /// Arrow functions and eval code: brings the `this` around into r1, where that is possible.
    fn borrow_this(&mut self, used: bool) {
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
            let mut slots = Vec::new();
            for (index, parameter) in function.parameters.iter().enumerate() {
                let PatternKind::Identifier(name) = parameter.target.kind else {
                    continue;
                };
                // Of parameters with the same name the last is mapped.
                let later = function.parameters[index + 1..].iter().any(|other| {
                    matches!(other.target.kind, PatternKind::Identifier(same) if same == name)
                });
                let open = self.open.last().expect("the parameter scope is open");
                let slot = match open.find(name).map(|at| open.entries[at].place) {
                    Some(Place::Slot(slot)) if !later => u32::from(slot),
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
        for (index, parameter) in function.parameters.iter().enumerate() {
            let src = Register(FRAME_HEADER.saturating_add(index as u16));
            self.bind_element(parameter, src);
        }
        let Some(rest) = function.rest else { return };
        let home = match rest.kind {
            PatternKind::Identifier(name) => self.variable_register(name),
            _ => None,
        };
        let register = home.unwrap_or_else(|| self.registers.take_variable());
        parts.flags = parts.flags.with(FunctionFlags::REST);
        parts.rest_register = register;
        if home.is_none() {
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

    /// Creates a closure of a function of this text. `name` is what it is called by its place.
    pub(super) fn create_function(&mut self, id: FunctionId, dst: Register, name: Option<Name>) {
        let template = self.template(id, name, None);
        let env = self.environment();
        self.asm.emit(op::CreateClosure { dst, env, template });
    }

    /// The template of a function, after telling the unit what is known of it here.
    pub(super) fn template(
        &mut self,
        id: FunctionId,
        name: Option<Name>,
        class: Option<((u32, u32), bool)>,
    ) -> crate::opcode::operand::ConstantIndex {
        let record = *self.unit.program.functions.get(id);
        let outer = self.current_outer();
        let arrow = record.kind == FunctionKind::Arrow;
        let context = if arrow {
            self.context_bits()
        } else {
            let method = record.kind.is_method();
            context::NEW_TARGET
                | if method { context::METHOD } else { 0 }
                | if record.kind == FunctionKind::DerivedConstructor {
                    context::DERIVED
                } else {
                    0
                }
        };
        let no_new_target = arrow
            && match self.facts.kind {
                CodeKind::Arrow | CodeKind::Eval => self.facts.context.no_new_target,
                CodeKind::FieldInitializer | CodeKind::StaticBlock => true,
                _ => false,
            };
        self.unit.program.contexts[id.0 as usize] = Some(FunctionContext {
            outer,
            name: record.name.or(name),
            class_span: class.map(|(span, _)| span),
            has_fields: class.is_some_and(|(_, fields)| fields),
            context,
            this: self.facts.context.this,
            no_new_target,
        });
        let index = self.unit.function(id);
        self.unit.builder.template(index)
    }

    /// Where this code stands, for eval code and arrow functions in it.
    pub(super) fn context_bits(&self) -> u8 {
        self.facts.context.context
    }

    /// Ends the code and gives the function's parts.
    pub(super) fn finish(
        mut self,
        mut parts: FunctionParts,
    ) -> Result<FunctionParts, CompileError> {
        self.emit_cold();
        if let Some((exit, value)) = self.derived_exit {
            self.asm.bind(exit);
            let this = self.unchecked_this();
            self.asm.emit(op::ReturnDerived { src: value, this });
        }
        if let Some(error) = self.failure {
            return Err(error);
        }
        parts.register_count = self.registers.count().ok_or(CompileError::TooLarge)?;
        let assembled = self.asm.finish();
        parts.code = assembled.code;
        parts.handlers = assembled.handlers;
        parts.positions = assembled.positions;
        parts.feedback = self.feedback;
        if let Some(outer) = self.facts.context.outer
            && parts.flags.has(FunctionFlags::DIRECT_EVAL)
        {
            parts.scope = self.unit.scope(outer);
        }
        Ok(parts)
    }

    /// Compiles a script's or eval code's top level.
    pub(super) fn program(
        unit: &'c mut UnitCompiler<'p>,
        program: &ast::Program<'a>,
        place: &Surroundings,
    ) -> Result<FunctionIndex, CompileError> {
        if let Some(module) = program.module {
            return super::module::compile(unit, program, module);
        }
        let entry = unit.builder.reserve_function();
        let kind = if place.goal == Goal::Eval {
            CodeKind::Eval
        } else {
            CodeKind::Script
        };
        let strict = program.flags.has(Facts::STRICT);
        let facts = CodeFacts {
            kind,
            strict,
            is_async: false,
            is_generator: false,
            context: FunctionContext {
                outer: place.outer,
                name: None,
                class_span: None,
                has_fields: false,
                context: place.context,
                this: place.this,
                no_new_target: false,
            },
        };
        let flags = FunctionFlags::default()
            .with_if(strict, FunctionFlags::STRICT)
            .with_if(
                program.flags.has(Facts::DIRECT_EVAL),
                FunctionFlags::DIRECT_EVAL,
            );
        let mut parts = FunctionParts::new(kind, flags);
        parts.span = (program.span.start, program.span.end);
        let mut compiler = FunctionCompiler::new(&mut *unit, program.scopes, facts);
        if kind == CodeKind::Eval {
            let used = program.flags.has(Facts::USES_THIS)
                || program.flags.has(Facts::USES_SUPER_PROPERTY);
            compiler.borrow_this(used);
        }
        let completion = compiler.registers.take_variable();
        compiler.completion = Some(completion);
        compiler.declare_program(program, kind);
        let scope = program.scopes.get(program.scope);
        compiler.body(program.body, scope.flags);
        compiler.asm.emit(op::ReturnValue { src: completion });
        let parts = compiler.finish(parts)?;
        unit.builder.set_function(entry, parts);
        Ok(entry)
    }

    /// Declares what outlives a script or sloppy eval code, and opens its scope.
    fn declare_program(&mut self, program: &ast::Program<'a>, kind: CodeKind) {
        let scope = self.scopes.get(program.scope);
        let outlives = kind == CodeKind::Script || !self.facts.strict;
        let mut declarations = Declarations::default();
        for binding in scope.bindings {
            let name = binding.name;
            if !outlives {
                break;
            }
            match binding.kind {
                BindingKind::Function => declarations.functions.push(self.unit.name(name)),
                BindingKind::Var => declarations.variables.push(self.unit.name(name)),
                BindingKind::AnnexBVar => declarations.hoisted.push(self.unit.name(name)),
                kind if kind.is_lexical() && scope.kind == ScopeKind::Script => {
                    declarations.lexical.push(LexicalDeclaration {
                        name: self.unit.name(name),
                        constant: kind.is_constant(),
                    });
                }
                _ => {}
            }
        }
        let variables = declarations.variables.clone();
        let functions = !declarations.functions.is_empty();
        if declarations != Declarations::default() {
            let declarations = self.unit.builder.declarations(&declarations);
            let env = Register::ENVIRONMENT;
            if kind == CodeKind::Script {
                self.asm.emit(op::DeclareGlobals { declarations });
            } else {
                self.asm.emit(op::DeclareEval { env, declarations });
            }
        }
        self.open_scope(program.scope, &ScopeRequest::default());
        self.hoist_functions();
        let env = Register::ENVIRONMENT;
        if outlives && functions {
            for hoisted in scope.functions {
                let mark = self.registers.mark();
                let src = self.registers.take();
                self.create_function(hoisted.function, src, Some(hoisted.name));
                let name = self.unit.name(hoisted.name);
                if kind == CodeKind::Script {
                    self.asm.emit(op::DeclareGlobalFunction { src, name });
                } else {
                    self.asm.emit(op::DeclareEvalFunction { env, src, name });
                }
                self.registers.release(mark);
            }
        }
        for name in variables {
            if kind == CodeKind::Script {
                self.asm.emit(op::DeclareGlobalVariable { name });
            } else {
                self.asm.emit(op::DeclareEvalVariable { env, name });
            }
        }
    }
}
