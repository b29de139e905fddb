//! Running a module on `wasmi`.

use super::outcome::{Call, MEMORY, Outcome, TABLE};
use wasmi::{
    Config, Engine, Extern, Linker, Module, Nullable, Store, StoreLimits, StoreLimitsBuilder,
    TrapCode, Val,
};

pub(crate) fn run(bytes: &[u8]) -> Option<Outcome> {
    let mut config = Config::default();
    config.wasm_wide_arithmetic(true);
    let engine = Engine::new(&config);
    let module = Module::new(&engine, bytes).ok()?;
    let limits: StoreLimits = StoreLimitsBuilder::new()
        .memory_size(MEMORY as usize)
        .table_elements(TABLE as usize)
        .build();
    let mut store = Store::new(&engine, limits);
    store.limiter(|limits| limits);
    let instance = Linker::new(&engine)
        .instantiate_and_start(&mut store, &module)
        .ok()?;
    let mut exports: Vec<(String, Extern)> = instance
        .exports(&store)
        .map(|export| (export.name().to_owned(), export.into_extern()))
        .collect();
    exports.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut outcome = Outcome::default();
    for (_, export) in &exports {
        let Extern::Func(func) = export else { continue };
        let ty = func.ty(&store);
        let defaults = |types: &[wasmi::ValType]| -> Vec<Val> {
            types.iter().map(|ty| Val::default_for_ty(*ty)).collect()
        };
        let arguments = defaults(ty.params());
        let mut results = defaults(ty.results());
        outcome
            .calls
            .push(match func.call(&mut store, &arguments, &mut results) {
                Ok(()) => Call::Values(results.iter().map(bits).collect()),
                Err(error) if error.as_trap_code() == Some(TrapCode::StackOverflow) => {
                    Call::CutShort
                }
                Err(_) => Call::Trap,
            });
        if outcome.is_cut_short() {
            return Some(outcome);
        }
    }
    for (_, export) in exports {
        match export {
            Extern::Global(global) => outcome.globals.push(bits(&global.get(&store))),
            Extern::Memory(memory) => outcome.add_memory(memory.data(&store)),
            _ => {}
        }
    }
    Some(outcome)
}

fn bits(value: &Val) -> u128 {
    match value {
        Val::I32(value) => u128::from(*value as u32),
        Val::I64(value) => u128::from(*value as u64),
        Val::F32(value) => u128::from(value.to_bits()),
        Val::F64(value) => u128::from(value.to_bits()),
        Val::V128(value) => value.as_u128(),
        Val::FuncRef(value) => u128::from(matches!(value, Nullable::Val(_))),
        Val::ExternRef(value) => u128::from(matches!(value, Nullable::Val(_))),
    }
}
