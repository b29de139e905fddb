//! Few bytes that claim or need much.

use super::build::{check, function, instantiate, leb, module, text, trap};
use kataan_wasm::{Config, Engine, Error, Instance, Module, Store, StoreLimits};

#[test]
fn counts_that_the_bytes_cannot_hold_are_refused() {
    for id in 1..=13 {
        for count in [1 << 20, u64::from(u32::MAX)] {
            let mut contents = leb(count);
            assert!(check(&module(&[(id, contents.clone())])).is_err());
            contents.extend([0x60, 0, 0, 0]);
            assert!(check(&module(&[(id, contents)])).is_err(), "section {id}");
        }
        // A size beyond the end.
        let mut bytes = module(&[]);
        bytes.push(id);
        bytes.extend(leb(u64::from(u32::MAX)));
        assert!(check(&bytes).is_err());
    }
    // Names and vectors inside sections.
    let long_name = [leb(u64::from(u32::MAX)), vec![b'x']].concat();
    assert!(check(&module(&[(0, long_name.clone())])).is_err());
    assert!(check(&module(&[(2, [vec![1], long_name].concat())])).is_err());
    let many_params = [vec![1, 0x60], leb(u64::from(u32::MAX))].concat();
    assert!(check(&module(&[(1, many_params)])).is_err());
}

#[test]
fn every_prefix_and_every_changed_byte_is_handled() {
    let bytes = text(
        r#"(module $m
             (type $s (sub (struct (field (mut i32)) (field i64))))
             (import "a" "b" (func (param i32)))
             (memory 1 2) (table 3 funcref) (global (mut i64) (i64.const 7)) (tag)
             (func $f (param i32 f64) (result v128) (local i64)
               (block $b (br_table $b $b (local.get 0)))
               (drop (struct.new $s (i32.const 1) (i64.const 2)))
               (block $c (try_table (catch_all $c) (throw 0)))
               (v128.const i32x4 1 2 3 4))
             (elem (i32.const 0) $f) (data (i32.const 0) "text")
             (export "f" (func $f)))"#,
    );
    assert!(check(&bytes).is_ok());
    for length in 0..bytes.len() {
        // What ends where a section ends may be a module.
        let _ = check(&bytes[..length]);
    }
    for at in 0..bytes.len() {
        for change in [
            0x00,
            0x01,
            0x7f,
            0x80,
            0xff,
            bytes[at] ^ 1,
            bytes[at] ^ 0x40,
        ] {
            let mut changed = bytes.clone();
            changed[at] = change;
            let _ = check(&changed);
        }
    }
}

#[test]
fn locals_are_limited() {
    // One group, and groups that add up, to more than 32 bits can count.
    for groups in [1u64, 3, 100] {
        let mut body = leb(groups);
        for _ in 0..groups {
            body.extend(leb(u64::from(u32::MAX)));
            body.push(0x7f);
        }
        body.push(0x0b);
        assert!(check(&function(&body)).is_err());
    }
    // Many, but not too many: to call it is to run it, or to be out of stack.
    let mut body = leb(1);
    body.extend(leb(50_000));
    body.extend([0x7e, 0x0b]);
    let (mut store, instance) = instantiate(&mut Config::new(), &function(&body));
    let first = trap(&mut store, instance, "run");
    assert_eq!(trap(&mut store, instance, "run"), first);
}

#[test]
fn deep_nesting_is_no_recursion() {
    const DEPTH: usize = 200_000;
    let mut body = vec![0];
    for _ in 0..DEPTH {
        body.extend([0x02, 0x40]);
    }
    // A branch out of all of them.
    body.push(0x0c);
    body.extend(leb(DEPTH as u64 - 1));
    body.extend(vec![0x0b; DEPTH + 1]);
    if let Ok(bytes) = check(&function(&body)) {
        let (mut store, instance) = instantiate(&mut Config::new(), bytes.bytes());
        assert_eq!(trap(&mut store, instance, "run"), None);
    }
    // Without the ends.
    let body: Vec<u8> = std::iter::once(0)
        .chain([0x02, 0x40].repeat(DEPTH))
        .collect();
    assert!(check(&function(&body)).is_err());
    // Conditions inside conditions, and handlers inside handlers.
    for open in [
        &[0x41, 0x01, 0x04, 0x40][..],
        &[0x1f, 0x40, 0x00],
        &[0x03, 0x40],
    ] {
        let body = [vec![0], open.repeat(20_000), vec![0x0b; 20_001]].concat();
        if let Ok(bytes) = check(&function(&body)) {
            let (mut store, instance) = instantiate(&mut Config::new(), bytes.bytes());
            assert_eq!(trap(&mut store, instance, "run"), None);
        }
    }
}

