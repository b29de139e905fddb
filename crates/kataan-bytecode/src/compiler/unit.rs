//! A unit while it is compiled: its constants, and the functions that remain to be done.

use alloc::vec::Vec;

use hashbrown::HashMap;
use kataan_syntax::{
    Bump, FunctionFlags as Facts, FunctionKind, FunctionRecord, Source, Stop,
    ast::{self, FunctionId, Name},
};
use rustc_hash::FxBuildHasher;

use super::function::FunctionCompiler;
use super::outer::{OuterId, Special};
use super::program::{CompileError, FunctionContext, Mode, Options, Place, Program};
use crate::container::{
    BindingInfo, BindingInfoKind, CodeKind, ConstantKind, FunctionFlags, FunctionIndex,
    FunctionParts, Goal, ModuleDescription, ScopeInfo, UnitBuilder,
};
use crate::opcode::operand::ConstantIndex;

/// A unit while it is compiled.
pub(super) struct UnitCompiler<'p> {
    pub(super) program: &'p mut Program,
    pub(super) builder: UnitBuilder,
    pub(super) mode: Mode,
    /// The lowest address of native stack that may be used.
    pub(super) stack_limit: usize,
    stack_budget: usize,
    stop: Option<Stop>,
    steps: u32,
    names: HashMap<Name, ConstantIndex, FxBuildHasher>,
    bigints: HashMap<Name, ConstantIndex, FxBuildHasher>,
    scopes: Vec<(OuterId, ConstantIndex)>,
    pending: Vec<(FunctionIndex, FunctionId)>,
    /// The description of a module, which becomes the last constant.
    pub(super) module: Option<ModuleDescription>,
}

impl<'p> UnitCompiler<'p> {
    pub(super) fn new(program: &'p mut Program, options: &Options) -> Self {
        let marker = 0u8;
        let here = core::ptr::from_ref(&marker) as usize;
        Self {
            program,
            builder: UnitBuilder::new(),
            mode: options.mode,
            stack_limit: here.saturating_sub(options.stack_budget),
            stack_budget: options.stack_budget,
            stop: options.stop.clone(),
            steps: 0,
            names: HashMap::default(),
            bigints: HashMap::default(),
            scopes: Vec::new(),
            pending: Vec::new(),
            module: None,
        }
    }

    /// The string constant of a name.
    pub(super) fn name(&mut self, name: Name) -> ConstantIndex {
        if let Some(&index) = self.names.get(&name) {
            return index;
        }
        let bytes = self.program.names.bytes(name);
        let index = if bytes.is_ascii() {
            self.builder.ascii(ConstantKind::String, bytes)
        } else {
            let units: Vec<u16> = self.program.names.code_units(name).collect();
            self.builder.string(&units)
        };
        self.names.insert(name, index);
        index
    }

    /// The string constant of a text.
    pub(super) fn text(&mut self, text: &str) -> ConstantIndex {
        let name = self.program.names.intern(text.as_bytes());
        self.name(name)
    }

    /// The bigint constant of a literal's digits.
    pub(super) fn bigint(&mut self, digits: Name) -> ConstantIndex {
        if let Some(&index) = self.bigints.get(&digits) {
            return index;
        }
        let index = self
            .builder
            .ascii(ConstantKind::BigInt, self.program.names.bytes(digits));
        self.bigints.insert(digits, index);
        index
    }

    /// The scope constant of an environment, after those of the environments around it.
    pub(super) fn scope(&mut self, id: OuterId) -> ConstantIndex {
        if let Some(&(_, index)) = self.scopes.iter().find(|(known, _)| *known == id) {
            return index;
        }
        let mut missing = Vec::new();
        let mut parent = ConstantIndex::NONE;
        let mut next = Some(id);
        while let Some(id) = next {
            if let Some(&(_, index)) = self.scopes.iter().find(|(known, _)| *known == id) {
                parent = index;
                break;
            }
            missing.push(id);
            next = self.program.outer.get(id).parent;
        }
        for id in missing.into_iter().rev() {
            let mut bindings = Vec::new();
            for at in 0..self.program.outer.get(id).bindings.len() {
                let binding = self.program.outer.get(id).bindings[at];
                bindings.push(BindingInfo {
                    name: self.name(binding.name),
                    slot: binding.slot,
                    kind: binding.kind,
                    checked: binding.checked,
                    lexical: binding.lexical,
                    catch_parameter: binding.catch_parameter,
                });
            }
            let specials = self.program.outer.get(id).specials;
            for special in Special::ALL {
                if let Some(slot) = specials.get(special) {
                    bindings.push(BindingInfo {
                        name: self.text(special.text()),
                        slot,
                        kind: BindingInfoKind::Special,
                        checked: special == Special::This && specials.this_checked,
                        lexical: false,
                        catch_parameter: false,
                    });
                }
            }
            let scope = self.program.outer.get(id);
            let info = ScopeInfo {
                parent,
                kind: scope.kind,
                strict: scope.strict,
                context: scope.context,
                bindings,
            };
            parent = self.builder.scope(&info);
            self.scopes.push((id, parent));
        }
        parent
    }

    /// Whether the compilation is to end; asks once in many steps.
    #[inline]
    pub(super) fn is_stopped(&mut self) -> bool {
        self.steps = self.steps.wrapping_add(1);
        self.steps.is_multiple_of(1024) && self.stop.as_ref().is_some_and(Stop::is_asked)
    }

