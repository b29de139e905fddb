//! Symbols (clause 6.1.5): well-known ones, the registry of `Symbol.for`, and private names, which
//! are symbols that only class bodies can spell.

use crate::error::JsResult;
use crate::string::{JsString, flatten, hash_units};
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Gc, Plain, Slot, cell};

cell! {
    /// A symbol or a private name.
    pub struct Symbol as Symbol {
        pub(crate) hash: Plain<u32>,
        /// A string or `undefined`.
        pub(crate) description: Slot,
    }
}

impl Symbol {
    const PRIVATE: u8 = 1;
    const REGISTERED: u8 = 2;

    /// Whether it is a private name: no property that reflection sees has such a key.
    #[inline(always)]
    pub fn is_private(&self) -> bool {
        self.header().flags() & Symbol::PRIVATE != 0
    }

    /// Whether `Symbol.for` made it.
    #[inline(always)]
    pub fn is_registered(&self) -> bool {
        self.header().flags() & Symbol::REGISTERED != 0
    }

    /// Its description: a string or `undefined`.
    #[inline(always)]
    pub fn description(&self) -> Value {
        self.description.get()
    }
}

macro_rules! well_known_symbols {
    ($($name:ident = $text:literal,)*) => {
        /// The well-known symbols (clause 6.1.5.1).
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        #[allow(missing_docs)]
        pub enum WellKnownSymbol { $($name,)* }

        /// How many there are.
        pub const WELL_KNOWN_COUNT: usize = [$($text,)*].len();

        const WELL_KNOWN: [&str; WELL_KNOWN_COUNT] = [$($text,)*];

        impl WellKnownSymbol {
            /// The symbol of a row key like `[Symbol.iterator]`.
            pub fn of_row_key(key: &str) -> Option<WellKnownSymbol> {
                let name = key.strip_prefix('[')?.strip_suffix(']')?;
                $( if name == $text { return Some(WellKnownSymbol::$name); } )*
                None
            }
        }
    };
}

well_known_symbols! {
    AsyncDispose = "Symbol.asyncDispose",
    AsyncIterator = "Symbol.asyncIterator",
    Dispose = "Symbol.dispose",
    HasInstance = "Symbol.hasInstance",
    IsConcatSpreadable = "Symbol.isConcatSpreadable",
    Iterator = "Symbol.iterator",
    Match = "Symbol.match",
    MatchAll = "Symbol.matchAll",
    Replace = "Symbol.replace",
    Search = "Symbol.search",
    Species = "Symbol.species",
    Split = "Symbol.split",
    ToPrimitive = "Symbol.toPrimitive",
    ToStringTag = "Symbol.toStringTag",
    Unscopables = "Symbol.unscopables",
}

fn allocate(vm: &mut Vm, description: Value, flags: u8) -> JsResult<Gc<Symbol>> {
    let hash = vm.next_identity_hash();
    let symbol = vm.heap.allocate(SymbolInit { hash, description })?;
    symbol.header().set_flags(flags);
    Ok(symbol)
}

/// A new symbol; `description` is a string or `undefined`.
pub fn create_symbol(vm: &mut Vm, description: Value) -> JsResult<Gc<Symbol>> {
    allocate(vm, description, 0)
}

/// A new private name; `description` is its text with the `#`.
pub fn create_private_name(vm: &mut Vm, description: Value) -> JsResult<Gc<Symbol>> {
    allocate(vm, description, Symbol::PRIVATE)
}

/// [Symbol.for](https://tc39.es/ecma262/#sec-symbol.for).
pub fn symbol_for(vm: &mut Vm, text: Gc<JsString>) -> JsResult<Gc<Symbol>> {
    let flat = flatten(vm, text)?;
    let hash = hash_units(vm, flat.units())?;
    let table = match vm.state().symbol_registry.get() {
        Some(table) => table,
        None => {
            let table = vm.heap.new_table()?;
            vm.state().symbol_registry.set(table);
            table
        }
    };
    let region = vm.heap.region();
    let same = |key: Value| {
        region
            .gc::<JsString>(key)
            .and_then(crate::string::as_flat)
            .is_some_and(|other| other.units().equals(&flat.units()))
    };
    if let Some(found) = table.find(hash, same) {
        let symbol = table.value(found);
        return Ok(vm.heap.gc(symbol).expect("the registry holds symbols"));
    }
    let symbol = allocate(vm, text.into(), Symbol::REGISTERED)?;
    table.insert(&mut vm.heap, hash, text.into(), symbol.into())?;
    Ok(symbol)
}

pub(crate) fn create_well_known(vm: &mut Vm) -> JsResult<()> {
    for (index, text) in WELL_KNOWN.iter().enumerate() {
        let description = crate::string::from_str(vm, text)?;
        let symbol = create_symbol(vm, description.into())?;
        vm.state().well_known_symbols[index].set(symbol.into());
    }
    Ok(())
}
