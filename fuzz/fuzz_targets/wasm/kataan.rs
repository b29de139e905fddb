//! Running a module here.

use super::outcome::{Call, MEMORY, Outcome, TABLE};
use kataan_wasm::{
    Config, Engine, Extern, Instance, Module, ResumableCall, Store, StoreLimits, TrapCode, Val,
};

/// How execution is bounded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fuel {
    /// The module ends by itself.
    Unlimited,
    /// So much that only loops without end use it up.
    Plenty,
    /// As much, but a little at a time.
    Slices,
}

const PLENTY: u64 = 200_000;
const SLICE: u64 = 97;

pub(crate) fn run(bytes: &[u8], fuel: Fuel) -> Option<Outcome> {
    let mut config = Config::new();
    config
        .consume_fuel(fuel != Fuel::Unlimited)
        .max_wasm_stack(1 << 18);
    let engine = Engine::new(&config);
    let module = Module::new(&engine, bytes).ok()?;
    if module.imports().len() > 0 {
        return None;
    }
    let mut store = Store::new(&engine, ());
    store.limits(StoreLimits {
        memory_size: MEMORY,
        table_elements: TABLE,
        heap_size: 1 << 22,
        ..StoreLimits::default()
    });
    store.set_fuel(PLENTY);
    let instance = Instance::new(&mut store, &module, &[]).ok()?;
    let mut outcome = Outcome::default();
    let mut exports = instance.exports(&store);
    exports.sort_by(|(a, _), (b, _)| a.cmp(b));
    for (_, export) in &exports {
        let Extern::Func(func) = export else { continue };
        let ty = func.ty(&store);
        let arguments: Option<Vec<_>> =
            ty.params().iter().map(|ty| Val::default_for(*ty)).collect();
        let Some(arguments) = arguments else { continue };
        let result = if fuel == Fuel::Slices {
            in_slices(&mut store, *func, &arguments)
        } else {
            store.set_fuel(PLENTY);
            let mut results = vec![Val::I32(0); ty.results().len()];
            func.call(&mut store, &arguments, &mut results)
                .map(|()| results)
        };
        outcome.calls.push(match result {
            Ok(results) => Call::Values(results.iter().map(bits).collect()),
            Err(error) => match error.trap_code() {
                Some(TrapCode::StackOverflow | TrapCode::OutOfFuel | TrapCode::OutOfMemory) => {
                    Call::CutShort
                }
                _ => Call::Trap,
            },
        });
        if outcome.is_cut_short() {
            return Some(outcome);
        }
    }
    for (_, export) in exports {
        match export {
            Extern::Global(global) => {
                let value = global.get(&mut store);
                outcome.globals.push(bits(&value));
            }
            Extern::Memory(memory) => {
                let bytes = memory.data(&store);
                outcome.add_memory(bytes);
            }
            _ => {}
        }
    }
    Some(outcome)
}

fn in_slices(
    store: &mut Store<()>,
    func: kataan_wasm::Func,
    arguments: &[Val],
) -> kataan_wasm::Result<Vec<Val>> {
    store.set_fuel(SLICE);
    let mut call = func.call_resumable(&mut *store, arguments)?;
    let mut left = PLENTY;
    loop {
        match call {
            ResumableCall::Finished(results) => return Ok(results),
            ResumableCall::OutOfFuel(stopped) => {
                if left == 0 {
                    stopped.cancel(&mut *store)?;
                    return Err(TrapCode::OutOfFuel.into());
                }
                left = left.saturating_sub(SLICE);
                // What is left over is kept: one stretch of code may need more than a slice.
                store.set_fuel(store.fuel() + SLICE);
                call = stopped.resume(&mut *store)?;
            }
        }
    }
}

fn bits(value: &Val) -> u128 {
    match *value {
        Val::I32(value) => u128::from(value as u32),
        Val::I64(value) => u128::from(value as u64),
        Val::F32(bits) => u128::from(bits),
        Val::F64(bits) => u128::from(bits),
        Val::V128(bits) => bits,
        Val::FuncRef(value) => u128::from(value.is_some()),
        Val::ExternRef(value) => u128::from(value.is_some()),
        Val::AnyRef(value) => u128::from(value.is_some()),
        Val::ExnRef(value) => u128::from(value.is_some()),
    }
}