    /// A record for a function, without code for now.
    pub(super) fn function(&mut self, id: FunctionId) -> FunctionIndex {
        let index = self.builder.reserve_function();
        self.pending.push((index, id));
        index
    }

    /// Compiles the functions that are due, and makes lazy records of the others.
    pub(super) fn compile_pending(
        &mut self,
        force: Option<FunctionIndex>,
    ) -> Result<(), CompileError> {
        let mut arena = Bump::new();
        let limits = kataan_syntax::Options {
            stack_budget: self.stack_budget,
            stop: self.stop.clone(),
        };
        let mut next = 0;
        while next < self.pending.len() {
            let (index, id) = self.pending[next];
            next += 1;
            if self.is_stopped() {
                return Err(CompileError::Interrupted);
            }
            let record = *self.program.functions.get(id);
            let due = self.mode == Mode::Whole
                || force == Some(index)
                || record.is(Facts::IMMEDIATELY_INVOKED);
            if !due {
                let parts = self.parts(&record, id);
                self.builder.set_function(index, parts);
                continue;
            }
            arena.reset();
            let source = core::mem::take(&mut self.program.source);
            let program = &mut *self.program;
            let parsed = kataan_syntax::parse_function(
                Source::checked_before(&source),
                &program.functions,
                id,
                &mut program.names,
                &arena,
                &limits,
            );
            self.program.source = source;
            let function = parsed?;
            let parts = FunctionCompiler::function(self, &function)?;
            self.builder.set_function(index, parts);
        }
        self.pending.clear();
        Ok(())
    }

    /// The parts of a function's record, without code.
    pub(super) fn parts(&mut self, record: &FunctionRecord, id: FunctionId) -> FunctionParts {
        let context = self.context(id);
        let kind = match record.kind {
            FunctionKind::Normal => CodeKind::Normal,
            FunctionKind::Arrow => CodeKind::Arrow,
            FunctionKind::Method => CodeKind::Method,
            FunctionKind::Getter => CodeKind::Getter,
            FunctionKind::Setter => CodeKind::Setter,
            FunctionKind::BaseConstructor => CodeKind::BaseConstructor,
            FunctionKind::DerivedConstructor => CodeKind::DerivedConstructor,
            FunctionKind::FieldInitializer => CodeKind::FieldInitializer,
            FunctionKind::StaticBlock => CodeKind::StaticBlock,
        };
        let suspends = record.is(Facts::ASYNC) || record.is(Facts::GENERATOR);
        let constructor = kind.is_class_constructor() || kind == CodeKind::Normal && !suspends;
        let flags = FunctionFlags::LAZY
            .with_if(record.is(Facts::STRICT), FunctionFlags::STRICT)
            .with_if(record.is(Facts::ASYNC), FunctionFlags::ASYNC)
            .with_if(record.is(Facts::GENERATOR), FunctionFlags::GENERATOR)
            .with_if(constructor, FunctionFlags::CONSTRUCTOR)
            .with_if(
                constructor || record.is(Facts::GENERATOR),
                FunctionFlags::PROTOTYPE,
            )
            .with_if(record.is(Facts::DIRECT_EVAL), FunctionFlags::DIRECT_EVAL)
            .with_if(record.is(Facts::CLASS_MEMBER), FunctionFlags::CLASS_MEMBER)
            .with_if(context.name.is_none(), FunctionFlags::ANONYMOUS);
        let mut parts = FunctionParts::new(kind, flags);
        parts.length = record.length;
        parts.span = context
            .class_span
            .unwrap_or((record.span.start, record.span.end));
        parts.lazy_function = id.0;
        if let Some(name) = context.name {
            parts.name = self.name(name);
        }
        parts
    }

    /// What the function's creation said of it.
    pub(super) fn context(&self, id: FunctionId) -> FunctionContext {
        let missing = FunctionContext {
            outer: None,
            name: self.program.functions.get(id).name,
            class_span: None,
            has_fields: false,
            context: 0,
            this: self.program.this,
            no_new_target: false,
        };
        self.program.contexts[id.0 as usize].unwrap_or(missing)
    }

    /// Compiles the top level of a text and gives the unit's entry.
    pub(super) fn program(
        &mut self,
        program: &ast::Program<'_>,
        place: &Place,
    ) -> Result<FunctionIndex, CompileError> {
        if place.goal == Goal::Function {
            return Ok(self.dynamic_function(program));
        }
        FunctionCompiler::program(self, program, place)
    }

    /// The one function of a function constructor's text.
    fn dynamic_function(&mut self, program: &ast::Program<'_>) -> FunctionIndex {
        let id = program
            .body
            .iter()
            .find_map(|statement| match statement.kind {
                ast::StmtKind::Expression(expr) => match expr.unparenthesized().kind {
                    ast::ExprKind::Function(id) => Some(id),
                    _ => None,
                },
                ast::StmtKind::Function(id) => Some(id),
                _ => None,
            });
        let id = id.unwrap_or(FunctionId(0));
        let mut context = self.context(id);
        context.name = Some(Name::ANONYMOUS);
        self.program.contexts[id.0 as usize] = Some(context);
        self.function(id)
    }

    /// Lays out the unit.
    pub(super) fn finish(
        mut self,
        goal: Goal,
        entry: FunctionIndex,
        source: Option<&[u8]>,
    ) -> Result<Vec<u64>, CompileError> {
        if let Some(module) = self.module.take() {
            self.builder.module(&module);
        }
        self.builder
            .finish(goal, entry, source)
            .map_err(|_| CompileError::TooLarge)
    }
}
