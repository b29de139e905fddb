//! Against other engines on generated modules: validation against `wasmparser`, execution against
//! `wasmi`.
//!
//! `KATAAN_WASM_CASES` says how many modules to generate, `KATAAN_WASM_SEED` where to start.

use arbitrary::Unstructured;
use kataan_wasm::{Engine, Error, Instance, Module, Store, TrapCode, Val};
use wasm_smith::{Config, Module as Generated};
use wasmparser::{Validator, WasmFeatures};

/// Pseudo-random numbers: xorshift.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next() as u8).collect()
    }
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|value| value.parse().ok())
        .unwrap_or(default)
}

fn random() -> Random {
    Random(number("KATAAN_WASM_SEED", 0x2545_f491_4f6c_dd1d))
}

fn generate(random: &mut Random, config: &Config) -> Option<Generated> {
    let size = 200 + random.below(4000);
    let bytes = random.bytes(size);
    Generated::new(config.clone(), &mut Unstructured::new(&bytes)).ok()
}

#[test]
fn validation_agrees_with_wasmparser() {
    let features = WasmFeatures::WASM3
        | WasmFeatures::THREADS
        | WasmFeatures::WIDE_ARITHMETIC
        | WasmFeatures::CUSTOM_PAGE_SIZES;
    let engine = Engine::default();
    let config = Config {
        gc_enabled: true,
        exceptions_enabled: true,
        threads_enabled: true,
        tail_call_enabled: true,
        relaxed_simd_enabled: true,
        memory64_enabled: true,
        wide_arithmetic_enabled: true,
        custom_page_sizes_enabled: true,
        extended_const_enabled: true,
        max_memories: 3,
        max_tables: 3,
        allow_invalid_funcs: true,
        ..Config::default()
    };
    let mut random = random();
    let mut disagreements = Vec::new();
    let (mut accepted, mut refused) = (0, 0);
    for _ in 0..number("KATAAN_WASM_CASES", 200) {
        let Some(module) = generate(&mut random, &config) else {
            continue;
        };
        let original = module.to_bytes();
        for mutation in 0..10 {
            let mut bytes = original.clone();
            if mutation > 0 {
                for _ in 0..=random.below(3) {
                    let at = random.below(bytes.len());
                    bytes[at] = random.next() as u8;
                }
            }
            let expected = Validator::new_with_features(features).validate_all(&bytes);
            let actual = Module::new(&engine, &bytes);
            match (&expected, &actual) {
                (Ok(_), Ok(_)) => accepted += 1,
                (Err(_), Err(_)) => refused += 1,
                // The limits of implementations are their own.
                (_, Err(Error::Module(error)))
                    if error.kind() == kataan_wasm::ModuleErrorKind::Limit => {}
                (Err(error), Ok(_)) if error.message().contains("limit") => {}
                (expected, actual) => disagreements.push(format!(
                    "wasmparser: {:?}, here: {:?}",
                    expected.as_ref().err().map(ToString::to_string),
                    actual.as_ref().err().map(ToString::to_string),
                )),
            }
        }
    }
    assert!(
        disagreements.is_empty(),
        "{} disagreements: {:#?}",
        disagreements.len(),
        disagreements
    );
    assert!(
        accepted > 0 && refused > 0,
        "{accepted} accepted, {refused} refused"
    );
}

/// What a call did, as far as engines must agree.
#[derive(PartialEq, Debug)]
enum Outcome {
    Values(Vec<u128>),
    Trap,
    /// The stack's size is an engine's own.
    Exhausted,
}

fn here(bytes: &[u8]) -> Option<Vec<Outcome>> {
    let engine = Engine::default();
    let module = Module::new(&engine, bytes).expect("generated modules are valid");
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).ok()?;
    let mut outcomes = Vec::new();
    let mut exports = instance.exports(&store);
    exports.sort_by(|(a, _), (b, _)| a.cmp(b));
    for (_, export) in exports {
        let Some(func) = export.into_func() else {
            continue;
        };
        let ty = func.ty(&store);
        let arguments: Option<Vec<_>> =
            ty.params().iter().map(|ty| Val::default_for(*ty)).collect();
        let Some(arguments) = arguments else { continue };
        let mut results = vec![Val::I32(0); ty.results().len()];
        outcomes.push(match func.call(&mut store, &arguments, &mut results) {
            Ok(()) => Outcome::Values(
                results
                    .iter()
                    .map(|value| match *value {
                        Val::I32(value) => u128::from(value as u32),
                        Val::I64(value) => u128::from(value as u64),
                        Val::F32(bits) => u128::from(bits),
                        Val::F64(bits) => u128::from(bits),
                        Val::V128(bits) => bits,
                        Val::FuncRef(value) => u128::from(value.is_some()),
                        Val::ExternRef(value) => u128::from(value.is_some()),
                        _ => 0,
                    })
                    .collect(),
            ),
            Err(error) if error.trap_code() == Some(TrapCode::StackOverflow) => Outcome::Exhausted,
            Err(_) => Outcome::Trap,
        });
    }
    Some(outcomes)
}

