//! A realm can be made of the library's tables, and its natives called.

use kataan_builtins::{KINDS, TABLE};
use kataan_gc::enter;
use kataan_vm::operation::{call, get, to_string};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::to_rust_string;
use kataan_vm::{JsResult, Value, Vm, VmOptions};

fn run(test: impl FnOnce(&mut Vm) -> JsResult<()>) {
    let options = VmOptions {
        kinds: &[&KINDS],
        natives: &[&TABLE],
        ..VmOptions::default()
    };
    let mut vm = Vm::new(options).expect("an isolate");
    enter(&mut vm, |vm| {
        vm.begin_stack();
        let realm = vm.new_realm().expect("a realm");
        vm.set_realm(Some(realm));
        if test(vm).is_err() {
            panic!("the test threw");
        }
    });
}

/// `holder[method].call(this, ...arguments)` as text.
fn text_of(
    vm: &mut Vm,
    holder: Intrinsic,
    method: &str,
    this: Value,
    arguments: &[Value],
) -> JsResult<String> {
    let object = vm.intrinsic(holder);
    let key = vm.intern(method)?;
    let function = get(vm, object, key)?;
    let result = call(vm, function, this, arguments)?;
    let text = to_string(vm, result)?;
    to_rust_string(vm, text)
}

#[test]
fn natives_answer() {
    run(|vm| {
        let number = Value::from_number(255.0);
        let radix = Value::from_i32(16);
        assert_eq!(
            text_of(vm, Intrinsic::NumberPrototype, "toString", number, &[radix])?,
            "ff"
        );
        assert_eq!(
            text_of(
                vm,
                Intrinsic::Math,
                "max",
                Value::UNDEFINED,
                &[radix, number]
            )?,
            "255"
        );
        let text = kataan_vm::string::from_str(vm, r#"[3,{"a":[1,null]},"x"]"#)?;
        let parsed = text_of(
            vm,
            Intrinsic::Json,
            "parse",
            Value::UNDEFINED,
            &[text.into()],
        )?;
        assert_eq!(parsed, "3,[object Object],x");
        Ok(())
    });
}

#[test]
fn every_object_of_the_table_is_made() {
    run(|vm| {
        for object in TABLE.objects {
            let made = vm.intrinsic(object.intrinsic);
            let same = TABLE
                .objects
                .iter()
                .filter(|other| vm.intrinsic(other.intrinsic) == made)
                .count();
            assert_eq!(same, 1, "{}", object.intrinsic.name());
        }
        Ok(())
    });
}
