//! What a configuration changes: deterministic results, legacy exceptions; and what it must not: hints.

use kataan_wasm::{Config, Engine, Features, Instance, Module, Store, WasmParams, WasmResults};

mod support;

use support::wat;

/// Calls the export `run` of a module.
fn run<P: WasmParams, R: WasmResults>(config: &Config, text: &str, params: P) -> R {
    let engine = Engine::new(config);
    let module = Module::new(&engine, wat(text)).expect("valid");
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).expect("links");
    let run = instance
        .get_typed_func::<P, R>(&store, "run")
        .expect("exported");
    run.call(&mut store, params).expect("runs")
}

fn deterministic() -> Config {
    let mut config = Config::new();
    config.deterministic(true);
    config
}

#[test]
fn deterministic_numbers_have_one_nan() {
    let operations = [
        ("f64.add", 2),
        ("f64.sub", 2),
        ("f64.mul", 2),
        ("f64.div", 2),
        ("f64.min", 2),
        ("f64.max", 2),
        ("f64.sqrt", 1),
        ("f64.ceil", 1),
        ("f64.nearest", 1),
    ];
    for (operation, operands) in operations {
        let operands = "(f64.reinterpret_i64 (local.get 0))".repeat(operands);
        let text = format!(
            r#"(module (func (export "run") (param i64) (result i64)
                (i64.reinterpret_f64 ({operation} {operands}))))"#
        );
        for payload in [1_u64, 0x8_0000_0000_0001, 0xf_ffff_ffff_ffff] {
            for sign in [0_u64, 1 << 63] {
                let nan = 0x7ff0_0000_0000_0000 | payload | sign;
                let result: u64 = run(&deterministic(), &text, nan);
                assert_eq!(result, 0x7ff8_0000_0000_0000, "{operation} of {nan:x}");
            }
        }
    }
    let text = r#"(module (func (export "run") (param i64) (result i32)
        (i32.reinterpret_f32 (f32.demote_f64 (f64.reinterpret_i64 (local.get 0))))))"#;
    let result: u32 = run(&deterministic(), text, 0xfff0_0000_0000_0001_u64);
    assert_eq!(result, 0x7fc0_0000);
}

#[test]
fn deterministic_vectors_have_one_nan() {
    let text = r#"(module (func (export "run") (param v128) (result v128)
        (f32x4.mul (local.get 0) (v128.const f32x4 1 1 1 1))))"#;
    let lanes = [0x7fa0_0001_u32, 0x3f80_0000, 0xffff_ffff, 0x8000_0000];
    let pack = |lanes: [u32; 4]| {
        let lanes = lanes.iter().rev();
        lanes.fold(0_u128, |bits, lane| bits << 32 | u128::from(*lane))
    };
    let result: u128 = run(&deterministic(), text, pack(lanes));
    assert_eq!(
        result,
        pack([0x7fc0_0000, 0x3f80_0000, 0x7fc0_0000, 0x8000_0000])
    );
}

#[test]
fn operations_that_only_move_a_nan_keep_it_in_any_mode() {
    let text = r#"(module (memory 1) (global $g (mut f64) (f64.const 0))
        (func (export "run") (param i64) (result i64) (local f64)
            (local.set 1 (f64.reinterpret_i64 (local.get 0)))
            (f64.store (i32.const 8) (f64.neg (local.get 1)))
            (global.set $g (f64.load (i32.const 8)))
            (i64.reinterpret_f64 (f64.copysign (global.get $g) (f64.const 1)))))"#;
    let nan = 0x7ff4_1234_5678_9abc_u64;
    for config in [Config::new(), deterministic()] {
        assert_eq!(run::<u64, u64>(&config, text, nan), nan);
    }
}

#[test]
fn hints_on_branches_change_nothing() {
    let text = |hint: &str| {
        format!(
            r#"(module (func (export "run") (param i32) (result i32)
                (loop $again
                    (local.set 0 (i32.sub (local.get 0) (i32.const 3)))
                    {hint} (br_if $again (i32.gt_s (local.get 0) (i32.const 10))))
                {hint} (if (result i32) (i32.eqz (local.get 0))
                    (then (i32.const 1))
                    (else (local.get 0)))))"#
        )
    };
    for hint in [
        "",
        r#"(@metadata.code.branch_hint "\00")"#,
        r#"(@metadata.code.branch_hint "\01")"#,
    ] {
        let text = text(hint);
        assert_eq!(run::<i32, i32>(&Config::new(), &text, 100), 10);
        assert_eq!(run::<i32, i32>(&Config::new(), &text, 3), 1);
        let module = Module::new(&Engine::default(), wat(&text)).expect("valid");
        let sections = module.custom_sections("metadata.code.branch_hint").count();
        assert_eq!(sections, usize::from(!hint.is_empty()));
    }
}

/// Throws the argument if it is odd; catches 1, passes on what is above 100, adds 1000 to the rest.
const LEGACY: &str = r#"(module (tag $e (param i32)) (tag $other)
    (func $throw (param i32) (result i32)
        (if (i32.and (local.get 0) (i32.const 1)) (then (throw $e (local.get 0))))
        (local.get 0))
    (func $middle (param i32) (result i32)
        try (result i32)
            (call $throw (local.get 0))
        catch $other
            (i32.const -1)
        catch $e
            i32.const 100
            i32.gt_s
            if
                rethrow 1
            end
            (i32.add (local.get 0) (i32.const 1000))
        end)
    (func (export "run") (param i32) (result i32)
        try $outer (result i32)
            try (result i32)
                (call $middle (local.get 0))
            delegate $outer
        catch_all
            (i32.const 7)
        end))"#;

#[test]
fn legacy_exceptions_are_an_option() {
    let mut config = Config::new();
    assert!(Module::new(&Engine::new(&config), wat(LEGACY)).is_err());
    config.feature(Features::LEGACY_EXCEPTIONS, true);
    for (argument, result) in [(2, 2), (3, 1003), (101, 7)] {
        assert_eq!(run::<i32, i32>(&config, LEGACY, argument), result);
    }
}

#[test]
fn results_do_not_depend_on_fuel_and_interruption() {
    let text = r#"(module (func (export "run") (param i32) (result i32) (local $sum i32) (local $i i32)
        (loop $outer
            (local.set $i (i32.const 0))
            (loop $inner
                (local.set $sum (i32.add (i32.rotl (local.get $sum) (i32.const 3)) (local.get $i)))
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br_if $inner (i32.lt_u (local.get $i) (i32.const 7))))
            (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
            (br_if $outer (local.get 0)))
        (local.get $sum)))"#;
    let expected: i32 = run(&Config::new(), text, 50);
    let mut interrupted = Config::new();
    interrupted.epoch_interruption(true);
    assert_eq!(run::<i32, i32>(&interrupted, text, 50), expected);
    let mut fuelled = Config::new();
    fuelled.consume_fuel(true);
    let engine = Engine::new(&fuelled);
    let module = Module::new(&engine, wat(text)).expect("valid");
    let mut store = Store::new(&engine, ());
    store.set_fuel(1_000_000);
    let instance = Instance::new(&mut store, &module, &[]).expect("links");
    let func = instance
        .get_typed_func::<i32, i32>(&store, "run")
        .expect("exported");
    assert_eq!(func.call(&mut store, 50).expect("runs"), expected);
}
