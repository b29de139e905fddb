//! Accesses outside memories, tables and segments, by every instruction that accesses them.

use super::build::{instantiate, text, trap};
use kataan_wasm::{Config, TrapCode, Val};

/// Loads: name, bytes, and the type that they give.
const LOADS: &[(&str, u64)] = &[
    ("i32.load", 4),
    ("i64.load", 8),
    ("f32.load", 4),
    ("f64.load", 8),
    ("i32.load8_s", 1),
    ("i32.load8_u", 1),
    ("i32.load16_s", 2),
    ("i32.load16_u", 2),
    ("i64.load8_s", 1),
    ("i64.load8_u", 1),
    ("i64.load16_s", 2),
    ("i64.load16_u", 2),
    ("i64.load32_s", 4),
    ("i64.load32_u", 4),
    ("v128.load", 16),
    ("v128.load8x8_s", 8),
    ("v128.load16x4_u", 8),
    ("v128.load32x2_s", 8),
    ("v128.load8_splat", 1),
    ("v128.load16_splat", 2),
    ("v128.load32_splat", 4),
    ("v128.load64_splat", 8),
    ("v128.load32_zero", 4),
    ("v128.load64_zero", 8),
    ("i32.atomic.load", 4),
    ("i64.atomic.load", 8),
    ("i32.atomic.load8_u", 1),
    ("i64.atomic.load16_u", 2),
];

/// Stores: name, bytes, and a value.
const STORES: &[(&str, u64, &str)] = &[
    ("i32.store", 4, "(i32.const -1)"),
    ("i64.store", 8, "(i64.const -1)"),
    ("f32.store", 4, "(f32.const 1)"),
    ("f64.store", 8, "(f64.const 1)"),
    ("i32.store8", 1, "(i32.const -1)"),
    ("i32.store16", 2, "(i32.const -1)"),
    ("i64.store8", 1, "(i64.const -1)"),
    ("i64.store16", 2, "(i64.const -1)"),
    ("i64.store32", 4, "(i64.const -1)"),
    ("v128.store", 16, "(v128.const i64x2 -1 -1)"),
    ("i32.atomic.store", 4, "(i32.const -1)"),
    ("i64.atomic.store", 8, "(i64.const -1)"),
    ("i32.atomic.store8", 1, "(i32.const -1)"),
];

/// Instructions that read, change and write, with one operand after the address.
const CHANGES: &[(&str, u64, &str)] = &[
    ("i32.atomic.rmw.add", 4, "(i32.const 1)"),
    ("i64.atomic.rmw.xchg", 8, "(i64.const 1)"),
    ("i32.atomic.rmw8.or_u", 1, "(i32.const 1)"),
    ("i32.atomic.rmw.cmpxchg", 4, "(i32.const 0) (i32.const 1)"),
    ("memory.atomic.notify", 4, "(i32.const 1)"),
];

const PAGE: u64 = 65536;

