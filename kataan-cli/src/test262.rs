//! `kataan --test262 FILE...`: files in turn in one realm with `print` and `$262`.

use kataan::host::{self, FileLoader};

use crate::arguments::RunArguments;
use crate::diagnostic;
use crate::exit::Exit;
use crate::input::Input;
use crate::output::ProgramOutput;
use crate::run::new_isolate;
use crate::uncaught;

/// Runs the files as scripts; with `--module` the last as a module. The first that throws ends
/// the run.
pub(crate) fn run(arguments: &RunArguments) -> Exit {
    let files = arguments.test262_files();
    let mut isolate = match new_isolate(arguments) {
        Ok(isolate) => isolate,
        Err(error) => {
            diagnostic::failure(&error.to_string());
            return Exit::Failure;
        }
    };
    let mut inputs = Vec::new();
    for file in &files {
        match Input::program(file) {
            Ok(input) => inputs.push(input),
            Err(exit) => return exit,
        }
    }
    let realm = isolate.new_realm();
    let mut current = 0;
    let result = realm.and_then(|realm| {
        isolate.enter(Some(realm), |vm| {
            host::set_output(vm, ProgramOutput);
            vm.module_host = Some(Box::new(FileLoader::of_modules_only()));
            host::install_test262(vm)?;
            for (index, input) in inputs.iter().enumerate() {
                current = index;
                if arguments.module && index + 1 == inputs.len() {
                    let mut loader = FileLoader::of_modules_only();
                    let module =
                        loader.compile(vm, std::path::Path::new(&input.name), input.text())?;
                    vm.module_host = Some(Box::new(loader));
                    host::link_module(vm, module)?;
                    host::evaluate_module(vm, module)?;
                } else {
                    vm.evaluate_script(input.text(), &input.name)?;
                }
            }
            host::run_jobs_and_waits(vm)
        })
    });
    match (result, inputs.get(current)) {
        (Ok(()), _) => Exit::Success,
        (Err(error), Some(input)) => uncaught::report(&mut isolate, input, &error),
        (Err(error), None) => {
            diagnostic::failure(&error.to_string());
            Exit::Failure
        }
    }
}
