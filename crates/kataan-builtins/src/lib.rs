//! The ECMA-262 standard library of the Kataan engine: built-in objects, declared in tables that
//! `kataan-vm` installs in each realm.
//!
//! The folders follow the specification's clauses. Each built-in has a table (`static` rows of
//! name, length and function) and, beside it, the algorithms that the rows name. The crate knows
//! objects and abstract operations; it does not know bytecode, hosts or the event loop.
//!
//! - [`TABLE`]: all built-in objects, in the order in which they are made.
//! - [`KINDS`]: the cell kinds of objects with internal slots of their own.
//! - `fundamental`: objects, functions, symbols, errors, booleans, the global object (19, 20).
//! - `numbers`: numbers, big integers, Math, dates (21).
//! - `text`: strings (22).
//! - `indexed`, `keyed`: arrays, typed arrays, maps, sets (23, 24).
//! - `structured`: buffers, DataView, Atomics, JSON (25).
//! - `memory`: weak references, finalization (26).
//! - `control`: iterators, generators, promises, disposable stacks (27).
//! - `reflection`: Reflect, Proxy (28).
//! - [`inspect`]: what a console may see of internal slots.

mod captured;
mod control;
mod fundamental;
mod group_by;
mod indexed;
pub mod inspect;
mod keyed;
mod memory;
mod message;
mod numbers;
mod reflection;
mod structured;
mod table;
mod text;

pub(crate) use kataan_vm::native::species;
pub use table::{KINDS, TABLE};

use kataan_vm::Vm;

/// Sets the hooks through which the VM reaches the library: what is not in a table.
pub fn plug_in(vm: &mut Vm) {
    vm.hooks.create_regexp = Some(text::regexp::create_literal);
    vm.hooks.append_collection = Some(keyed::append_collection);
}
