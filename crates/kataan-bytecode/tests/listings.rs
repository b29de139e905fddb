//! Listings of small programs, one for each part of the language. `INSTA_UPDATE=always` blesses.

use std::fs;
use std::path::Path;

use kataan_bytecode::compiler::{EvalScope, Mode, Options, Program};
use kataan_bytecode::container::{Constant, Unit};
use kataan_bytecode::opcode::operand::ConstantIndex;
use kataan_bytecode::{disassemble, verify};

fn options() -> Options {
    Options {
        mode: Mode::Whole,
        ..Options::default()
    }
}

fn listing(unit: &[u64]) -> String {
    let unit = Unit::open(unit).expect("the unit is well-formed");
    let listing = disassemble(unit);
    if let Err(error) = verify::verify(unit) {
        panic!("{error}\n{listing}");
    }
    listing
}

#[test]
fn programs() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/listings");
    let mut files: Vec<_> = fs::read_dir(&directory)
        .expect("the inputs are beside this file")
        .map(|entry| entry.expect("the entry is readable").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|end| end == "js" || end == "mjs")
        })
        .collect();
    files.sort();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("listings");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for path in files {
            let source = fs::read(&path).expect("the input is readable");
            let compiled = if path.extension().is_some_and(|end| end == "mjs") {
                Program::compile_module(source, &options())
            } else {
                Program::compile_script(source, &options())
            };
            let compiled = compiled.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let name = path
                .file_stem()
                .expect("the file has a name")
                .to_string_lossy()
                .into_owned();
            insta::assert_snapshot!(name, listing(&compiled.unit));
        }
    });
}

/// The last scope constant of the unit: that of the innermost direct eval.
fn innermost_scope(unit: Unit<'_>) -> ConstantIndex {
    (0..unit.constant_count() as u32)
        .rev()
        .map(ConstantIndex)
        .find(|&index| matches!(unit.constant(index), Some(Constant::Scope(_))))
        .expect("the program has a direct eval")
}

#[test]
fn eval_code_sees_the_scopes_around_it() {
    let program =
        b"class A { #p = 1; m(a) { const c = 1; return (() => { let l; return eval('')})(); } }";
    let outer = Program::compile_script(program.to_vec(), &options()).expect("the text is right");
    let unit = Unit::open(&outer.unit).expect("the unit is well-formed");
    let scope = Some(EvalScope {
        unit,
        scope: innermost_scope(unit),
        strict: true,
    });
    let text = b"var v = this.#p + a + c + l + free; (() => super.m(new.target, v))()";
    let compiled =
        Program::compile_eval(text.to_vec(), scope, &options()).expect("the text is right");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("listings");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("direct_eval", listing(&compiled.unit)));
}

#[test]
fn functions_are_compiled_one_by_one() {
    let program =
        b"let x = 1; function f(a) { return function g() { return a + x; }; } (() => 1)();";
    let mut lazy =
        Program::compile_script(program.to_vec(), &Options::default()).expect("the text is right");
    let unit = Unit::open(&lazy.unit).expect("the unit is well-formed");
    verify::verify(unit).expect("lazy units verify");
    let mut work: Vec<u32> = lazy_functions(unit);
    assert_eq!(
        work.len(),
        1,
        "f is lazy, the arrow function is called at once"
    );
    let mut compiled = 0;
    while let Some(function) = work.pop() {
        let words = lazy
            .program
            .compile_function(function, &Options::default())
            .expect("what parsed once parses again");
        let unit = Unit::open(&words).expect("the unit is well-formed");
        verify::verify(unit).expect("it verifies");
        work.extend(lazy_functions(unit));
        compiled += 1;
    }
    assert_eq!(compiled, 2);
}

fn lazy_functions(unit: Unit<'_>) -> Vec<u32> {
    use kataan_bytecode::container::{FunctionFlags, FunctionIndex};
    (0..unit.function_count() as u32)
        .filter_map(|index| unit.function(FunctionIndex(index)))
        .filter(|record| record.flags().has(FunctionFlags::LAZY))
        .map(|record| record.lazy_function())
        .collect()
}
