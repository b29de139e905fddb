//! Objects from outside: properties, prototypes, arrays, proxies, caches.

use kataan_vm::native::{
    Args, IntrinsicObject, NativeTable, ObjectForm, Property, accessor, method,
};
use kataan_vm::object::{
    Attributes, LoadLookup, PropertyDescriptor, PropertyKey, array_create, array_length,
    array_push, bound_function_create, create_array_from_list, create_native_function,
    create_object, lookup_for_cache, ordinary_object_create, proxy_create,
};
use kataan_vm::operation as op;
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{Name, concat, from_str, to_rust_string};
use kataan_vm::{JsResult, Value, Vm, VmOptions};

fn answer(_: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(Value::from_i32(42 + args.len() as i32))
}

static ROWS: &[Property] = &[
    method("answer", 0, answer),
    accessor("size", Some(answer), None),
];
static OBJECTS: &[IntrinsicObject] = &[IntrinsicObject {
    intrinsic: Intrinsic::Math,
    form: ObjectForm::Ordinary(Some("Math")),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: ROWS,
}];
static TABLE: NativeTable = NativeTable {
    name: "test",
    objects: OBJECTS,
    functions: &[],
    steps: &[],
};

/// Runs `body` in a fresh realm.
fn run(body: fn(&mut Vm) -> JsResult<()>) {
    let mut vm = Vm::new(VmOptions {
        natives: &[&TABLE],
        ..VmOptions::default()
    })
    .expect("an isolate");
    kataan_gc::enter(&mut vm, |vm| {
        vm.begin_stack();
        let realm = vm.new_realm().expect("a realm");
        vm.set_realm(Some(realm));
        if let Err(thrown) = body(vm) {
            let value = vm.take_exception(thrown).expect("an exception");
            let key = vm.key(Name::Message);
            let text = op::get_v(vm, value, key).and_then(|text| op::value_to_display(vm, text));
            panic!("threw {text:?}");
        }
    });
}

fn message(vm: &mut Vm, result: JsResult<Value>) -> String {
    let value = vm
        .take_exception(result.expect_err("a throw"))
        .expect("an exception");
    let key = vm.key(Name::Message);
    let text = op::get_v(vm, value, key).expect("a message");
    op::value_to_display(vm, text).expect("text")
}

#[test]
fn rows_make_functions() {
    run(|vm| {
        let global = vm.realm().global_object();
        let key = vm.intern("Math")?;
        let math = op::get(vm, global, key)?;
        let key = vm.intern("answer")?;
        assert_eq!(
            op::invoke(vm, math, key, &[Value::NULL])?,
            Value::from_i32(43)
        );
        let key = vm.intern("size")?;
        assert_eq!(op::get_v(vm, math, key)?, Value::from_i32(42));
        Ok(())
    });
}

#[test]
fn properties_in_order() {
    run(|vm| {
        let object = create_object(vm)?;
        for name in ["b", "a", "10", "9", "c", "4294967295"] {
            let key = vm.intern(name)?;
            op::set(vm, object, key, Value::TRUE)?;
        }
        let b = vm.intern("b")?;
        assert!(op::delete(vm, object, b)?);
        op::set(vm, object, b, Value::FALSE)?;
        let keys = op::enumerable_own_properties(vm, object, op::PropertyKind::Key)?;
        let mut texts = Vec::new();
        for key in keys.iter() {
            texts.push(op::value_to_display(vm, key)?);
        }
        assert_eq!(texts, ["9", "10", "a", "c", "4294967295", "b"]);
        Ok(())
    });
}

#[test]
fn a_million_keys_and_deletion() {
    run(|vm| {
        let object = create_object(vm)?;
        let count = 200_000;
        for index in 0..count {
            let key = vm.intern(&format!("key{index}"))?;
            op::set(vm, object, key, Value::from_i32(index))?;
        }
        for index in (0..count).rev().step_by(2) {
            let key = vm.intern(&format!("key{index}"))?;
            assert!(op::delete(vm, object, key)?);
        }
        for index in 0..count {
            let key = vm.intern(&format!("key{index}"))?;
            let expected = if index % 2 == 0 {
                Value::from_i32(index)
            } else {
                Value::UNDEFINED
            };
            assert_eq!(op::get(vm, object, key)?, expected);
        }
        Ok(())
    });
}

