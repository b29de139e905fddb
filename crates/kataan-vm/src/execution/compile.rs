//! From source text to loaded units: the only place that asks the compiler.

use super::unit::{CodeUnit, SourceResource, SourceText, UnitWords, load_unit, new_source};
use crate::Vm;
use crate::error::{ErrorKind, JsResult, Thrown};
use crate::realm::Realm;
use kataan_bytecode::compiler::{CompileError, Compiled, EvalScope, Options, Program};
use kataan_bytecode::opcode::operand::ConstantIndex;
use kataan_gc::{AnyCell, Gc};
use kataan_syntax::{Diagnostic, DynamicFunctionKind, ErrorType, Stop, assemble_dynamic_function};

/// Why a program could not be compiled, for whoever renders it with an excerpt of the text.
#[derive(Clone, Debug)]
pub struct SyntaxFailure {
    /// What is wrong, and where.
    pub diagnostic: Diagnostic,
    /// The text's name.
    pub name: String,
}

impl Vm {
    /// How much native stack the parser and compiler may use.
    fn compile_options(&self) -> Options {
        // What the compiler calls below its own recursion needs some, too.
        let left = self.stack_left();
        let stop = self.stop_signal();
        Options {
            stack_budget: left - (left / 2).min(64 << 10),
            stop: Some(Stop::new(move || stop.is_raised())),
            ..Options::default()
        }
    }

    /// Throws what a failed compilation becomes.
    fn throw_compile_error(&mut self, error: CompileError, name: &str) -> Thrown {
        // A compilation that was ended from outside fails in some way or other.
        if let Err(thrown) = self.check_interrupt() {
            return thrown;
        }
        match error {
            CompileError::Syntax(diagnostic) => {
                let kind = match diagnostic.error_type() {
                    ErrorType::SyntaxError => ErrorKind::SyntaxError,
                    ErrorType::RangeError => ErrorKind::RangeError,
                };
                let text = diagnostic.message.clone();
                self.last_syntax_failure = Some(Box::new(SyntaxFailure {
                    diagnostic: *diagnostic,
                    name: name.to_owned(),
                }));
                self.throw_error_text(kind, &text)
            }
            CompileError::TooDeep | CompileError::TooLarge | CompileError::Interrupted => {
                self.throw_error_text(ErrorKind::RangeError, &error.to_string())
            }
            CompileError::Source(_) => {
                self.throw_error_text(ErrorKind::SyntaxError, &format!("{name}: {error}"))
            }
            CompileError::Scope => {
                self.throw_error_text(ErrorKind::SyntaxError, &error.to_string())
            }
        }
    }

    /// What was wrong with the text that was compiled last, if that threw.
    pub fn take_syntax_failure(&mut self) -> Option<Box<SyntaxFailure>> {
        self.last_syntax_failure.take()
    }
}

/// What a text is compiled as.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CompileGoal {
    Script,
    Module,
    IndirectEval,
    /// Eval code in the scope of a call.
    DirectEval {
        caller: Gc<CodeUnit>,
        scope: ConstantIndex,
        strict: bool,
    },
}

/// Compiles a text and loads it in a realm.
pub(crate) fn compile(
    vm: &mut Vm,
    text: Vec<u8>,
    name: &str,
    goal: CompileGoal,
    realm: Gc<Realm>,
    referrer: Option<Gc<AnyCell>>,
) -> JsResult<Gc<CodeUnit>> {
    let options = vm.compile_options();
    let compiled = match goal {
        CompileGoal::Script => Program::compile_script(text, &options),
        CompileGoal::Module => Program::compile_module(text, &options),
        CompileGoal::IndirectEval => Program::compile_eval(text, None, &options),
        CompileGoal::DirectEval {
            caller,
            scope,
            strict,
        } => {
            let scope = EvalScope {
                unit: caller.unit(vm),
                scope,
                strict,
            };
            Program::compile_eval(text, Some(scope), &options)
        }
    };
    let compiled = compiled.map_err(|error| vm.throw_compile_error(error, name))?;
    vm.check_interrupt()?;
    load_compiled(vm, compiled, name, realm, referrer)
}

/// Compiles the function of a function constructor.
pub(crate) fn compile_dynamic(
    vm: &mut Vm,
    kind: DynamicFunctionKind,
    parameters: &[u8],
    body: &[u8],
    realm: Gc<Realm>,
    referrer: Option<Gc<AnyCell>>,
) -> JsResult<Gc<CodeUnit>> {
    let options = vm.compile_options();
    let name = "anonymous";
    let compiled = Program::compile_dynamic_function(kind, parameters, body, &options)
        .map_err(|error| vm.throw_compile_error(error, name))?;
    load_compiled(vm, compiled, name, realm, referrer)
}

/// Compiles the body of a function that goes by a name in messages; places in it are counted from
/// its own first line.
pub(crate) fn compile_body(
    vm: &mut Vm,
    parameters: &[u8],
    body: &[u8],
    name: &str,
    referrer: Option<Gc<AnyCell>>,
) -> JsResult<Gc<CodeUnit>> {
    let options = vm.compile_options();
    // The body begins on the third line of the assembled text: see `assemble_dynamic_function`.
    const LINES_BEFORE: u32 = 2;
    let kind = DynamicFunctionKind::Normal;
    let start = assemble_dynamic_function(kind, parameters, b"").len() - b"\n}".len();
    let compiled = Program::compile_dynamic_function(kind, parameters, body, &options)
        .map_err(|error| vm.throw_compile_error(moved_back(error, start, body.len()), name))?;
    let realm = vm.realm();
    let source = SourceResource::of_program(compiled.program).after_lines(LINES_BEFORE);
    let source = new_source(vm, name, source)?;
    let words = UnitWords::Owned(compiled.unit.into_boxed_slice());
    load_unit(vm, words, source, realm, referrer)
}

/// An error whose places are counted from `start`, where the text that somebody wrote begins.
fn moved_back(error: CompileError, start: usize, length: usize) -> CompileError {
    let CompileError::Syntax(mut diagnostic) = error else {
        return error;
    };
    let back = |offset: &mut u32| *offset = offset.saturating_sub(start as u32).min(length as u32);
    for label in core::iter::once(&mut diagnostic.primary).chain(&mut diagnostic.secondary) {
        back(&mut label.span.start);
        back(&mut label.span.end);
    }
    CompileError::Syntax(diagnostic)
}

fn load_compiled(
    vm: &mut Vm,
    compiled: Compiled,
    name: &str,
    realm: Gc<Realm>,
    referrer: Option<Gc<AnyCell>>,
) -> JsResult<Gc<CodeUnit>> {
    let source = new_source(vm, name, SourceResource::of_program(compiled.program))?;
    let words = UnitWords::Owned(compiled.unit.into_boxed_slice());
    load_unit(vm, words, source, realm, referrer)
}

/// Compiles a lazy function of a text.
pub(crate) fn compile_function(
    vm: &mut Vm,
    source: Gc<SourceText>,
    function: u32,
) -> JsResult<Vec<u64>> {
    let options = vm.compile_options();
    let Some(program) = &mut source.resource(vm).program else {
        return Err(vm.throw_error_text(ErrorKind::SyntaxError, "the bytecode is malformed"));
    };
    program
        .compile_function(function, &options)
        .map_err(|error| vm.throw_compile_error(error, ""))
}
