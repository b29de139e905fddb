//! [Set Records](https://tc39.es/ecma262/#sec-set-records): what a set operation asks of its
//! argument.

use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::object::Object;
use kataan_vm::operation::{
    IteratorRecord, call, get, get_iterator_direct, require_callable, to_boolean,
    to_integer_or_infinity, to_number,
};
use kataan_vm::string::Name;
use kataan_vm::value::Value;

/// A set-like object, its methods read once.
#[derive(Clone, Copy)]
pub(super) struct SetRecord {
    object: Gc<Object>,
    /// `[[Size]]`: not negative, maybe infinite.
    pub(super) size: f64,
    has: Value,
    keys: Value,
}

impl SetRecord {
    /// [GetSetRecord](https://tc39.es/ecma262/#sec-getsetrecord)
    pub(super) fn get(vm: &mut Vm, value: Value) -> JsResult<Self> {
        let Some(object) = vm.object(value) else {
            let text = describe(vm, value);
            return Err(vm.throw_type_error(message::NOT_AN_OBJECT, &[&text]));
        };
        let key = vm.key(Name::Size);
        let raw_size = get(vm, object, key)?;
        let number = to_number(vm, raw_size)?;
        if number.is_nan() {
            let text = describe(vm, raw_size);
            return Err(vm.throw_type_error(message::INVALID_SIZE, &[&text]));
        }
        let size = to_integer_or_infinity(vm, Value::from_number(number))?;
        if size < 0.0 {
            return Err(vm.throw_range_error(message::NEGATIVE_SIZE, &[&size]));
        }
        let key = vm.key(Name::Has);
        let has = get(vm, object, key)?;
        let has = require_callable(vm, has)?;
        let key = vm.key(Name::Keys);
        let keys = get(vm, object, key)?;
        let keys = require_callable(vm, keys)?;
        Ok(Self {
            object,
            size,
            has,
            keys,
        })
    }

    /// Whether the set-like object says that it has `element`.
    pub(super) fn has(&self, vm: &mut Vm, element: Value) -> JsResult<bool> {
        let answer = call(vm, self.has, self.object.into(), &[element])?;
        Ok(to_boolean(vm, answer))
    }

    /// [GetIteratorFromMethod](https://tc39.es/ecma262/#sec-getiteratorfrommethod) of `[[Keys]]`,
    /// whose result needs no `Symbol.iterator`.
    pub(super) fn keys(&self, vm: &mut Vm) -> JsResult<IteratorRecord> {
        let iterator = call(vm, self.keys, self.object.into(), &[])?;
        let Some(iterator) = vm.object(iterator) else {
            let text = describe(vm, iterator);
            return Err(vm.throw_type_error(message::NOT_AN_OBJECT, &[&text]));
        };
        get_iterator_direct(vm, iterator)
    }
}