#[test]
fn large_functions_run_or_are_refused() {
    // A branch table of many targets.
    let mut body = vec![0, 0x02, 0x40, 0x41, 0x05, 0x0e];
    body.extend(leb(400_000));
    body.extend(vec![0; 400_001]);
    body.extend([0x0b, 0x0b]);
    // A deep operand stack.
    let deep = [
        vec![0],
        [0x41, 0x01].repeat(100_000),
        vec![0x1a; 100_000],
        vec![0x0b],
    ]
    .concat();
    // Much that is never reached.
    let dead = [vec![0, 0x0f], vec![0x1a; 300_000], vec![0x0b]].concat();
    for body in [body, deep, dead] {
        if let Ok(bytes) = check(&function(&body)) {
            let (mut store, instance) = instantiate(&mut Config::new(), bytes.bytes());
            let first = trap(&mut store, instance, "run");
            assert_eq!(trap(&mut store, instance, "run"), first);
        }
    }
}

#[test]
fn blocks_of_many_values_end() {
    // Each of these blocks passes on a thousand values, and takes three bytes.
    let many = vec![0x7f; 1000];
    let types = [
        vec![2, 0x60, 0, 0, 0x60],
        leb(1000),
        many.clone(),
        leb(1000),
        many,
    ]
    .concat();
    let body = [
        vec![0],
        [0x41, 0x01].repeat(1000),
        [0x02, 0x01, 0x0b].repeat(2000),
        vec![0x1a; 1000],
        vec![0x0b],
    ]
    .concat();
    let code = [vec![1], leb(body.len() as u64), body].concat();
    let bytes = module(&[
        (1, types),
        (3, vec![1, 0]),
        (7, vec![1, 3, b'r', b'u', b'n', 0, 0]),
        (10, code),
    ]);
    if check(&bytes).is_ok() {
        let (mut store, instance) = instantiate(&mut Config::new(), &bytes);
        assert_eq!(trap(&mut store, instance, "run"), None);
    }
}

#[test]
fn many_entities_are_validated_or_refused() {
    const MANY: usize = 200_000;
    // Functions without bodies to speak of.
    let bytes = module(&[
        (1, vec![1, 0x60, 0, 0]),
        (3, [leb(MANY as u64), vec![0; MANY]].concat()),
        (10, [leb(MANY as u64), [2, 0, 0x0b].repeat(MANY)].concat()),
    ]);
    let _ = check(&bytes);
    // Types, alone and in one recursive group.
    let ty = [0x60, 0, 0];
    let _ = check(&module(&[(
        1,
        [leb(MANY as u64), ty.repeat(MANY)].concat(),
    )]));
    let group = [vec![1, 0x4e], leb(MANY as u64), ty.repeat(MANY)].concat();
    let _ = check(&module(&[(1, group)]));
    // A chain of subtypes.
    let mut chain = leb(10_000);
    chain.extend([0x50, 0x00, 0x5f, 0x00]);
    for index in 0..9_999 {
        chain.extend([0x50, 0x01]);
        chain.extend(leb(index));
        chain.extend([0x5f, 0x00]);
    }
    assert!(
        check(&module(&[(1, chain)])).is_err(),
        "subtypes are limited in depth"
    );
    // Exports of one name.
    let export = [1, b'x', 0, 0];
    let doubled = module(&[
        (1, vec![1, 0x60, 0, 0]),
        (3, vec![1, 0]),
        (7, [leb(MANY as u64), export.repeat(MANY)].concat()),
        (10, vec![1, 2, 0, 0x0b]),
    ]);
    assert!(check(&doubled).is_err());
}

