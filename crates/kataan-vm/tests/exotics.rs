//! Exotic objects and abstract operations, each also with the collector under stress.

use kataan_gc::{AnyCell, Gc, HeapOptions, TailInit, ValueArray, ValueArrayInit};
use kataan_vm::native::Args;
use kataan_vm::object::{
    Attributes, ElementType, EnvironmentAccess, LENGTH_TRACKING, Object, PropertyDescriptor,
    PropertyKey, TypedArray, allocate_array_buffer, create_array_from_list,
    create_mapped_arguments, create_native_closure, create_native_constructor,
    create_native_function, create_object, define_accessor_property, define_data_property,
    detach_array_buffer, ordinary_object_create, proxy_create, resize_array_buffer, string_create,
};
use kataan_vm::operation::{self as op, BinaryOperator, IntegrityLevel};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{Name, concat, from_str};
use kataan_vm::symbol::{WellKnownSymbol, create_symbol, symbol_for};
use kataan_vm::value::bigint::{from_literal, from_string};
use kataan_vm::{JsResult, Value, Vm, VmOptions};

fn run(body: fn(&mut Vm) -> JsResult<()>) {
    let stress = HeapOptions {
        stress: 11,
        verify: true,
        ..HeapOptions::default()
    };
    for heap in [HeapOptions::default(), stress] {
        run_with(
            VmOptions {
                heap,
                ..VmOptions::default()
            },
            body,
        );
    }
}

/// Runs `body` in a fresh realm of an isolate with these options.
fn run_with(options: VmOptions, body: fn(&mut Vm) -> JsResult<()>) {
    let mut vm = Vm::new(options).expect("an isolate");
    kataan_gc::enter(&mut vm, |vm| {
        vm.begin_stack();
        let realm = vm.new_realm().expect("a realm");
        vm.set_realm(Some(realm));
        if let Err(thrown) = body(vm) {
            let value = vm.take_exception(thrown).expect("an exception");
            panic!("threw {}", message_of(vm, value));
        }
    });
}

fn message_of(vm: &mut Vm, error: Value) -> String {
    let key = vm.key(Name::Message);
    let text = op::get_v(vm, error, key).expect("a message");
    op::value_to_display(vm, text).expect("text")
}

fn caught<T: core::fmt::Debug>(vm: &mut Vm, result: JsResult<T>) -> String {
    let value = vm
        .take_exception(result.expect_err("a throw"))
        .expect("an exception");
    message_of(vm, value)
}

fn text(vm: &mut Vm, value: Value) -> String {
    op::value_to_display(vm, value).expect("text")
}

fn string(vm: &mut Vm, text: &str) -> Value {
    from_str(vm, text).expect("a string").into()
}

fn keys(vm: &mut Vm, object: Gc<Object>) -> Vec<String> {
    let keys = op::own_property_keys(vm, object).expect("keys");
    let mut texts = Vec::new();
    for raw in keys.iter() {
        let value = PropertyKey::from_raw(raw).to_value(vm).expect("a key");
        texts.push(text(vm, value));
    }
    texts
}

#[test]
fn numbers_and_text() {
    run(|vm| {
        for (number, expected) in [
            (7.0, "7"),
            (-0.0, "0"),
            (-123456.0, "-123456"),
            (0.1, "0.1"),
            (1e21, "1e+21"),
            (4294967296.0, "4294967296"),
        ] {
            assert_eq!(text(vm, Value::from_number(number)), expected);
        }
        for (source, expected) in [
            ("  12\n", 12.0),
            ("0x10", 16.0),
            ("", 0.0),
            ("-Infinity", f64::NEG_INFINITY),
        ] {
            let value = string(vm, source);
            assert_eq!(op::to_number(vm, value)?, expected);
        }
        let symbol = create_symbol(vm, Value::UNDEFINED)?.into();
        let result = op::to_number(vm, symbol);
        assert_eq!(caught(vm, result), "cannot convert a symbol to a number");
        let big = from_literal(vm, "12")?;
        let result = op::add(vm, big, Value::ZERO);
        assert_eq!(
            caught(vm, result),
            "cannot mix BigInt and other types, use explicit conversions"
        );
        assert_eq!(op::to_length(vm, Value::from_f64(-5.0))?, 0);
        assert_eq!(
            op::to_length(vm, Value::from_f64(f64::INFINITY))?,
            (1 << 53) - 1
        );
        let result = op::to_index(vm, Value::from_i32(-1));
        assert_eq!(caught(vm, result), "invalid index");
        Ok(())
    });
}

