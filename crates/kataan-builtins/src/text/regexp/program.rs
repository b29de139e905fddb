//! Programs: a pattern with its flags, compiled when it is first matched, and shared by all
//! regular expressions of a realm with the same text and flags.

use super::state::RegExpState;
use crate::message;
use kataan_gc::{
    CellArray, CellArrayInit, External, ExternalId, Field, Gc, Nullable, Plain, TailInit,
    ValueArray, ValueArrayInit, cell,
};
use kataan_regexp::{Flags, RegExp, Source, SyntaxError, validate};
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe_text, start_of_text};
use kataan_vm::object::{PropertyKey, Shape, shape_for_keys};
use kataan_vm::operation::CollectionKey;
use kataan_vm::string::{JsString, Units, equal, flatten};
use kataan_vm::value::Value;

/// Programs that a realm remembers; a power of two.
const CACHE_SIZE: usize = 512;

/// Captures, or named groups, that are collected before the object that holds them is made.
pub(super) const FEW_GROUPS: usize = 16;

cell! {
    /// A pattern with its flags.
    pub struct RegExpProgram {
        pub(super) source: Field<JsString>,
        /// The flags as a string, in the order of the `flags` property.
        pub(super) flags: Plain<u32>,
        compiled: Plain<ExternalId>,
        /// Of each named group in order, its property key and number in turn.
        pub(super) names: Nullable<ValueArray>,
        /// The shape of objects with a property for each named group; none if two share a name.
        pub(super) groups_shape: Nullable<Shape>,
    }
}

/// What is compiled.
struct Compiled {
    regexp: RegExp,
    bytes: usize,
}

impl External for Compiled {
    fn bytes(&self) -> usize {
        self.bytes
    }
}

impl RegExpProgram {
    /// `[[OriginalFlags]]`.
    #[inline]
    pub(super) fn flags(&self) -> Flags {
        Flags::from_bits(self.flags.get() as u8)
    }

    /// The compiled form; there is one after [`compile`].
    #[inline]
    pub(super) fn regexp<'a>(&self, vm: &'a Vm) -> &'a RegExp {
        let compiled = vm.heap.external::<Compiled>(self.compiled.get());
        &compiled.expect("a program is compiled first").regexp
    }
}

/// The text of a pattern as the compiler takes it.
fn source_of(units: Units<'_>) -> Source<'_> {
    match units {
        Units::Latin1(units) => Source::Latin1(units),
        Units::Utf16(units) => Source::Utf16(units),
    }
}

/// Units of a pattern that a message shows.
const LONGEST_SHOWN: usize = 1000;

/// Throws what is wrong with a pattern, and where.
#[cold]
fn refuse(
    vm: &mut Vm,
    source: Gc<JsString>,
    flags: Flags,
    error: SyntaxError,
) -> JsResult<kataan_vm::Thrown> {
    let source = flatten(vm, source)?;
    let text = start_of_text(source.units(), LONGEST_SHOWN);
    let position = error.position;
    let parts: [&dyn core::fmt::Display; 4] = [&text, &flags, &error.message(), &position];
    Ok(vm.throw_syntax_error(message::INVALID_PATTERN, &parts))
}

/// Compiles a program unless that was done.
#[inline]
pub(super) fn compile(vm: &mut Vm, program: Gc<RegExpProgram>) -> JsResult<()> {
    if program.compiled.get() != ExternalId::NONE {
        return Ok(());
    }
    compile_now(vm, program)
}

#[cold]
fn compile_now(vm: &mut Vm, program: Gc<RegExpProgram>) -> JsResult<()> {
    let source = program.source.get();
    let flat = flatten(vm, source)?;
    let regexp = match RegExp::compile(source_of(flat.units()), program.flags()) {
        Ok(regexp) => regexp,
        Err(error) => return Err(refuse(vm, source, program.flags(), error)?),
    };
    let count = regexp.groups().names.len();
    if count > 0 {
        let names = vm.heap.allocate(ValueArrayInit {
            slots: TailInit::Fill(count * 2, Value::UNDEFINED),
        })?;
        for (index, (name, group)) in regexp.groups().names.iter().enumerate() {
            let key = vm.intern(name)?;
            names.slots()[index * 2].set(key.to_raw());
            names.slots()[index * 2 + 1].set(Value::from_i32(*group as i32));
        }
        program.names.set(names);
        let shape = groups_shape(vm, names)?;
        program.groups_shape.set(shape);
    }
    // Programs take several times their text; what the compiler makes later is in the estimate.
    let bytes = 2048 + flat.len() * 64;
    let compiled = vm.heap.add_external(Compiled { regexp, bytes })?;
    vm.heap.own_external(compiled, program);
    program.compiled.set(compiled);
    Ok(())
}

/// The shape of objects with a property for each of these groups, if they are few and no two share a
/// name.
fn groups_shape(vm: &mut Vm, names: Gc<ValueArray>) -> JsResult<Option<Gc<Shape>>> {
    let names = names.slots();
    let key_of = |index: usize| PropertyKey::from_raw(names[index * 2].get());
    let mut keys = [key_of(0); FEW_GROUPS];
    let Some(keys) = keys.get_mut(..names.len() / 2) else {
        return Ok(None);
    };
    for (index, key) in keys.iter_mut().enumerate() {
        *key = key_of(index);
    }
    shape_for_keys(vm, None, keys.len() as u16, keys)
}

/// The program of a pattern and flags, which is checked for early errors unless it is known.
pub(super) fn program_of(
    vm: &mut Vm,
    state: Gc<RegExpState>,
    source: Gc<JsString>,
    flags: Flags,
) -> JsResult<Gc<RegExpProgram>> {
    let hash = CollectionKey::new(vm, source.into())?.hash;
    let place = (hash ^ u32::from(flags.bits()).wrapping_mul(0x9E37_79B1)) as usize % CACHE_SIZE;
    if let Some(cache) = state.programs.get()
        && let Some(program) = cache.cells()[place].get().cast::<RegExpProgram>()
        && program.flags() == flags
        && (program.source.get() == source || equal(vm, program.source.get(), source)?)
    {
        return Ok(program);
    }
    let flat = flatten(vm, source)?;
    if let Err(error) = validate(source_of(flat.units()), flags) {
        return Err(refuse(vm, source, flags, error)?);
    }
    let program = vm.heap.allocate(RegExpProgramInit {
        source,
        flags: u32::from(flags.bits()),
        compiled: ExternalId::NONE,
        names: None,
        groups_shape: None,
    })?;
    let cache = match state.programs.get() {
        Some(cache) => cache,
        None => {
            let cells = TailInit::Fill(CACHE_SIZE, state.erase());
            let cache: Gc<CellArray> = vm.heap.allocate(CellArrayInit { cells })?;
            state.programs.set(cache);
            cache
        }
    };
    cache.cells()[place].set(program.erase());
    Ok(program)
}

/// So many flags there are.
const MOST_FLAGS: usize = 8;

/// The flags that a string spells.
pub(super) fn parse_flags(vm: &mut Vm, string: Gc<JsString>) -> JsResult<Flags> {
    let flat = flatten(vm, string)?;
    // No flag comes twice: what is longer than the first nine units allow is wrong there.
    match Flags::parse(flat.units().iter().take(MOST_FLAGS + 1).map(u32::from)) {
        Ok(flags) => Ok(flags),
        Err(_) => {
            let text = describe_text(vm, string.into());
            Err(vm.throw_syntax_error(message::INVALID_FLAGS, &[&text]))
        }
    }
}
