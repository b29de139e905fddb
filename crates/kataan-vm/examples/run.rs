//! Runs scripts with nothing but the language and `print`: for work on the interpreter itself.

#[path = "../tests/support/mod.rs"]
mod support;

use kataan_gc::enter;
use kataan_vm::string::{Name, to_rust_string};
use kataan_vm::{Vm, VmOptions};

fn main() {
    let options = VmOptions {
        natives: &[&support::TABLE],
        stack_size: 4 << 20,
        ..VmOptions::default()
    };
    let mut vm = Vm::new(options).expect("a heap");
    let failed = enter(&mut vm, |vm| {
        vm.begin_stack();
        let realm = vm.new_realm().expect("a realm");
        vm.set_realm(Some(realm));
        for path in std::env::args().skip(1) {
            let text = std::fs::read(&path).expect("a readable file");
            if std::env::var_os("DISASM").is_some() {
                let options = kataan_bytecode::compiler::Options {
                    mode: kataan_bytecode::compiler::Mode::Whole,
                    ..Default::default()
                };
                let compiled =
                    kataan_bytecode::compiler::Program::compile_script(text.clone(), &options);
                if let Ok(compiled) = compiled {
                    println!(
                        "{}",
                        kataan_bytecode::disassemble(kataan_bytecode::container::Unit::trusted(
                            &compiled.unit
                        ))
                    );
                }
            }
            let result = vm.evaluate_script(&text, &path).and_then(|_| vm.run_jobs());
            let Err(thrown) = result else { continue };
            let Ok(error) = vm.take_exception(thrown) else {
                eprintln!("terminated: {:?}", vm.termination());
                return true;
            };
            let stack = vm.object(error).and_then(|object| {
                let key = vm.key(Name::Stack);
                kataan_vm::object::get_data_without_side_effects(vm, object, key)
            });
            let stack = stack.and_then(|stack| vm.string(stack));
            let stack = stack.and_then(|stack| to_rust_string(vm, stack).ok());
            let text = stack.unwrap_or_else(|| kataan_vm::error::describe(vm, error));
            eprintln!("Uncaught {text}");
            return true;
        }
        false
    });
    std::process::exit(i32::from(failed));
}