#[test]
fn keys_are_canonical() {
    run(|vm| {
        for (source, integer) in [
            ("0", Some(0)),
            ("4294967295", Some(4294967295)),
            ("9007199254740991", Some(9007199254740991)),
            ("9007199254740992", None),
            ("00", None),
            ("-1", None),
            ("1.0", None),
            ("", None),
        ] {
            let value = string(vm, source);
            let key = op::to_property_key(vm, value)?;
            assert_eq!(key.as_integer(), integer, "{source}");
            assert_eq!(vm.intern(source)?, key);
            let back = key.to_value(vm)?;
            assert_eq!(text(vm, back), source);
        }
        assert_eq!(
            op::to_property_key(vm, Value::from_f64(3.0))?,
            PropertyKey::from_index(3)
        );
        assert_eq!(
            op::to_property_key(vm, Value::from_f64(-0.0))?,
            PropertyKey::from_index(0)
        );
        let wide = string(vm, "\u{3b1}\u{3b2}");
        assert_eq!(op::to_property_key(vm, wide)?, vm.intern("αβ")?);
        // A rope, a slice and a two-byte string of narrow units are one key.
        let long = from_str(vm, "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz")?;
        let rope = concat(vm, long, long)?;
        let slice = kataan_vm::string::substring(vm, rope, 26, 78)?;
        assert_eq!(vm.intern_string(slice)?, vm.intern_string(long)?);
        Ok(())
    });
}

#[test]
fn big_integers() {
    run(|vm| {
        let left = from_literal(vm, "0xffffffffffffffffffffffff")?;
        let right = from_literal(vm, "12345678901234567890n")?;
        for (operator, expected) in [
            (BinaryOperator::Add, "79228162526610016494778518225"),
            (BinaryOperator::Subtract, "79228162501918658692309382445"),
            (
                BinaryOperator::Multiply,
                "978125454335936727074904742038566663887345743150",
            ),
            (BinaryOperator::Divide, "6417481221"),
            (BinaryOperator::Remainder, "5095584443419356645"),
            (BinaryOperator::BitwiseAnd, "12345678901234567890"),
        ] {
            let result = op::apply_numeric(vm, operator, left, right)?;
            let result = vm.heap.gc(result).expect("a BigInt");
            let big = kataan_vm::value::bigint::to_text(vm, &result, 10)?;
            assert_eq!(big, expected, "{operator:?}");
        }
        let result = op::apply_numeric(vm, BinaryOperator::Exponentiate, left, right);
        assert_eq!(caught(vm, result), "the BigInt is too large");
        let minus_five = from_literal(vm, "5").and_then(|five| op::negate(vm, five))?;
        let two = from_literal(vm, "2")?;
        for (operator, expected) in [
            (BinaryOperator::ShiftRight, "-2"),
            (BinaryOperator::Divide, "-2"),
            (BinaryOperator::Remainder, "-1"),
            (BinaryOperator::ShiftLeft, "-20"),
            (BinaryOperator::Exponentiate, "25"),
            (BinaryOperator::BitwiseOr, "-5"),
        ] {
            let result = op::apply_numeric(vm, operator, minus_five, two)?;
            assert_eq!(text(vm, result), expected, "{operator:?}");
        }
        let spaced = from_str(vm, "  0x1f ")?;
        assert_eq!(
            from_string(vm, spaced)?.and_then(|big| big.to_i64()),
            Some(31)
        );
        assert_eq!(
            op::is_less_than(vm, two, Value::from_f64(2.5), true)?,
            Some(true)
        );
        assert_eq!(op::is_less_than(vm, Value::NAN, two, true)?, None);
        let text_two = string(vm, "2");
        assert!(op::is_loosely_equal(vm, two, text_two)?);
        assert!(op::is_loosely_equal(vm, Value::from_i32(2), two)?);
        assert!(!op::is_strictly_equal(vm, Value::from_i32(2), two)?);
        Ok(())
    });
}

#[test]
fn string_objects() {
    run(|vm| {
        let prototype = vm.intrinsic(Intrinsic::StringPrototype);
        let abc = from_str(vm, "abc")?;
        let object = string_create(vm, abc, prototype)?;
        let extra = vm.intern("7")?;
        op::set(vm, object, extra, Value::TRUE)?;
        assert_eq!(keys(vm, object), ["0", "1", "2", "7", "length"]);
        let unit = op::get_index(vm, object, 1)?;
        assert_eq!(text(vm, unit), "b");
        let result = op::set(vm, object, PropertyKey::from_index(1), Value::TRUE);
        assert!(caught(vm, result).starts_with("cannot set property '1'"));
        assert!(!op::delete(vm, object, PropertyKey::from_index(0))?);
        assert!(op::delete(vm, object, PropertyKey::from_index(3))?);
        Ok(())
    });
}