/// A module whose function `at` accesses the address that it is given.
fn accessor(access: &str, wide: bool) -> Vec<u8> {
    let index = if wide { "i64" } else { "i32" };
    let memory = if wide { "i64 1" } else { "1" };
    text(&format!(
        "(module (memory (export \"memory\") {memory})
           (func (export \"at\") (param {index}) {access}))"
    ))
}

/// Whether an access at an address traps, as it must outside and must not inside.
fn accesses(bytes: &[u8], wide: bool, addresses: &[(u64, bool)], name: &str) {
    let (mut store, instance) = instantiate(&mut Config::new(), bytes);
    let function = instance.get_func(&store, "at").expect("exported");
    for (address, inside) in addresses {
        let argument = if wide {
            Val::I64(*address as i64)
        } else {
            Val::I32(*address as u32 as i32)
        };
        let ended = function.call(&mut store, &[argument], &mut []);
        match ended {
            Ok(()) => assert!(inside, "{name} at {address:#x} reaches outside"),
            Err(error) => {
                assert!(!inside, "{name} at {address:#x}: {error}");
                assert_eq!(
                    error.trap_code(),
                    Some(TrapCode::MemoryOutOfBounds),
                    "{name}"
                );
            }
        }
    }
}

fn check_all(instruction: &str, width: u64, access: impl Fn(&str) -> String) {
    for wide in [false, true] {
        let top = if wide { u64::MAX } else { u64::from(u32::MAX) };
        // Aligned, since atomic accesses must be.
        let last = PAGE - width;
        let edges = [
            (0, true),
            (last, true),
            (PAGE, false),
            (PAGE + width, false),
            (top & !(width - 1), false),
            ((top >> 1) & !(width - 1), false),
        ];
        let bytes = accessor(&access(""), wide);
        accesses(&bytes, wide, &edges, instruction);
        if !instruction.contains("atomic") && width > 1 {
            accesses(
                &bytes,
                wide,
                &[(last + 1, false), (PAGE - 1, false)],
                instruction,
            );
        }
        // Address and offset together must not wrap around.
        let offset = top & !(width - 1);
        let bytes = accessor(&access(&format!("offset={offset}")), wide);
        accesses(
            &bytes,
            wide,
            &[(0, false), (width, false), (top & !(width - 1), false)],
            instruction,
        );
        let bytes = accessor(&access(&format!("offset={}", PAGE - width)), wide);
        accesses(&bytes, wide, &[(0, true), (width, false)], instruction);
    }
}

#[test]
fn loads_stay_inside() {
    for (name, width) in LOADS {
        check_all(name, *width, |offset| {
            format!("(drop ({name} {offset} (local.get 0)))")
        });
    }
}

#[test]
fn stores_stay_inside() {
    for (name, width, value) in STORES {
        check_all(name, *width, |offset| {
            format!("({name} {offset} (local.get 0) {value})")
        });
    }
}

#[test]
fn changes_stay_inside() {
    for (name, width, operands) in CHANGES {
        check_all(name, *width, |offset| {
            format!("(drop ({name} {offset} (local.get 0) {operands}))")
        });
    }
}

#[test]
fn a_store_across_the_end_writes_nothing() {
    for (name, width, value) in STORES.iter().filter(|(name, ..)| !name.contains("atomic")) {
        let bytes = accessor(&format!("({name} (local.get 0) {value})"), false);
        let (mut store, instance) = instantiate(&mut Config::new(), &bytes);
        let function = instance.get_func(&store, "at").expect("exported");
        let across = Val::I32((PAGE - width + 1) as i32);
        assert!(function.call(&mut store, &[across], &mut []).is_err());
        let memory = instance.get_memory(&store, "memory").expect("exported");
        assert!(memory.data(&store).iter().all(|byte| *byte == 0), "{name}");
    }
}

#[test]
fn bulk_operations_stay_inside() {
    let edges = [
        "0",
        "1",
        "65535",
        "65536",
        "65537",
        "0x7fffffff",
        "0xffffffff",
    ];
    for to in edges {
        for from in edges {
            for length in edges {
                let bytes = text(&format!(
                    "(module (memory 1) (table 8 funcref) (data $d \"0123456789\") (elem $e func 0)
                       (func (export \"copy\")
                         (memory.copy (i32.const {to}) (i32.const {from}) (i32.const {length})))
                       (func (export \"fill\")
                         (memory.fill (i32.const {to}) (i32.const 1) (i32.const {length})))
                       (func (export \"init\")
                         (memory.init $d (i32.const {to}) (i32.const {from}) (i32.const {length})))
                       (func (export \"table-copy\")
                         (table.copy (i32.const {to}) (i32.const {from}) (i32.const {length})))
                       (func (export \"table-fill\")
                         (table.fill (i32.const {to}) (ref.null func) (i32.const {length})))
                       (func (export \"table-init\")
                         (table.init $e (i32.const {to}) (i32.const {from}) (i32.const {length}))))"
                ));
                let (mut store, instance) = instantiate(&mut Config::new(), &bytes);
                let number = |text: &str| match text.strip_prefix("0x") {
                    Some(digits) => u64::from_str_radix(digits, 16).expect("a number"),
                    None => text.parse().expect("a number"),
                };
                let (to, from, length) = (number(to), number(from), number(length));
                let mut expect = |name, inside: bool, code| {
                    let expected = if inside { None } else { Some(code) };
                    let ended = trap(&mut store, instance, name);
                    assert_eq!(ended, expected, "{name} {to} {from} {length}");
                };
                let fits = |start: u64, size: u64| start + length <= size;
                let memory = TrapCode::MemoryOutOfBounds;
                expect("copy", fits(to, PAGE) && fits(from, PAGE), memory);
                expect("fill", fits(to, PAGE), memory);
                expect("init", fits(to, PAGE) && fits(from, 10), memory);
                let table = TrapCode::TableOutOfBounds;
                expect("table-copy", fits(to, 8) && fits(from, 8), table);
                expect("table-fill", fits(to, 8), table);
                expect("table-init", fits(to, 8) && fits(from, 1), table);
            }
        }
    }
}

#[test]
fn segments_stay_inside() {
    let engine = kataan_wasm::Engine::default();
    for source in [
        "(module (memory 1) (data (i32.const 65535) \"xx\"))",
        "(module (memory 1) (data (i32.const -1) \"x\"))",
        "(module (memory i64 1) (data (i64.const -1) \"x\"))",
        "(module (memory 0) (data (i32.const 1) \"\"))",
        "(module (table 1 funcref) (elem (i32.const 1) func 0) (func))",
        "(module (table 1 funcref) (elem (i32.const -1) func 0 0) (func))",
    ] {
        let module = kataan_wasm::Module::new(&engine, text(source)).expect("valid");
        let mut store = kataan_wasm::Store::new(&engine, ());
        let error = kataan_wasm::Instance::new(&mut store, &module, &[]).expect_err(source);
        assert!(error.trap_code().is_some(), "{source}: {error}");
    }
}

#[test]
fn tables_and_calls_through_them_stay_inside() {
    let bytes = text(
        r#"(module
             (type $t (func)) (table 2 funcref) (table $wide i64 2 funcref)
             (func (export "get") (drop (table.get (i32.const 2))))
             (func (export "get-far") (drop (table.get (i32.const -1))))
             (func (export "get-wide") (drop (table.get $wide (i64.const 0x100000000))))
             (func (export "set") (table.set (i32.const 2) (ref.null func)))
             (func (export "call") (call_indirect (type $t) (i32.const 2)))
             (func (export "call-far") (call_indirect (type $t) (i32.const -1)))
             (func (export "call-wide") (call_indirect $wide (type $t) (i64.const 0x100000001)))
             (func (export "call-null") (call_indirect (type $t) (i32.const 1)))
             (func (export "tail") (return_call_indirect (type $t) (i32.const 2))))"#,
    );
    let (mut store, instance) = instantiate(&mut Config::new(), &bytes);
    for name in ["get", "get-far", "get-wide", "set"] {
        let code = trap(&mut store, instance, name);
        assert_eq!(code, Some(TrapCode::TableOutOfBounds), "{name}");
    }
    for name in ["call", "call-far", "call-wide", "tail"] {
        let code = trap(&mut store, instance, name);
        assert_eq!(code, Some(TrapCode::UndefinedElement), "{name}");
    }
    let code = trap(&mut store, instance, "call-null");
    assert_eq!(code, Some(TrapCode::UninitializedElement));
}
