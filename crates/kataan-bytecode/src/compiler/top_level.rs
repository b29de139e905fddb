//! The top level of scripts and eval code: what it declares outlives it.

use kataan_syntax::{
    FunctionFlags as Facts, ast,
    scope::{BindingKind, ScopeKind},
};

use super::function::{CodeFacts, FunctionCompiler};
use super::program::{CompileError, FunctionContext, Place as Surroundings};
use super::scope::ScopeRequest;
use super::unit::UnitCompiler;
use crate::container::{
    CodeKind, Declarations, FunctionFlags, FunctionIndex, FunctionParts, Goal, LexicalDeclaration,
};
use crate::opcode::instructions as op;
use crate::opcode::operand::Register;

impl<'c, 'p, 'a> FunctionCompiler<'c, 'p, 'a> {
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