#[test]
fn typed_arrays() {
    run(|vm| {
        let buffer = allocate_array_buffer(vm, None, 8, Some(16))?;
        let prototype = vm.intrinsic(Intrinsic::ObjectPrototype);
        let array = TypedArray::create(
            vm,
            Some(prototype),
            ElementType::Int16,
            buffer,
            2,
            LENGTH_TRACKING,
        )?;
        let object: Gc<Object> = array.upcast();
        assert_eq!(array.length_now(vm), Some(3));
        op::set(
            vm,
            object,
            PropertyKey::from_index(0),
            Value::from_f64(65537.9),
        )?;
        assert_eq!(op::get_index(vm, object, 0)?, Value::from_i32(1));
        op::set(vm, object, PropertyKey::from_index(9), Value::TRUE)?;
        assert_eq!(op::get_index(vm, object, 9)?, Value::UNDEFINED);
        for name in ["-0", "1.5", "Infinity", "NaN", "1e+21"] {
            let key = vm.intern(name)?;
            op::set(vm, object, key, Value::TRUE)?;
            assert!(!op::has_property(vm, object, key)?, "{name}");
        }
        let named = vm.intern("1.50")?;
        op::set(vm, object, named, Value::TRUE)?;
        assert_eq!(keys(vm, object), ["0", "1", "2", "1.50"]);
        assert!(!op::delete(vm, object, PropertyKey::from_index(0))?);
        assert!(resize_array_buffer(vm, buffer, 16)?);
        assert_eq!(array.length_now(vm), Some(7));
        assert!(!resize_array_buffer(vm, buffer, 17)?);
        assert!(resize_array_buffer(vm, buffer, 1)?);
        assert_eq!(array.length_now(vm), None);
        assert!(resize_array_buffer(vm, buffer, 8)?);
        assert_eq!(op::get_index(vm, object, 0)?, Value::ZERO);
        detach_array_buffer(vm, buffer);
        assert_eq!(op::get_index(vm, object, 0)?, Value::UNDEFINED);
        assert_eq!(keys(vm, object), ["1.50"]);
        let fixed = allocate_array_buffer(vm, None, 8, None)?;
        let floats =
            TypedArray::create(vm, Some(prototype), ElementType::Float64, fixed, 0, 1)?.upcast();
        op::set(vm, floats, PropertyKey::from_index(0), Value::from_f64(0.1))?;
        assert_eq!(op::get_index(vm, floats, 0)?, Value::from_f64(0.1));
        assert!(op::prevent_extensions(vm, floats)?);
        let result = op::set_integrity_level(vm, floats, IntegrityLevel::Frozen);
        assert_eq!(caught(vm, result), "cannot redefine property '0'");
        Ok(())
    });
}

fn read_environment(cell: Gc<AnyCell>, slot: u32) -> Value {
    cell.cast::<ValueArray>()
        .map_or(Value::UNDEFINED, |array| array.slots()[slot as usize].get())
}

fn write_environment(cell: Gc<AnyCell>, slot: u32, value: Value) {
    if let Some(array) = cell.cast::<ValueArray>() {
        array.slots()[slot as usize].set(value);
    }
}

#[test]
fn mapped_arguments() {
    run(|vm| {
        vm.hooks.environment = Some(EnvironmentAccess {
            get: read_environment,
            set: write_environment,
        });
        let values = [Value::from_i32(1), Value::from_i32(2), Value::from_i32(3)];
        let environment = vm.heap.allocate(ValueArrayInit {
            slots: TailInit::Copy(&values),
        })?;
        let arguments = create_mapped_arguments(
            vm,
            Value::NULL,
            &values,
            environment.erase(),
            &[Some(0), None, Some(2)],
        )?;
        let index = PropertyKey::from_index;
        environment.slots()[0].set(Value::TRUE);
        assert_eq!(op::get(vm, arguments, index(0))?, Value::TRUE);
        op::set(vm, arguments, index(0), Value::FALSE)?;
        assert_eq!(environment.slots()[0].get(), Value::FALSE);
        op::set(vm, arguments, index(1), Value::FALSE)?;
        assert_eq!(environment.slots()[1].get(), Value::from_i32(2));
        environment.slots()[2].set(Value::TRUE);
        let fixed = PropertyDescriptor {
            writable: Some(false),
            ..PropertyDescriptor::default()
        };
        assert!(op::define_own_property(vm, arguments, index(2), &fixed)?);
        environment.slots()[2].set(Value::NULL);
        assert_eq!(op::get(vm, arguments, index(2))?, Value::TRUE);
        assert!(op::delete(vm, arguments, index(0))?);
        op::set(vm, arguments, index(0), Value::ZERO)?;
        assert_eq!(environment.slots()[0].get(), Value::FALSE);
        assert_eq!(keys(vm, arguments)[..3], ["0", "1", "2"]);
        Ok(())
    });
}

