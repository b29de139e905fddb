//! Looking for an element: by value and by predicate.

use super::access::element;
use super::validate::validate_typed_array;
use crate::indexed::relative_index::clamp_relative;
use kataan_vm::native::Args;
use kataan_vm::object::ElementType;
use kataan_vm::object::TypedArrayView;
use kataan_vm::operation::{call, require_callable, to_boolean, to_integer_or_infinity};
use kataan_vm::value::bigint::{JsBigInt, from_i64, from_u64};
use kataan_vm::{JsResult, Value, Vm};

/// What elements are compared with.
enum Probe {
    /// No element can be equal.
    Nothing,
    Number(f64),
    /// The bits of a big integer in the array's type.
    Bits(u64),
}

impl Probe {
    fn new(vm: &mut Vm, element_type: ElementType, value: Value) -> JsResult<Probe> {
        if !element_type.is_bigint() {
            return Ok(value.as_number().map_or(Probe::Nothing, Probe::Number));
        }
        let Some(integer) = vm.heap.gc::<JsBigInt>(value) else {
            return Ok(Probe::Nothing);
        };
        let bits = integer.to_u64_wrapping();
        let fitted = if element_type == ElementType::BigInt64 {
            from_i64(vm, bits as i64)?
        } else {
            from_u64(vm, bits)?
        };
        Ok(if fitted.equals(&integer) {
            Probe::Bits(bits)
        } else {
            Probe::Nothing
        })
    }

    /// The first of `indices`, all in bounds, whose element `is_equal` finds equal.
    fn find(
        &self,
        vm: &mut Vm,
        view: &TypedArrayView,
        indices: impl Iterator<Item = usize>,
        is_equal: impl Fn(f64, f64) -> bool,
    ) -> JsResult<Option<usize>> {
        let kind = view.element_type;
        match *self {
            Probe::Nothing => Ok(None),
            Probe::Bits(probe) => scan(vm, view, indices, |bits| bits == probe),
            Probe::Number(probe) => match kind {
                ElementType::Float64 => scan(vm, view, indices, |bits| {
                    is_equal(f64::from_bits(bits), probe)
                }),
                ElementType::Float16 | ElementType::Float32 => scan(vm, view, indices, |bits| {
                    is_equal(kind.to_number(bits), probe)
                }),
                _ => {
                    // An integer is equal if its bits are, and only one has the bits.
                    let wanted = kind.number_bits(probe) & (u64::MAX >> (64 - 8 * kind.size()));
                    if kind.to_number(wanted) != probe {
                        return Ok(None);
                    }
                    scan(vm, view, indices, |bits| bits == wanted)
                }
            },
        }
    }
}

/// Elements that are looked at between two looks at the interrupt word.
const BATCH: usize = 4096;

/// The first of `indices`, all in bounds, whose bits are wanted.
fn scan(
    vm: &mut Vm,
    view: &TypedArrayView,
    indices: impl Iterator<Item = usize>,
    is_wanted: impl Fn(u64) -> bool,
) -> JsResult<Option<usize>> {
    match view.element_type.size() {
        1 => scan_width::<1>(vm, view, indices, is_wanted),
        2 => scan_width::<2>(vm, view, indices, is_wanted),
        4 => scan_width::<4>(vm, view, indices, is_wanted),
        _ => scan_width::<8>(vm, view, indices, is_wanted),
    }
}