#[test]
fn what_is_claimed_at_the_start_is_limited() {
    let modules = [
        "(module (table 4294967295 funcref))",
        "(module (table i64 0xffffffffffffffff externref))",
        "(module (memory 65536) (memory 65536) (memory 65536))",
        "(module (memory i64 0x1000000000000))",
        "(module (memory i64 0xffffffffffff) (data (i64.const 0) \"x\"))",
    ];
    let engine = Engine::default();
    for text in modules {
        let Ok(module) = Module::new(&engine, wat::parse_str(text).expect(text)) else {
            continue;
        };
        let mut store = Store::new(&engine, ());
        store.limits(StoreLimits {
            memory_size: 1 << 24,
            table_elements: 1 << 16,
            ..StoreLimits::default()
        });
        let error = Instance::new(&mut store, &module, &[]).expect_err(text);
        assert!(matches!(error, Error::Limit(_)), "{text}: {error}");
    }
    // So are instances.
    let mut store = Store::new(&engine, ());
    store.limits(StoreLimits {
        instances: 10,
        ..StoreLimits::default()
    });
    let empty = Module::new(&engine, module(&[])).expect("empty");
    let made = (0..100)
        .take_while(|_| Instance::new(&mut store, &empty, &[]).is_ok())
        .count();
    assert_eq!(made, 10);
}

#[test]
fn growth_ends_at_the_limit() {
    let bytes = text(
        r#"(module
             (memory 1) (memory $wide i64 1) (table 1 externref)
             (func (export "memory") (result i32)
               (loop $more (br_if $more (i32.ge_s (memory.grow (i32.const 100)) (i32.const 0))))
               (memory.size))
             (func (export "wide") (result i64)
               (drop (memory.grow $wide (i64.const -1)))
               (drop (memory.grow $wide (i64.const 0x7fffffffffff)))
               (memory.size $wide))
             (func (export "table") (result i32)
               (loop $more
                 (br_if $more
                   (i32.ge_s (table.grow (ref.null extern) (i32.const 1000)) (i32.const 0))))
               (drop (table.grow (ref.null extern) (i32.const -1)))
               (table.size)))"#,
    );
    let engine = Engine::default();
    let module = Module::new(&engine, &bytes).expect("valid");
    let mut store = Store::new(&engine, ());
    store.limits(StoreLimits {
        memory_size: 1 << 24,
        table_elements: 1 << 16,
        ..StoreLimits::default()
    });
    let instance = Instance::new(&mut store, &module, &[]).expect("fits");
    let memory = instance.get_typed_func::<(), i32>(&store, "memory");
    assert!(memory.expect("there").call(&mut store, ()).expect("ends") <= 256);
    let wide = instance.get_typed_func::<(), i64>(&store, "wide");
    assert_eq!(wide.expect("there").call(&mut store, ()).expect("ends"), 1);
    let table = instance.get_typed_func::<(), i32>(&store, "table");
    assert!(table.expect("there").call(&mut store, ()).expect("ends") <= 1 << 16);
}

#[test]
fn numbers_longer_than_their_type_are_refused() {
    // A size of six bytes, and one whose last byte has bits beyond the type.
    for number in [
        &[0x80, 0x80, 0x80, 0x80, 0x80, 0x00][..],
        &[0xff, 0xff, 0xff, 0xff, 0x7f],
    ] {
        let bytes = [&module(&[])[..], &[1], number].concat();
        assert!(check(&bytes).is_err());
    }
    let constant = [&[0, 0x41][..], &[0x80; 10], &[0, 0x1a, 0x0b]].concat();
    assert!(check(&function(&constant)).is_err());
}

#[test]
fn names_may_be_nonsense() {
    for contents in [
        vec![4, b'n', b'a', b'm', b'e', 1, 0xff],
        vec![4, b'n', b'a', b'm', b'e', 0, 0xff, 0xff, 0xff, 0xff, 0x0f],
        vec![
            4, b'n', b'a', b'm', b'e', 1, 7, 1, 0xff, 0xff, 0xff, 0xff, 0x0f, 0,
        ],
    ] {
        let loaded = check(&module(&[(0, contents)])).expect("names are not validated");
        assert_eq!(loaded.name(), None);
        assert_eq!(loaded.func_name(0), None);
    }
}