/// A trap that returns what it captured.
fn constant(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let callee = vm
        .heap
        .gc::<kataan_vm::object::NativeFunctionObject>(args.callee())
        .expect("the callee");
    Ok(callee.captured(0))
}

fn with_trap(vm: &mut Vm, target: Gc<Object>, name: &str, result: Value) -> JsResult<Gc<Object>> {
    let handler = create_object(vm)?;
    let trap = create_native_closure(vm, constant, "", 0, &[result])?;
    let key = vm.intern(name)?;
    op::set(vm, handler, key, trap.into())?;
    proxy_create(vm, target.into(), handler.into())
}

#[test]
fn proxies_keep_invariants() {
    run(|vm| {
        let target = create_object(vm)?;
        let key = vm.intern("x")?;
        define_data_property(vm, target, key, Value::from_i32(1), Attributes::NONE)?;
        let proxy = with_trap(vm, target, "get", Value::from_i32(2))?;
        let result = op::get(vm, proxy, key);
        assert!(caught(vm, result).contains("read-only"));
        let other = vm.intern("y")?;
        assert_eq!(op::get(vm, proxy, other)?, Value::from_i32(2));
        let proxy = with_trap(vm, target, "has", Value::FALSE)?;
        let result = op::has_property(vm, proxy, key);
        assert!(caught(vm, result).contains("hidden"));
        let empty = create_array_from_list(vm, &[])?;
        let proxy = with_trap(vm, target, "ownKeys", empty.into())?;
        let result = op::own_property_keys(vm, proxy).map(|_| ());
        assert!(caught(vm, result).contains("missing"));
        let proxy = with_trap(vm, target, "deleteProperty", Value::TRUE)?;
        let result = op::delete(vm, proxy, key);
        assert!(caught(vm, result).contains("not configurable"));
        let proxy = with_trap(vm, target, "getPrototypeOf", Value::NULL)?;
        assert!(op::get_prototype_of(vm, proxy)?.is_none());
        op::prevent_extensions(vm, target)?;
        let result = op::get_prototype_of(vm, proxy).map(|_| ());
        assert!(caught(vm, result).contains("another prototype"));
        let plain = create_object(vm)?;
        let proxy = proxy_create(vm, target.into(), plain.into())?;
        assert_eq!(keys(vm, proxy), ["x"]);
        vm.heap
            .gc::<kataan_vm::object::Proxy>(proxy.into())
            .expect("a proxy")
            .revoke();
        let result = op::get(vm, proxy, key);
        assert_eq!(
            caught(vm, result),
            "cannot perform 'get' on a revoked proxy"
        );
        Ok(())
    });
}

#[test]
fn for_in_visits_each_name_once() {
    run(|vm| {
        let parent = create_object(vm)?;
        let child = ordinary_object_create(vm, Some(parent))?;
        for (object, names) in [(parent, ["a", "b", "1"]), (child, ["b", "c", "0"])] {
            for name in names {
                let key = vm.intern(name)?;
                op::set(vm, object, key, Value::TRUE)?;
            }
        }
        let hidden = vm.intern("a")?;
        define_data_property(vm, child, hidden, Value::TRUE, Attributes::HIDDEN)?;
        let iterator = op::for_in_start(vm, child.into())?;
        let mut seen = Vec::new();
        while let Some(key) = op::for_in_step(vm, iterator)? {
            let name = text(vm, key);
            if name == "b" {
                let removed = vm.intern("c")?;
                op::delete(vm, child, removed)?;
            }
            seen.push(name);
        }
        assert_eq!(seen, ["0", "b", "1"]);
        Ok(())
    });
}

