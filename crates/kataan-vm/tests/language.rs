//! Programs and their output: `tests/language/*.js` beside `*.out`. `KATAAN_BLESS=1` rewrites the
//! expectations.

mod support;

use kataan_gc::enter;
use kataan_vm::{Vm, VmOptions};
use std::path::Path;

/// What a program prints; an uncaught error is its last line.
fn run(text: &[u8], name: &str) -> String {
    let options = VmOptions {
        natives: &[&support::TABLE],
        ..VmOptions::default()
    };
    let mut vm = Vm::new(options).expect("an isolate");
    support::OUTPUT.set(Some(String::new()));
    let uncaught = enter(&mut vm, |vm| {
        vm.begin_stack();
        let realm = vm.new_realm().expect("a realm");
        vm.set_realm(Some(realm));
        let result = vm.evaluate_script(text, name).and_then(|_| vm.run_jobs());
        result.err().map(|thrown| match vm.take_exception(thrown) {
            Ok(error) => kataan_vm::error::describe(vm, error),
            Err(_) => format!("{:?}", vm.termination()),
        })
    });
    let mut output = support::OUTPUT.take().unwrap_or_default();
    if let Some(uncaught) = uncaught {
        output.push_str(&format!("uncaught {uncaught}\n"));
    }
    output
}

#[test]
fn programs_print_what_is_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language");
    let bless = std::env::var_os("KATAAN_BLESS").is_some();
    let mut failures = Vec::new();
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder of programs")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "js"))
        .collect();
    paths.sort();
    for path in paths {
        let text = std::fs::read(&path).expect("a program");
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let output = run(&text, &name);
        let expected = path.with_extension("out");
        if bless {
            std::fs::write(&expected, &output).expect("a writable folder");
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != output {
            failures.push(format!("{name} printed:\n{output}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
