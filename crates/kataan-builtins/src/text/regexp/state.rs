//! What a realm keeps for regular expressions: the programs that it knows, the matcher's memory,
//! the shape of plain regular expressions, and the legacy static properties.

use super::object::{LastIndex, RegExpObject};
use super::{flags, prototype};
use kataan_gc::{CellArray, External, ExternalId, Gc, Nullable, Plain, cell};
use kataan_regexp::Scratch;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::NativeFunction;
use kataan_vm::object::{
    NativeFunctionObject, Object, Shape, Validity, get_data_without_side_effects, validity_of,
};
use kataan_vm::operation::get_own_property;
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{JsString, Name};
use kataan_vm::value::Value;

/// Words of `RegExpState::captures`: start and end of the match, of groups 1 to 9, of the last
/// group.
pub(super) const LEGACY_WORDS: usize = 22;

cell! {
    /// One for each realm.
    pub struct RegExpState {
        /// Of objects made by the realm's own constructor, to which nothing was added.
        pub(super) shape: Nullable<Shape>,
        /// Of arrays without properties, and of those that are results without `indices`.
        pub(super) array_shape: Nullable<Shape>,
        pub(super) result_shape: Nullable<Shape>,
        /// Valid as long as the prototype's accessors are known to be the library's.
        validity: Nullable<Validity>,
        pub(super) programs: Nullable<CellArray>,
        scratch: Plain<ExternalId>,
        /// `RegExp.input`; none after an invalidation.
        pub(super) input: Nullable<JsString>,
        /// The text of the last match; none after an invalidation.
        pub(super) subject: Nullable<JsString>,
        /// Where in it the legacy properties lie; `u32::MAX` for what did not take part.
        pub(super) captures: [Plain<u32>; LEGACY_WORDS],
    }
}

/// The memory of the matcher, while nobody matches.
struct Memory(Option<Box<Scratch>>);

impl External for Memory {}

/// The state of the current realm.
#[inline]
pub(super) fn state(vm: &mut Vm) -> JsResult<Gc<RegExpState>> {
    let realm = vm.realm();
    match realm
        .regexp
        .get()
        .and_then(|state| state.cast::<RegExpState>())
    {
        Some(state) => Ok(state),
        None => create_state(vm),
    }
}

#[cold]
fn create_state(vm: &mut Vm) -> JsResult<Gc<RegExpState>> {
    let scratch = vm.heap.add_external(Memory(None))?;
    let empty = Some(vm.empty_string());
    let mut captures = [u32::MAX; LEGACY_WORDS];
    captures[..2].fill(0);
    let state = vm.heap.allocate(RegExpStateInit {
        shape: None,
        array_shape: None,
        result_shape: None,
        validity: None,
        programs: None,
        scratch,
        input: empty,
        subject: empty,
        captures,
    })?;
    vm.heap.own_external(scratch, state);
    vm.realm().regexp.set(state.erase());
    Ok(state)
}

/// Takes the matcher's memory; it may be given back, or dropped.
#[inline]
pub(super) fn take_scratch(vm: &mut Vm, state: Gc<RegExpState>) -> Box<Scratch> {
    let memory = vm.heap.external_mut::<Memory>(state.scratch.get());
    memory
        .and_then(|memory| memory.0.take())
        .unwrap_or_default()
}

/// Gives the matcher's memory back.
#[inline]
pub(super) fn put_scratch(vm: &mut Vm, state: Gc<RegExpState>, scratch: Box<Scratch>) {
    if let Some(memory) = vm.heap.external_mut::<Memory>(state.scratch.get()) {
        memory.0 = Some(scratch);
    }
}

/// The accessors that the algorithms read.
static ACCESSORS: [(Name, NativeFunction); 9] = [
    (Name::Flags, prototype::flags),
    (Name::HasIndices, flags::has_indices),
    (Name::Global, flags::global),
    (Name::IgnoreCase, flags::ignore_case),
    (Name::Multiline, flags::multiline),
    (Name::DotAll, flags::dot_all),
    (Name::Unicode, flags::unicode),
    (Name::UnicodeSets, flags::unicode_sets),
    (Name::Sticky, flags::sticky),
];

/// Whether a value is a function with this code.
pub(super) fn is_native(vm: &Vm, value: Value, code: NativeFunction) -> bool {
    vm.heap
        .gc::<NativeFunctionObject>(value)
        .is_some_and(|function| vm.natives.code(function.native()) as usize == code as usize)
}

/// The object as a regular expression of which no program can tell whether the specification's
/// algorithms read its properties: it has none but `lastIndex`, a number that may be written, and
/// inherits `exec` and the flags from the library.
#[inline]
pub(super) fn as_pristine(vm: &mut Vm, object: Gc<Object>) -> JsResult<Option<Gc<RegExpObject>>> {
    let Some(regexp) = object.cast::<RegExpObject>() else {
        return Ok(None);
    };
    let state = state(vm)?;
    let is_plain = state
        .shape
        .get()
        .is_some_and(|shape| shape.offset() == object.shape_offset());
    if !is_plain || !regexp.last_index_value().is_number() {
        return Ok(None);
    }
    Ok(is_prototype_pristine(vm, state)?.then_some(regexp))
}

fn is_prototype_pristine(vm: &mut Vm, state: Gc<RegExpState>) -> JsResult<bool> {
    let prototype = vm.intrinsic(Intrinsic::RegExpPrototype);
    let key = vm.key(Name::Exec);
    let exec = get_data_without_side_effects(vm, prototype, key);
    if exec != Some(vm.intrinsic(Intrinsic::RegExpPrototypeExec).into()) {
        return Ok(false);
    }
    if state
        .validity
        .get()
        .is_some_and(|validity| validity.is_valid())
    {
        return Ok(true);
    }
    for (name, code) in ACCESSORS {
        let key = vm.key(name);
        let own = get_own_property(vm, prototype, key)?;
        if !own.is_some_and(|own| own.is_accessor() && is_native(vm, own.getter(), code)) {
            return Ok(false);
        }
    }
    let validity = validity_of(vm, prototype)?;
    state.validity.set(validity);
    Ok(true)
}
