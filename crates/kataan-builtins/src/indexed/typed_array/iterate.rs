//! Calling a function for each element.

use super::access::element;
use super::validate::{Access, species_create, validate_typed_array};
use crate::message;
use kataan_vm::native::Args;
use kataan_vm::object::{TypedArrayView, typed_array_set_element};
use kataan_vm::operation::{call, require_callable, to_boolean};
use kataan_vm::{JsResult, Value, Vm};

/// The parts that all these methods begin with: array and checked callback.
struct Iteration {
    view: TypedArrayView,
    callback: Value,
    this_argument: Value,
}

impl Iteration {
    fn begin(vm: &mut Vm, args: Args<'_>, method: &str) -> JsResult<Self> {
        let view = validate_typed_array(vm, args.this(), method)?;
        let callback = require_callable(vm, args.get(0))?;
        Ok(Self {
            view,
            callback,
            this_argument: args.get(1),
        })
    }

    /// The element at `index` and what the callback makes of it.
    #[inline]
    fn step(&self, vm: &mut Vm, index: usize) -> JsResult<(Value, Value)> {
        vm.check_interrupt_every(index as u64)?;
        let element = element(vm, self.view.array, index)?;
        let position = Value::from_index(index as u64);
        let arguments = [element, position, self.view.array.into()];
        let result = call(vm, self.callback, self.this_argument, &arguments)?;
        Ok((element, result))
    }
}

/// [%TypedArray%.prototype.every](https://tc39.es/ecma262/#sec-%typedarray%.prototype.every)
pub(super) fn every(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iteration = Iteration::begin(vm, args, "TypedArray.prototype.every")?;
    for index in 0..iteration.view.length {
        let (_, result) = iteration.step(vm, index)?;
        if !to_boolean(vm, result) {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}

/// [%TypedArray%.prototype.some](https://tc39.es/ecma262/#sec-%typedarray%.prototype.some)
pub(super) fn some(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iteration = Iteration::begin(vm, args, "TypedArray.prototype.some")?;
    for index in 0..iteration.view.length {
        let (_, result) = iteration.step(vm, index)?;
        if to_boolean(vm, result) {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

/// [%TypedArray%.prototype.forEach](https://tc39.es/ecma262/#sec-%typedarray%.prototype.foreach)
pub(super) fn for_each(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iteration = Iteration::begin(vm, args, "TypedArray.prototype.forEach")?;
    for index in 0..iteration.view.length {
        iteration.step(vm, index)?;
    }
    Ok(Value::UNDEFINED)
}

/// [%TypedArray%.prototype.map](https://tc39.es/ecma262/#sec-%typedarray%.prototype.map)
pub(super) fn map(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iteration = Iteration::begin(vm, args, "TypedArray.prototype.map")?;
    let length = Value::from_number(iteration.view.length as f64);
    let result = species_create(vm, iteration.view.array, &[length], Access::Write)?;
    for index in 0..iteration.view.length {
        let (_, mapped) = iteration.step(vm, index)?;
        typed_array_set_element(vm, result.array, Some(index as u64), mapped)?;
    }
    Ok(result.array.into())
}

/// [%TypedArray%.prototype.filter](https://tc39.es/ecma262/#sec-%typedarray%.prototype.filter)
pub(super) fn filter(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iteration = Iteration::begin(vm, args, "TypedArray.prototype.filter")?;
    let kept = vm.heap.new_list()?;
    for index in 0..iteration.view.length {
        let (element, selected) = iteration.step(vm, index)?;
        if to_boolean(vm, selected) {
            kept.push(&mut vm.heap, element)?;
        }
    }
    let length = Value::from_number(kept.len() as f64);
    let result = species_create(vm, iteration.view.array, &[length], Access::Write)?;
    for (index, element) in kept.iter().enumerate() {
        vm.check_interrupt_every(index as u64)?;
        typed_array_set_element(vm, result.array, Some(index as u64), element)?;
    }
    Ok(result.array.into())
}

/// [%TypedArray%.prototype.reduce](https://tc39.es/ecma262/#sec-%typedarray%.prototype.reduce)
pub(super) fn reduce(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iteration = Iteration::begin(vm, args, "TypedArray.prototype.reduce")?;
    let indices = 0..iteration.view.length;
    reduce_over(vm, args, &iteration, indices)
}

/// [%TypedArray%.prototype.reduceRight](https://tc39.es/ecma262/#sec-%typedarray%.prototype.reduceright)
pub(super) fn reduce_right(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iteration = Iteration::begin(vm, args, "TypedArray.prototype.reduceRight")?;
    let indices = (0..iteration.view.length).rev();
    reduce_over(vm, args, &iteration, indices)
}

/// Folds the elements at `indices`, from the second argument or the first element.
fn reduce_over(
    vm: &mut Vm,
    args: Args<'_>,
    iteration: &Iteration,
    indices: impl Iterator<Item = usize>,
) -> JsResult<Value> {
    let array = iteration.view.array;
    let mut accumulator = args.passed(1);
    for index in indices {
        vm.check_interrupt_every(index as u64)?;
        let element = element(vm, array, index)?;
        accumulator = Some(match accumulator {
            Some(so_far) => {
                let position = Value::from_index(index as u64);
                let arguments = [so_far, element, position, array.into()];
                call(vm, iteration.callback, Value::UNDEFINED, &arguments)?
            }
            None => element,
        });
    }
    match accumulator {
        Some(result) => Ok(result),
        None => Err(vm.throw_type_error(message::REDUCE_OF_EMPTY_ARRAY, &[])),
    }
}
