//! Regular expression objects, and making them:
//! [RegExpAlloc](https://tc39.es/ecma262/#sec-regexpalloc),
//! [RegExpInitialize](https://tc39.es/ecma262/#sec-regexpinitialize).

use super::program::{RegExpProgram, parse_flags, program_of};
use super::state::state;
use kataan_gc::{Field, Gc, Plain, cell};
use kataan_regexp::Flags;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::object::slots::{inline_slot, set_inline_slot};
use kataan_vm::object::{Attributes, Object, define_data_property, new_object_base, object_base};
use kataan_vm::operation::{set, to_length, to_string};
use kataan_vm::realm::{Intrinsic, Realm};
use kataan_vm::string::{JsString, Name};
use kataan_vm::value::Value;

cell! {
    /// An object with `[[RegExpMatcher]]`. Its first property is `lastIndex`, which cannot be
    /// removed: its value is always in the first inline slot.
    pub struct RegExpObject: Object {
        pub(super) program: Field<RegExpProgram>,
        pub(super) realm: Field<Realm>,
        /// `[[LegacyFeaturesEnabled]]`: made by the realm's own constructor, not by a subclass.
        pub(super) is_legacy: Plain<bool>,
    }
}

impl RegExpObject {
    /// `[[OriginalSource]]`.
    pub(super) fn source(&self) -> Gc<JsString> {
        self.program.get().source.get()
    }

    /// `[[OriginalFlags]]`.
    #[inline]
    pub(super) fn flags(&self) -> Flags {
        self.program.get().flags()
    }
}

/// What can be asked of the object by its pointer.
pub(super) trait LastIndex {
    /// The value of `lastIndex`.
    fn last_index_value(self) -> Value;
    /// `lastIndex` as a length: may run script.
    fn last_index(self, vm: &mut Vm) -> JsResult<u64>;
    /// Assigns to `lastIndex`; throws if it is read-only.
    fn set_last_index(self, vm: &mut Vm, index: usize) -> JsResult<()>;
}

impl LastIndex for Gc<RegExpObject> {
    #[inline]
    fn last_index_value(self) -> Value {
        inline_slot(self.upcast(), 0)
    }

    #[inline]
    fn last_index(self, vm: &mut Vm) -> JsResult<u64> {
        match self.last_index_value().as_i32() {
            Some(index) => Ok(index.max(0) as u64),
            None => to_length(vm, self.last_index_value()),
        }
    }

    #[inline]
    fn set_last_index(self, vm: &mut Vm, index: usize) -> JsResult<()> {
        let object: Gc<Object> = self.upcast();
        let value = Value::from_number(index as f64);
        let plain = state(vm)?.shape.get();
        if plain.is_some_and(|shape| shape.offset() == object.shape_offset()) {
            set_inline_slot(object, 0, value);
            return Ok(());
        }
        let key = vm.key(Name::LastIndex);
        set(vm, object, key, value)
    }
}

/// A new regular expression of a program.
pub(super) fn regexp_create_from_program(
    vm: &mut Vm,
    program: Gc<RegExpProgram>,
    prototype: Gc<Object>,
    is_legacy: bool,
) -> JsResult<Gc<RegExpObject>> {
    let state = state(vm)?;
    let is_plain = prototype == vm.intrinsic(Intrinsic::RegExpPrototype);
    let known = state.shape.get().filter(|_| is_plain);
    let base = match known {
        Some(shape) => object_base(vm, shape),
        None => new_object_base::<RegExpObject>(vm, Some(prototype), 1)?,
    };
    let realm = vm.realm();
    let regexp = vm.heap.allocate(RegExpObjectInit {
        base,
        program,
        realm,
        is_legacy,
    })?;
    let object: Gc<Object> = regexp.upcast();
    if known.is_some() {
        set_inline_slot(object, 0, Value::ZERO);
        return Ok(regexp);
    }
    let key = vm.key(Name::LastIndex);
    define_data_property(vm, object, key, Value::ZERO, Attributes::WRITABLE)?;
    if is_plain && !object.shape().is_unique() {
        state.shape.set(object.shape());
    }
    Ok(regexp)
}

/// The program of `pattern` and `flags`, `undefined` standing for empty text.
pub(super) fn program_of_values(
    vm: &mut Vm,
    pattern: Value,
    flags: Value,
) -> JsResult<Gc<RegExpProgram>> {
    let text = |vm: &mut Vm, value: Value| {
        if value.is_undefined() {
            Ok(vm.empty_string())
        } else {
            to_string(vm, value)
        }
    };
    let source = text(vm, pattern)?;
    let flags = text(vm, flags)?;
    let flags = parse_flags(vm, flags)?;
    let state = state(vm)?;
    program_of(vm, state, source, flags)
}

/// The regular expression of a literal.
pub(crate) fn create_literal(vm: &mut Vm, pattern: Value, flags: Value) -> JsResult<Gc<Object>> {
    let program = program_of_values(vm, pattern, flags)?;
    let prototype = vm.intrinsic(Intrinsic::RegExpPrototype);
    Ok(regexp_create_from_program(vm, program, prototype, true)?.upcast())
}
