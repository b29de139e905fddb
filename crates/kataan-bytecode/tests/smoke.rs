//! Compiles whole suites of JavaScript files: nothing panics, and the verifier accepts what the
//! compiler makes. The directory is taken from `KATAAN_TEST262`; without it there is nothing to do.

use std::fs;
use std::path::{Path, PathBuf};

use kataan_bytecode::compiler::{CompileError, Mode, Options, Program};
use kataan_bytecode::container::{FunctionFlags, FunctionIndex, Unit};
use kataan_bytecode::{disassemble, verify};

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(directory) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "js") {
            files.push(path);
        }
    }
}

/// Compiles function by function, as a program that runs does, and says what the verifier refuses.
fn verify_lazily(source: &[u8], is_module: bool) -> Option<String> {
    let options = Options {
        mode: Mode::Lazy,
        keep_source: false,
        stack_budget: 1 << 20,
        ..Options::default()
    };
    let compiled = if is_module {
        Program::compile_module(source.to_vec(), &options)
    } else {
        Program::compile_script(source.to_vec(), &options)
    };
    let mut compiled = compiled.ok()?;
    let mut units = vec![core::mem::take(&mut compiled.unit)];
    while let Some(words) = units.pop() {
        let unit = match Unit::open(&words) {
            Ok(unit) => unit,
            Err(error) => return Some(error.to_string()),
        };
        if let Err(error) = verify::verify(unit) {
            return Some(format!("{error}\n{}", disassemble(unit)));
        }
        for index in 0..unit.function_count() as u32 {
            let record = unit.function(FunctionIndex(index))?;
            if record.flags().has(FunctionFlags::LAZY) {
                match compiled
                    .program
                    .compile_function(record.lazy_function(), &options)
                {
                    Ok(unit) => units.push(unit),
                    Err(error) => return Some(error.to_string()),
                }
            }
        }
    }
    None
}

#[test]
fn the_verifier_accepts_what_is_compiled() {
    let Some(root) = std::env::var_os("KATAAN_TEST262") else {
        return;
    };
    let mut files = Vec::new();
    collect(&Path::new(&root).join("test"), &mut files);
    files.sort();
    assert!(!files.is_empty(), "no tests under KATAAN_TEST262");
    if let Ok(filter) = std::env::var("KATAAN_FILTER") {
        files.retain(|file| file.to_string_lossy().contains(&filter));
    }
    let options = Options {
        mode: Mode::Whole,
        keep_source: true,
        stack_budget: 1 << 20,
        ..Options::default()
    };
    let (mut compiled, mut refused, mut failed) = (0, 0, Vec::new());
    for file in &files {
        let source = fs::read(file).expect("the file was just listed");
        let text = String::from_utf8_lossy(&source);
        let is_module = text.contains("flags: [module") || text.contains(", module");
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            if is_module {
                Program::compile_module(source.clone(), &options)
            } else {
                Program::compile_script(source.clone(), &options)
            }
        }));
        match result {
            Ok(Ok(program)) => {
                compiled += 1;
                let checked = std::panic::catch_unwind(|| match Unit::open(&program.unit) {
                    Ok(unit) => match verify::verify(unit) {
                        Ok(()) => None,
                        Err(error) => Some(format!("{error}\n{}", disassemble(unit))),
                    },
                    Err(error) => Some(error.to_string()),
                });
                let lazily = std::panic::catch_unwind(|| verify_lazily(&source, is_module));
                if let Ok(Some(error)) = &lazily {
                    failed.push(format!("{}, lazily: {error}", file.display()));
                } else if lazily.is_err() {
                    failed.push(format!("{}, lazily: panic", file.display()));
                }
                match checked {
                    Ok(None) => {}
                    Ok(Some(error)) => failed.push(format!("{}: {error}", file.display())),
                    Err(_) => failed.push(format!("{}: panic in verifier", file.display())),
                }
            }
            Ok(Err(CompileError::Syntax(_))) => refused += 1,
            Ok(Err(error)) => failed.push(format!("{}: {error}", file.display())),
            Err(_) => failed.push(format!("{}: panic", file.display())),
        }
    }
    println!(
        "{compiled} compiled, {refused} refused, {} failed",
        failed.len()
    );
    for failure in failed.iter().take(12) {
        println!("{failure}");
    }
    assert!(failed.is_empty());
}
