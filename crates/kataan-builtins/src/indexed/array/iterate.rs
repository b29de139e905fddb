//! Calling a function for each element that exists.

use crate::indexed::element::{create_element, existing_element};
use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::object::{Object, array_push};
use kataan_vm::operation::{
    array_species_create, array_species_create_empty, call, length_of_array_like, require_callable,
    to_boolean, to_object,
};
use kataan_vm::value::Value;

/// The parts that all these methods begin with: object, length and checked callback.
struct Iteration {
    object: Gc<Object>,
    length: u64,
    callback: Value,
    this_argument: Value,
}

impl Iteration {
    fn begin(vm: &mut Vm, args: Args<'_>) -> JsResult<Self> {
        let object = to_object(vm, args.this())?;
        let length = length_of_array_like(vm, object)?;
        let callback = require_callable(vm, args.get(0))?;
        Ok(Self {
            object,
            length,
            callback,
            this_argument: args.get(1),
        })
    }

    /// The element at `index` and what the callback makes of it, or `None` where there is none.
    #[inline]
    fn step(&self, vm: &mut Vm, index: u64) -> JsResult<Option<(Value, Value)>> {
        vm.check_interrupt_every(index)?;
        let Some(element) = existing_element(vm, self.object, index)? else {
            return Ok(None);
        };
        let arguments = [element, Value::from_index(index), self.object.into()];
        let result = call(vm, self.callback, self.this_argument, &arguments)?;
        Ok(Some((element, result)))
    }
}

/// [Array.prototype.every](https://tc39.es/ecma262/#sec-array.prototype.every)
pub(super) fn every(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iteration = Iteration::begin(vm, args)?;
    for index in 0..iteration.length {
        if let Some((_, result)) = iteration.step(vm, index)?
            && !to_boolean(vm, result)
        {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}

/// [Array.prototype.some](https://tc39.es/ecma262/#sec-array.prototype.some)
pub(super) fn some(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iteration = Iteration::begin(vm, args)?;
    for index in 0..iteration.length {
        if let Some((_, result)) = iteration.step(vm, index)?
            && to_boolean(vm, result)
        {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

/// [Array.prototype.forEach](https://tc39.es/ecma262/#sec-array.prototype.foreach)
pub(super) fn for_each(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iteration = Iteration::begin(vm, args)?;
    for index in 0..iteration.length {
        iteration.step(vm, index)?;
    }
    Ok(Value::UNDEFINED)
}

/// [Array.prototype.map](https://tc39.es/ecma262/#sec-array.prototype.map)
pub(super) fn map(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iteration = Iteration::begin(vm, args)?;
    let result = array_species_create(vm, iteration.object, iteration.length)?;
    for index in 0..iteration.length {
        if let Some((_, mapped)) = iteration.step(vm, index)? {
            create_element(vm, result, index, mapped)?;
        }
    }
    Ok(result.into())
}

/// [Array.prototype.filter](https://tc39.es/ecma262/#sec-array.prototype.filter)
pub(super) fn filter(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iteration = Iteration::begin(vm, args)?;
    let (result, is_unknown) = array_species_create_empty(vm, iteration.object)?;
    let mut to = 0;
    for index in 0..iteration.length {
        if let Some((element, selected)) = iteration.step(vm, index)?
            && to_boolean(vm, selected)
        {
            if is_unknown {
                array_push(vm, result, element)?;
            } else {
                create_element(vm, result, to, element)?;
            }
            to += 1;
        }
    }
    Ok(result.into())
}

/// [Array.prototype.reduce](https://tc39.es/ecma262/#sec-array.prototype.reduce)
pub(super) fn reduce(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iteration = Iteration::begin(vm, args)?;
    let indices = 0..iteration.length;
    reduce_over(vm, args, &iteration, indices)
}

/// [Array.prototype.reduceRight](https://tc39.es/ecma262/#sec-array.prototype.reduceright)
pub(super) fn reduce_right(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let iteration = Iteration::begin(vm, args)?;
    let indices = (0..iteration.length).rev();
    reduce_over(vm, args, &iteration, indices)
}

/// Folds the existing elements at `indices`, from the second argument or the first element.
fn reduce_over(
    vm: &mut Vm,
    args: Args<'_>,
    iteration: &Iteration,
    indices: impl Iterator<Item = u64>,
) -> JsResult<Value> {
    let object = iteration.object;
    let mut accumulator = args.passed(1);
    for index in indices {
        vm.check_interrupt_every(index)?;
        let Some(element) = existing_element(vm, object, index)? else {
            continue;
        };
        accumulator = Some(match accumulator {
            None => element,
            Some(folded) => {
                let arguments = [folded, element, Value::from_index(index), object.into()];
                call(vm, iteration.callback, Value::UNDEFINED, &arguments)?
            }
        });
    }
    match accumulator {
        Some(result) => Ok(result),
        None => Err(vm.throw_type_error(message::REDUCE_OF_EMPTY_ARRAY, &[])),
    }
}