/// `next` of an iterator that counts in its captured slot up to three.
fn count(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let callee = vm
        .heap
        .gc::<kataan_vm::object::NativeFunctionObject>(args.callee())
        .expect("the callee");
    let number = callee.captured(0).as_i32().unwrap_or(0);
    callee.set_captured(0, Value::from_i32(number + 1));
    Ok(op::create_iter_result(vm, Value::from_i32(number), number == 3)?.into())
}

fn itself(_: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(args.this())
}

#[test]
fn iterators() {
    run(|vm| {
        let object = create_object(vm)?;
        let next = create_native_closure(vm, count, "next", 0, &[Value::ZERO])?;
        let key = vm.key(Name::Next);
        op::set(vm, object, key, next.into())?;
        let method = create_native_function(vm, itself, "", 0)?;
        let key = vm.symbol_key(WellKnownSymbol::Iterator);
        op::set(vm, object, key, method.into())?;
        let mut record = op::get_iterator(vm, object.into(), op::IteratorKind::Sync)?;
        let list = op::iterator_to_list(vm, &mut record)?;
        assert_eq!(
            list.iter().collect::<Vec<_>>(),
            [0, 1, 2].map(Value::from_i32)
        );
        assert!(record.done);
        let result = op::get_iterator(vm, Value::from_i32(5), op::IteratorKind::Sync).map(|_| ());
        assert_eq!(caught(vm, result), "5 is not iterable");
        Ok(())
    });
}

#[test]
fn instances_and_symbols() {
    run(|vm| {
        let prototype = vm.intrinsic(Intrinsic::FunctionPrototype);
        let constructor = create_native_constructor(vm, itself, "C", 0, prototype)?;
        let instances = create_object(vm)?;
        let key = vm.key(Name::Prototype);
        define_data_property(vm, constructor, key, instances.into(), Attributes::NONE)?;
        let instance = ordinary_object_create(vm, Some(instances))?;
        assert!(op::instance_of(vm, instance.into(), constructor.into())?);
        assert!(!op::instance_of(vm, instances.into(), constructor.into())?);
        let result = op::instance_of(vm, instance.into(), instance.into());
        assert!(caught(vm, result).contains("not callable"));
        let (one, two) = (
            from_str(vm, "some description")?,
            from_str(vm, "some description")?,
        );
        assert!(symbol_for(vm, one)? == symbol_for(vm, two)?);
        let getter = create_native_function(vm, itself, "", 0)?;
        let key = vm.intern("self")?;
        define_accessor_property(
            vm,
            instances,
            key,
            getter.into(),
            Value::UNDEFINED,
            Attributes::CONFIGURABLE,
        )?;
        assert_eq!(op::get(vm, instance, key)?, instance.into());
        let result = op::set(vm, instance, key, Value::NULL);
        assert!(caught(vm, result).contains("only a getter"));
        assert_eq!(op::get_v(vm, Value::from_i32(3), key)?, Value::UNDEFINED);
        let hash = kataan_vm::object::identity_hash(vm, instance)?;
        assert_eq!(kataan_vm::object::identity_hash(vm, instance)?, hash);
        assert!(keys(vm, instance).is_empty());
        Ok(())
    });
}

mod foreign {
    //! Objects of another engine on the isolate's heap.

    use super::{caught, keys, string};
    use kataan_gc::{Collection, ForeignObject, ForeignObjectInit, Gc, cell, kinds};
    use kataan_vm::native::Args;
    use kataan_vm::object::{
        Attributes, Object, PropertyDescriptor, create_native_function, from_foreign,
        ordinary_object_create, proxy_create, to_foreign,
    };
    use kataan_vm::operation as op;
    use kataan_vm::string::Name;
    use kataan_vm::value::typeof_name;
    use kataan_vm::{JsResult, Value, Vm, VmOptions};

    cell! {
        /// An object of an engine beside.
        pub struct Thing: ForeignObject {}
    }

    kinds! {
        /// Its kinds.
        static THINGS: 160..170 = [Thing];
    }

    fn thing(vm: &mut Vm) -> Value {
        let base = ForeignObjectInit { ty: 7 };
        let thing = vm.heap.allocate(ThingInit { base });
        Value::from(thing.expect("room"))
    }

    /// A function of the host that hands its object to script.
    fn hand_out(vm: &mut Vm, _: Args<'_>) -> JsResult<Value> {
        let thing = thing(vm);
        from_foreign(vm, thing)
    }

