//! Environments: the heap cells that hold captured bindings.
//!
//! Only what a closure, a direct `eval` or a `with` can see lives here; every other binding is a
//! register. An environment is its parent and its slots; the compiler knows both positions, so
//! code reaches a binding by depth and slot. Names matter only to dynamic code, which finds them
//! in the [`ScopeCell`] that such environments carry.

use super::unit::CodeUnit;
use crate::Vm;
use crate::value::Value;
use kataan_bytecode::container::ScopeInfo;
use kataan_bytecode::opcode::operand::ConstantIndex;
use kataan_gc::{AnyCell, Field, Gc, Nullable, Plain, Slot, cell};

/// What an environment's bindings are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum EnvironmentKind {
    /// Slots, named by the scope information if there is any.
    Declarative = 0,
    /// The object of a `with` statement, in slot 0.
    Object = 1,
    /// A function's variables, to which a sloppy direct `eval` may add: what it added are
    /// properties of the null-prototype object in the last slot, `undefined` until the first.
    Variable = 2,
    /// The bindings of a module.
    Module = 3,
}

impl EnvironmentKind {
    fn from_flags(flags: u8) -> EnvironmentKind {
        match flags & 3 {
            0 => EnvironmentKind::Declarative,
            1 => EnvironmentKind::Object,
            2 => EnvironmentKind::Variable,
            _ => EnvironmentKind::Module,
        }
    }
}

cell! {
    /// Captured bindings of one scope.
    pub struct Environment as Internal {
        /// The environment around it; none at the end of the chain, where globals follow.
        pub parent: Nullable<Environment>,
        /// The names of the slots, for dynamic lookups.
        pub scope: Nullable<ScopeCell>,
    }
    tail /// The bindings.
    pub slots: [Slot; small];
}

impl Environment {
    /// What its bindings are.
    #[inline(always)]
    pub fn environment_kind(&self) -> EnvironmentKind {
        EnvironmentKind::from_flags(self.header().flags())
    }

    /// Sets what its bindings are; right after allocation only.
    #[inline(always)]
    pub fn set_kind(&self, kind: EnvironmentKind) {
        self.header().set_flags(kind as u8);
    }
}

cell! {
    /// The scope constant of an environment: its names are decoded when an eval asks.
    pub struct ScopeCell as Internal {
        /// The unit that has the constant.
        pub unit: Field<CodeUnit>,
        /// Its index.
        pub constant: Plain<u32>,
    }
}

impl ScopeCell {
    /// What is known of the scope.
    pub(crate) fn info(&self, vm: &Vm) -> Option<ScopeInfo> {
        self.unit
            .get()
            .unit(vm)
            .scope(ConstantIndex(self.constant.get()))
    }
}

cell! {
    /// What an imported name's slot holds: the binding that it stands for.
    pub struct ImportBinding as Internal {
        /// The exporting module's environment.
        pub environment: Field<Environment>,
        /// The slot there.
        pub slot: Plain<u32>,
    }
}

impl ImportBinding {
    /// The value, which may still be uninitialised. Import chains are resolved at link, so the
    /// target never is another import.
    #[inline]
    pub fn read(&self) -> Value {
        self.environment.get().slots()[self.slot.get() as usize].get()
    }
}

/// `depth` environments up from `environment`.
#[inline(always)]
pub(crate) fn outer(environment: Gc<Environment>, depth: u32) -> Option<Gc<Environment>> {
    let mut environment = environment;
    for _ in 0..depth {
        environment = environment.parent.get()?;
    }
    Some(environment)
}

/// What mapped arguments objects and namespaces use to reach slots.
pub(crate) const ACCESS: crate::object::EnvironmentAccess = crate::object::EnvironmentAccess {
    get: |cell, slot| {
        environment(cell).map_or(Value::UNDEFINED, |it| it.slots()[slot as usize].get())
    },
    set: |cell, slot, value| {
        if let Some(environment) = environment(cell) {
            environment.slots()[slot as usize].set(value);
        }
    },
};

fn environment(cell: Gc<AnyCell>) -> Option<Gc<Environment>> {
    cell.cast()
}
