//! One function's code: its state while it is compiled, its body and its epilogue.

use alloc::vec::Vec;

use kataan_syntax::{
    FunctionFlags as Facts, FunctionKind,
    ast::{self, Body, FunctionId, Name},
    scope::{ScopeFlags, Scopes},
};

use super::assembler::{Assembler, Label};
use super::control::{Cold, Control};
use super::outer::OuterId;
use super::program::{CompileError, FunctionContext, context};
use super::register::Registers;
use super::scope::OpenScope;
use super::unit::UnitCompiler;
use crate::container::{CodeKind, FunctionFlags, FunctionParts};
use crate::opcode::instructions as op;
use crate::opcode::operand::{FeedbackKind, FeedbackSlot, Register};

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
    /// The body has variables of its own: no `var` of an eval may bear a parameter's name.
    pub(super) separate_parameters: bool,
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
            separate_parameters: false,
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
        if self.unit.is_stopped() {
            self.fail(CompileError::Interrupted);
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
        compiler.separate_parameters = function.body_scope != function.parameter_scope;
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
}
