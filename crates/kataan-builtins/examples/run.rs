//! Runs scripts with nothing but the language and `print`: for work on the interpreter itself.

use kataan_gc::enter;
use kataan_vm::native::{Args, IntrinsicObject, NativeTable, ObjectForm, Property, method};
use kataan_vm::realm::Intrinsic;
use kataan_vm::{JsResult, Value, Vm, VmOptions, operation};

fn print(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let mut line = String::new();
    for index in 0..args.len() {
        let string = operation::to_string(vm, args.get(index))?;
        let text = kataan_vm::string::to_rust_string(vm, string)?;
        if index > 0 {
            line.push(' ');
        }
        line.push_str(&text);
    }
    println!("{line}");
    Ok(Value::UNDEFINED)
}

fn now(_: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Ok(Value::from_number(
        now.map_or(0.0, |now| now.as_millis() as f64),
    ))
}

static GLOBAL: &[Property] = &[method("print", 1, print), method("__now", 0, now)];

static TABLE: NativeTable = NativeTable {
    name: "run",
    objects: &[IntrinsicObject {
        intrinsic: Intrinsic::Global,
        form: ObjectForm::Existing,
        prototype: Some(Intrinsic::ObjectPrototype),
        properties: GLOBAL,
    }],
    functions: &[],
    steps: &[],
};

fn main() {
    let options = VmOptions {
        natives: &[&kataan_builtins::TABLE, &TABLE],
        kinds: &[&kataan_builtins::KINDS],
        stack_size: 4 << 20,
        ..VmOptions::default()
    };
    let mut vm = Vm::new(options).expect("a heap");
    kataan_builtins::plug_in(&mut vm);
    let failed = enter(&mut vm, |vm| {
        vm.begin_stack();
        let realm = vm.new_realm().expect("a realm");
        vm.set_realm(Some(realm));
        for path in std::env::args().skip(1) {
            let text = std::fs::read(&path).expect("a readable file");
            let result = vm.evaluate_script(&text, &path).and_then(|value| {
                vm.run_jobs()?;
                Ok(value)
            });
            if let Err(thrown) = result {
                match vm.take_exception(thrown) {
                    Ok(error) => {
                        let text = kataan_vm::error::describe(vm, error);
                        let stack = vm.object(error).and_then(|object| {
                            let key = vm.key(kataan_vm::string::Name::Stack);
                            kataan_vm::object::get_data_without_side_effects(vm, object, key)
                        });
                        let stack = stack.and_then(|stack| vm.string(stack));
                        let stack = stack
                            .and_then(|stack| kataan_vm::string::to_rust_string(vm, stack).ok());
                        eprintln!("Uncaught {}", stack.unwrap_or(text));
                    }
                    Err(_) => eprintln!("terminated: {:?}", vm.termination()),
                }
                return true;
            }
        }
        false
    });
    std::process::exit(i32::from(failed));
}
