//! The module `spectest` that scripts import from.

use crate::{
    Global, GlobalType, Limits, Linker, Memory, MemoryType, RefType, Result, Store, Table,
    TableType, Val, ValType,
};

pub(super) fn define(store: &mut Store<()>, linker: &mut Linker<()>) -> Result<()> {
    linker.func_wrap("spectest", "print", || {})?;
    linker.func_wrap("spectest", "print_i32", |_: i32| {})?;
    linker.func_wrap("spectest", "print_i64", |_: i64| {})?;
    linker.func_wrap("spectest", "print_f32", |_: f32| {})?;
    linker.func_wrap("spectest", "print_f64", |_: f64| {})?;
    linker.func_wrap("spectest", "print_i32_f32", |_: i32, _: f32| {})?;
    linker.func_wrap("spectest", "print_f64_f64", |_: f64, _: f64| {})?;
    for (name, content, value) in [
        ("global_i32", ValType::I32, Val::I32(666)),
        ("global_i64", ValType::I64, Val::I64(666)),
        ("global_f32", ValType::F32, Val::from(666.6_f32)),
        ("global_f64", ValType::F64, Val::from(666.6_f64)),
    ] {
        let global = Global::new(
            &mut *store,
            GlobalType {
                content,
                mutable: false,
            },
            value,
        )?;
        linker.define("spectest", name, global)?;
    }
    for (name, is_64) in [("table", false), ("table64", true)] {
        let limits = Limits {
            min: 10,
            max: Some(20),
        };
        let ty = TableType {
            element: RefType::FUNCREF,
            limits,
            is_64,
        };
        let table = Table::new(&mut *store, ty, Val::FuncRef(None))?;
        linker.define("spectest", name, table)?;
    }
    for (name, shared) in [("memory", false), ("shared_memory", true)] {
        let limits = Limits {
            min: 1,
            max: Some(2),
        };
        let ty = MemoryType {
            limits,
            is_64: false,
            shared,
            page_size_log2: 16,
        };
        let memory = Memory::new(&mut *store, ty)?;
        linker.define("spectest", name, memory)?;
    }
    Ok(())
}