    fn run(body: fn(&mut Vm) -> JsResult<()>) {
        super::run_with(
            VmOptions {
                kinds: &[&THINGS],
                ..VmOptions::default()
            },
            body,
        );
    }

    fn handed_out(vm: &mut Vm) -> JsResult<(Value, Gc<Object>)> {
        let function = create_native_function(vm, hand_out, "handOut", 0)?;
        let value = op::call(vm, function.into(), Value::UNDEFINED, &[])?;
        let object = op::to_object(vm, value)?;
        Ok((value, object))
    }

    #[test]
    fn they_are_opaque() {
        run(|vm| {
            let (value, object) = handed_out(vm)?;
            assert!(matches!(typeof_name(vm, value), Name::Object));
            assert!(!op::is_callable(vm, value));
            let key = vm.key(Name::Length);
            assert!(op::get_v(vm, value, key)?.is_undefined());
            assert!(!op::has_property(vm, object, key)?);
            let result = op::set(vm, object, key, Value::TRUE);
            assert!(caught(vm, result).contains("opaque"));
            let descriptor = PropertyDescriptor::data(Value::TRUE, Attributes::ALL);
            let result = op::define_property_or_throw(vm, object, key, &descriptor);
            assert!(!caught(vm, result).is_empty());
            assert!(keys(vm, object).is_empty());
            let methods = vm.methods_of(object);
            assert!((methods.get_prototype_of)(vm, object)?.is_none());
            assert!(!(methods.is_extensible)(vm, object)?);
            assert!(!(methods.set_prototype_of)(vm, object, None)?);
            let result = (methods.delete)(vm, object, key);
            assert!(caught(vm, result).contains("opaque"));
            assert!(!kataan_vm::error::describe(vm, value).is_empty());
            let result = op::to_string(vm, value);
            assert!(!caught(vm, result).is_empty());
            Ok(())
        });
    }

    #[test]
    fn they_may_be_prototypes_and_targets() {
        run(|vm| {
            let (value, object) = handed_out(vm)?;
            let key = vm.key(Name::Length);
            let heir = ordinary_object_create(vm, Some(object))?;
            assert!(op::get(vm, heir, key)?.is_undefined());
            let result = op::set(vm, heir, key, Value::TRUE);
            assert!(caught(vm, result).contains("opaque"));
            op::create_data_property_or_throw(vm, heir, key, Value::TRUE)?;
            assert!(op::get(vm, heir, key)? == Value::TRUE);
            let handler = ordinary_object_create(vm, None)?;
            let proxy = proxy_create(vm, value, handler.into())?;
            assert!(op::get(vm, proxy, key)?.is_undefined());
            assert!(keys(vm, proxy).is_empty());
            let result = op::set(vm, proxy, key, Value::TRUE);
            assert!(caught(vm, result).contains("opaque"));
            Ok(())
        });
    }

    #[test]
    fn one_object_has_one_reference() {
        run(|vm| {
            let (a, b) = (thing(vm), thing(vm));
            let first = from_foreign(vm, a)?;
            let list = kataan_vm::object::create_array_from_list(vm, &[first])?;
            vm.heap.collect(Collection::Full);
            let again = from_foreign(vm, a)?;
            assert!(op::is_strictly_equal(vm, first, again)?);
            assert!(op::same_value(vm, first, again)?);
            let other = from_foreign(vm, b)?;
            assert!(!op::is_strictly_equal(vm, first, other)?);
            assert!(to_foreign(vm, first) == a && to_foreign(vm, other) == b);
            assert!(op::can_be_held_weakly(vm, first));
            // What is no foreign object stays what it is.
            let text = string(vm, "text");
            for value in [text, Value::from_i32(3), list.into()] {
                assert!(from_foreign(vm, value)? == value && to_foreign(vm, value) == value);
            }
            Ok(())
        });
    }

    #[test]
    fn the_values_themselves_misread_nothing() {
        run(|vm| {
            // A host that forgets to wrap one does no harm.
            let raw = thing(vm);
            assert!(vm.object(raw).is_none());
            assert!(matches!(typeof_name(vm, raw), Name::Object));
            let result = op::to_object(vm, raw);
            assert!(!caught(vm, result).is_empty());
            assert!(!op::is_callable(vm, raw));
            assert!(op::is_strictly_equal(vm, raw, raw)?);
            assert!(!kataan_vm::error::describe(vm, raw).is_empty());
            Ok(())
        });
    }
}