#[test]
fn arrays_keep_their_length() {
    run(|vm| {
        let array = array_create(vm, 3, None)?;
        assert_eq!(array_length(array), 3);
        op::set(vm, array, PropertyKey::from_index(9), Value::TRUE)?;
        assert_eq!(array_length(array), 10);
        let length = vm.key(Name::Length);
        op::set(vm, array, length, Value::from_i32(5))?;
        assert!(!op::has_property(vm, array, PropertyKey::from_index(9))?);
        op::set(
            vm,
            array,
            PropertyKey::from_index(4_000_000_000),
            Value::TRUE,
        )?;
        assert_eq!(array_length(array), 4_000_000_001);
        let result = op::set(vm, array, length, Value::from_f64(1.5)).map(|()| Value::NULL);
        assert_eq!(message(vm, result), "invalid array length");
        let fixed = PropertyDescriptor {
            configurable: Some(false),
            ..PropertyDescriptor::data(Value::ZERO, Attributes::ALL)
        };
        op::define_property_or_throw(vm, array, PropertyKey::from_index(7), &fixed)?;
        assert!(
            op::set(vm, array, length, Value::ZERO)
                .is_err_and(|thrown| vm.take_exception(thrown).is_ok())
        );
        assert_eq!(array_length(array), 8);
        Ok(())
    });
}

#[test]
fn a_queue_shifts_in_constant_time() {
    run(|vm| {
        let array = create_array_from_list(vm, &[])?;
        for index in 0..300_000 {
            array_push(vm, array, Value::from_i32(index))?;
        }
        for index in 0..300_000 {
            let first = kataan_vm::object::array_shift_fast(array);
            assert_eq!(first, Some(Value::from_i32(index)));
            array_push(vm, array, Value::NULL)?;
        }
        Ok(())
    });
}

#[test]
fn appending_is_linear() {
    run(|vm| {
        let mut text = from_str(vm, "")?;
        let piece = from_str(vm, "x")?;
        for _ in 0..1_000_000 {
            text = concat(vm, text, piece)?;
        }
        assert_eq!(to_rust_string(vm, text)?.len(), 1_000_000);
        let mut text = from_str(vm, "")?;
        for _ in 0..100_000 {
            text = concat(vm, piece, text)?;
        }
        assert_eq!(to_rust_string(vm, text)?, "x".repeat(100_000));
        Ok(())
    });
}

#[test]
fn caches_see_changes() {
    run(|vm| {
        let grandparent = create_object(vm)?;
        let parent = ordinary_object_create(vm, Some(grandparent))?;
        let key = vm.intern("x")?;
        op::set(vm, grandparent, key, Value::ZERO)?;
        let child = ordinary_object_create(vm, Some(parent))?;
        let LoadLookup::Inherited(holder, _, validity) = lookup_for_cache(vm, child, key)? else {
            panic!("an inherited property")
        };
        assert!(holder == grandparent && validity.is_valid());
        op::set(vm, parent, key, Value::TRUE)?;
        assert!(!validity.is_valid());
        let LoadLookup::Inherited(holder, _, validity) = lookup_for_cache(vm, child, key)? else {
            panic!("an inherited property")
        };
        assert!(holder == parent && validity.is_valid());
        op::delete(vm, parent, key)?;
        assert!(!validity.is_valid());
        let other = vm.intern("y")?;
        let LoadLookup::Absent(Some(validity)) = lookup_for_cache(vm, child, other)? else {
            panic!("absent")
        };
        op::set(vm, grandparent, other, Value::TRUE)?;
        assert!(!validity.is_valid());
        Ok(())
    });
}

#[test]
fn long_chains_do_not_overflow() {
    run(|vm| {
        let mut object = create_object(vm)?;
        let key = vm.intern("x")?;
        op::set(vm, object, key, Value::TRUE)?;
        for _ in 0..100_000 {
            object = ordinary_object_create(vm, Some(object))?;
        }
        assert_eq!(op::get(vm, object, key)?, Value::TRUE);
        let mut function = create_native_function(vm, answer, "f", 0)?;
        for _ in 0..100_000 {
            function = bound_function_create(vm, function, Value::NULL, &[])?;
        }
        assert_eq!(
            op::call(vm, function.into(), Value::NULL, &[Value::NULL])?,
            Value::from_i32(43)
        );
        let handler = create_object(vm)?;
        let mut proxy = create_object(vm)?;
        for _ in 0..100_000 {
            proxy = proxy_create(vm, proxy.into(), handler.into())?;
        }
        let result = op::get(vm, proxy, key);
        assert_eq!(message(vm, result), "maximum call stack size exceeded");
        Ok(())
    });
}
