//! Running a program's file: as what it is.

use std::path::Path;

use kataan_bytecode::container::Goal;
use kataan_vm::error::ErrorKind;
use kataan_vm::execution::promise::{Promise, PromiseState};
use kataan_vm::module::new_source_text_module;
use kataan_vm::string::{from_str, to_rust_string};
use kataan_vm::{JsResult, Value, Vm};

use crate::commonjs;
use crate::console::{InspectOptions, inspect};
use crate::event_loop::run_event_loop;
use crate::loader::{FileLoader, has_module_syntax, run_main_module};
use crate::module::{Format, Style, format_of};

/// Runs a program: as a module if its name or package says so, or if only that makes sense of its
/// text, and else as a CommonJS module.
pub fn run_program(vm: &mut Vm, file: &Path, text: &[u8]) -> JsResult<()> {
    let format = match format_of(file) {
        Ok(format) => format,
        Err(error) => return Err(commonjs::throw_resolve_error(vm, &error, Style::Require)),
    };
    match format {
        Format::Module => run_program_module(vm, file, text),
        Format::Json => {
            let text = format!("{} is JSON and no program", file.display());
            Err(vm.throw_error_text(ErrorKind::TypeError, &text))
        }
        Format::CommonJs => match commonjs::compile(vm, file, text) {
            Ok(function) => commonjs::run_main(vm, file, function),
            Err(thrown) if has_module_syntax(text) => {
                vm.take_exception(thrown)?;
                run_program_module(vm, file, text)
            }
            Err(thrown) => Err(thrown),
        },
    }
}

/// Runs a program that was compiled before; its words have passed the verifier.
pub fn run_compiled(vm: &mut Vm, file: &Path, words: Vec<u64>) -> JsResult<()> {
    let unit = vm.load_script_unit(words.into_boxed_slice(), &file.to_string_lossy())?;
    if unit.unit(vm).goal() != Goal::Module {
        vm.run_script(unit)?;
        return Ok(());
    }
    let name = from_str(vm, &file.to_string_lossy())?;
    let realm = vm.realm();
    let module = new_source_text_module(vm, realm, unit, name.into())?;
    let promise = vm.run_module(module)?;
    finish_module(vm, file, promise)
}

/// Runs a program that is a module, up to the end of its top-level awaits.
pub fn run_program_module(vm: &mut Vm, file: &Path, text: &[u8]) -> JsResult<()> {
    let promise = run_main_module(vm, FileLoader::default(), file, text)?;
    finish_module(vm, file, promise)
}

/// Waits for the completion of a program that is a module.
fn finish_module(vm: &mut Vm, file: &Path, promise: Value) -> JsResult<()> {
    let Some(promise) = vm.heap.gc::<Promise>(promise) else {
        return Ok(());
    };
    promise.is_handled.set(true);
    run_event_loop(vm)?;
    match promise.state.get() {
        PromiseState::Fulfilled => Ok(()),
        PromiseState::Rejected => Err(vm.throw(promise.result.get())),
        PromiseState::Pending => {
            let text = format!(
                "{} awaits at its top level what never comes",
                file.display()
            );
            Err(vm.throw_error_text(ErrorKind::Error, &text))
        }
    }
}

/// A value as the command prints it: a string as it is, anything else inspected.
pub fn show(vm: &mut Vm, value: Value) -> JsResult<String> {
    match vm.string(value) {
        Some(string) => to_rust_string(vm, string),
        None => inspect(vm, value, InspectOptions::default()),
    }
}