fn scan_width<const WIDTH: usize>(
    vm: &mut Vm,
    view: &TypedArrayView,
    indices: impl Iterator<Item = usize>,
    is_wanted: impl Fn(u64) -> bool,
) -> JsResult<Option<usize>> {
    let buffer = view.array.buffer.get();
    let mut indices = indices.peekable();
    while indices.peek().is_some() {
        vm.check_interrupt()?;
        let bytes = buffer.bytes(vm);
        let mut batch = indices.by_ref().take(BATCH);
        let found =
            batch.find(|index| is_wanted(bytes.load::<WIDTH>(view.byte_offset + index * WIDTH)));
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn strictly_equal(left: f64, right: f64) -> bool {
    left == right
}

fn position(index: Option<usize>) -> Value {
    index.map_or(Value::from_i32(-1), |index| Value::from_index(index as u64))
}

/// [%TypedArray%.prototype.includes](https://tc39.es/ecma262/#sec-%typedarray%.prototype.includes)
pub(super) fn includes(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let view = validate_typed_array(vm, args.this(), "TypedArray.prototype.includes")?;
    if view.length == 0 {
        return Ok(Value::FALSE);
    }
    let from = to_integer_or_infinity(vm, args.get(1))?;
    let from = clamp_relative(from, view.length as u64) as usize;
    // What the conversion cut off reads as undefined.
    let now = view.array.length_now(vm).unwrap_or(0);
    if args.get(0).is_undefined() {
        return Ok(Value::from(from.max(now) < view.length));
    }
    let probe = Probe::new(vm, view.element_type, args.get(0))?;
    let same = kataan_vm::value::number::same_value_zero;
    let found = probe.find(vm, &view, from..view.length.min(now), same)?;
    Ok(Value::from(found.is_some()))
}

/// [%TypedArray%.prototype.indexOf](https://tc39.es/ecma262/#sec-%typedarray%.prototype.indexof)
pub(super) fn index_of(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let view = validate_typed_array(vm, args.this(), "TypedArray.prototype.indexOf")?;
    if view.length == 0 {
        return Ok(Value::from_i32(-1));
    }
    let from = to_integer_or_infinity(vm, args.get(1))?;
    let from = clamp_relative(from, view.length as u64) as usize;
    let now = view.array.length_now(vm).unwrap_or(0);
    let probe = Probe::new(vm, view.element_type, args.get(0))?;
    let found = probe.find(vm, &view, from..view.length.min(now), strictly_equal)?;
    Ok(position(found))
}

/// [%TypedArray%.prototype.lastIndexOf](https://tc39.es/ecma262/#sec-%typedarray%.prototype.lastindexof)
pub(super) fn last_index_of(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let view = validate_typed_array(vm, args.this(), "TypedArray.prototype.lastIndexOf")?;
    if view.length == 0 {
        return Ok(Value::from_i32(-1));
    }
    let length = view.length as f64;
    let from = match args.passed(1) {
        Some(from) => to_integer_or_infinity(vm, from)?,
        None => length - 1.0,
    };
    let last = if from >= 0.0 {
        from.min(length - 1.0)
    } else {
        length + from
    };
    if last < 0.0 {
        return Ok(Value::from_i32(-1));
    }
    let now = view.array.length_now(vm).unwrap_or(0);
    let probe = Probe::new(vm, view.element_type, args.get(0))?;
    let indices = (0..(last as usize + 1).min(now)).rev();
    let found = probe.find(vm, &view, indices, strictly_equal)?;
    Ok(position(found))
}

/// [FindViaPredicate](https://tc39.es/ecma262/#sec-findviapredicate) on a typed array.
fn find_via_predicate(
    vm: &mut Vm,
    args: Args<'_>,
    is_descending: bool,
    method: &str,
) -> JsResult<(Value, Value)> {
    let view = validate_typed_array(vm, args.this(), method)?;
    let predicate = require_callable(vm, args.get(0))?;
    for step in 0..view.length {
        vm.check_interrupt_every(step as u64)?;
        let index = if is_descending {
            view.length - 1 - step
        } else {
            step
        };
        let position = Value::from_index(index as u64);
        let element = element(vm, view.array, index)?;
        let arguments = [element, position, view.array.into()];
        let found = call(vm, predicate, args.get(1), &arguments)?;
        if to_boolean(vm, found) {
            return Ok((position, element));
        }
    }
    Ok((Value::from_i32(-1), Value::UNDEFINED))
}

/// [%TypedArray%.prototype.find](https://tc39.es/ecma262/#sec-%typedarray%.prototype.find)
pub(super) fn find(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let found = find_via_predicate(vm, args, false, "TypedArray.prototype.find")?;
    Ok(found.1)
}

/// [%TypedArray%.prototype.findIndex](https://tc39.es/ecma262/#sec-%typedarray%.prototype.findindex)
pub(super) fn find_index(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let found = find_via_predicate(vm, args, false, "TypedArray.prototype.findIndex")?;
    Ok(found.0)
}

/// [%TypedArray%.prototype.findLast](https://tc39.es/ecma262/#sec-%typedarray%.prototype.findlast)
pub(super) fn find_last(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let found = find_via_predicate(vm, args, true, "TypedArray.prototype.findLast")?;
    Ok(found.1)
}

/// [%TypedArray%.prototype.findLastIndex](https://tc39.es/ecma262/#sec-%typedarray%.prototype.findlastindex)
pub(super) fn find_last_index(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let found = find_via_predicate(vm, args, true, "TypedArray.prototype.findLastIndex")?;
    Ok(found.0)
}