fn there(bytes: &[u8]) -> Option<Vec<Outcome>> {
    use wasmi::{Engine, Linker, Module, Nullable, Store, TrapCode, Val};
    let engine = Engine::default();
    let module = Module::new(&engine, bytes).ok()?;
    let mut store = Store::new(&engine, ());
    let instance = Linker::new(&engine)
        .instantiate_and_start(&mut store, &module)
        .ok()?;
    let exports: Vec<_> = instance
        .exports(&store)
        .map(|export| (export.name().to_owned(), export.into_func()))
        .collect();
    // In the order of names, as here: calls have effects.
    let mut order: Vec<_> = module
        .exports()
        .map(|export| export.name().to_owned())
        .collect();
    order.sort();
    let mut outcomes = Vec::new();
    for name in order {
        let Some(func) = exports
            .iter()
            .find(|(other, _)| *other == name)
            .and_then(|(_, func)| *func)
        else {
            continue;
        };
        let ty = func.ty(&store);
        let arguments: Vec<_> = ty
            .params()
            .iter()
            .map(|ty| Val::default_for_ty(*ty))
            .collect();
        let mut results: Vec<_> = ty
            .results()
            .iter()
            .map(|ty| Val::default_for_ty(*ty))
            .collect();
        outcomes.push(match func.call(&mut store, &arguments, &mut results) {
            Ok(()) => Outcome::Values(
                results
                    .iter()
                    .map(|value| match value {
                        Val::I32(value) => u128::from(*value as u32),
                        Val::I64(value) => u128::from(*value as u64),
                        Val::F32(value) => u128::from(value.to_bits()),
                        Val::F64(value) => u128::from(value.to_bits()),
                        Val::V128(value) => value.as_u128(),
                        Val::FuncRef(value) => u128::from(matches!(value, Nullable::Val(_))),
                        Val::ExternRef(value) => u128::from(matches!(value, Nullable::Val(_))),
                    })
                    .collect(),
            ),
            Err(error) if error.as_trap_code() == Some(TrapCode::StackOverflow) => {
                Outcome::Exhausted
            }
            Err(_) => Outcome::Trap,
        });
    }
    Some(outcomes)
}

#[test]
fn execution_agrees_with_wasmi() {
    let config = Config {
        gc_enabled: false,
        exceptions_enabled: false,
        threads_enabled: false,
        tail_call_enabled: true,
        relaxed_simd_enabled: false,
        memory64_enabled: true,
        canonicalize_nans: true,
        export_everything: true,
        max_imports: 0,
        min_funcs: 1,
        max_memory32_bytes: 1 << 20,
        max_memory64_bytes: 1 << 20,
        max_table_elements: 1000,
        ..Config::default()
    };
    let mut random = random();
    let mut compared = 0;
    for _ in 0..number("KATAAN_WASM_CASES", 200) {
        let Some(mut module) = generate(&mut random, &config) else {
            continue;
        };
        if module.ensure_termination(10_000).is_err() {
            continue;
        }
        let bytes = module.to_bytes();
        let Some(expected) = there(&bytes) else {
            continue;
        };
        let Some(actual) = here(&bytes) else {
            panic!("only wasmi instantiates the module")
        };
        // After a stack is exhausted engines may differ in what was done before.
        let exhausted = |outcomes: &[Outcome]| outcomes.contains(&Outcome::Exhausted);
        if exhausted(&expected) || exhausted(&actual) {
            continue;
        }
        assert_eq!(actual, expected);
        compared += expected.len();
    }
    assert!(compared > 0);
}
