//! Natives that the interpreter knows: calling them from bytecode needs no native recursion, or
//! they need not run at all.
//!
//! They are known by their number, so that a function of any realm is recognised, and only when
//! called as the table's own function: whoever replaces them sees no difference.

use super::call::{ReturnTo, deliver};
use super::dispatch::Flow;
use super::frame::{FRAME_HEADER, Frame};
use super::resume::restore;
use crate::Vm;
use crate::error::JsResult;
use crate::execution::coroutine::{ResumeMode, generator_validate, resume_settled};
use crate::native::{Args, NativeFunction, NativeId};
use crate::object::NativeFunctionObject;
use crate::operation::{self, create_iter_result};
use crate::realm::Intrinsic;
use crate::value::Value;
use kataan_gc::Gc;

/// A native that the interpreter knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Special {
    /// `next`, `throw` and `return` of generators.
    Generator(ResumeMode),
    /// `Function.prototype.call`.
    Call,
    /// `Function.prototype.apply`.
    Apply,
}

/// The numbers of the natives that the interpreter knows, found when the isolate is made.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SpecialNatives {
    generator_next: Option<NativeId>,
    generator_return: Option<NativeId>,
    generator_throw: Option<NativeId>,
    function_call: Option<NativeId>,
    function_apply: Option<NativeId>,
}

impl SpecialNatives {
    /// Finds them among an isolate's natives.
    pub(crate) fn find(natives: &mut crate::native::Natives) -> SpecialNatives {
        let mut find = |code: NativeFunction| {
            let id = natives.id_of(code);
            natives.mark_special(id);
            Some(id)
        };
        SpecialNatives {
            generator_next: find(generator_next),
            generator_return: find(generator_return),
            generator_throw: find(generator_throw),
            function_call: find(function_call),
            function_apply: find(function_apply),
        }
    }
}

/// [%GeneratorPrototype%.next](https://tc39.es/ecma262/#sec-generator.prototype.next)
pub fn generator_next(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    crate::execution::coroutine::generator_resume(
        vm,
        args.this(),
        ResumeMode::Next,
        args.get(0),
        "next",
    )
}

/// [%GeneratorPrototype%.return](https://tc39.es/ecma262/#sec-generator.prototype.return)
pub fn generator_return(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    crate::execution::coroutine::generator_resume(
        vm,
        args.this(),
        ResumeMode::Return,
        args.get(0),
        "return",
    )
}

/// [%GeneratorPrototype%.throw](https://tc39.es/ecma262/#sec-generator.prototype.throw)
pub fn generator_throw(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    crate::execution::coroutine::generator_resume(
        vm,
        args.this(),
        ResumeMode::Throw,
        args.get(0),
        "throw",
    )
}

/// [Function.prototype.call](https://tc39.es/ecma262/#sec-function.prototype.call)
pub fn function_call(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let arguments = vm.heap.new_list()?;
    for argument in args.iter_from(1) {
        arguments.push(&mut vm.heap, argument)?;
    }
    operation::with_list(vm, arguments, |vm, arguments| {
        operation::call(vm, args.this(), args.get(0), arguments)
    })
}

/// [Function.prototype.apply](https://tc39.es/ecma262/#sec-function.prototype.apply)
pub fn function_apply(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if !operation::is_callable(vm, args.this()) {
        let text = crate::error::describe(vm, args.this());
        return Err(vm.throw_type_error(crate::error::message::NOT_CALLABLE, &[&text]));
    }
    let list = args.get(1);
    if list.is_nullish() {
        return operation::call(vm, args.this(), args.get(0), &[]);
    }
    let arguments = operation::create_list_from_array_like(vm, list)?;
    operation::with_list(vm, arguments, |vm, arguments| {
        operation::call(vm, args.this(), args.get(0), arguments)
    })
}

/// What a known native is.
#[inline]
pub(super) fn of(vm: &Vm, native: Gc<NativeFunctionObject>) -> Option<Special> {
    let id = Some(native.native.get());
    let known = &vm.special_natives;
    if id == known.function_call {
        Some(Special::Call)
    } else if id == known.function_apply {
        Some(Special::Apply)
    } else if id == known.generator_next {
        Some(Special::Generator(ResumeMode::Next))
    } else if id == known.generator_return {
        Some(Special::Generator(ResumeMode::Return))
    } else if id == known.generator_throw {
        Some(Special::Generator(ResumeMode::Throw))
    } else {
        None
    }
}

/// What became of a call of a known native.
pub(super) enum Outcome {
    /// It is done, or the frame that it runs is entered.
    Flow(Flow),
    /// The window now holds another call with so many arguments.
    Again(usize),
    /// It is an ordinary call after all.
    Ordinary,
}

/// Calls a known native in a window.
pub(super) fn invoke(
    vm: &mut Vm,
    special: Special,
    window: Frame,
    argc: usize,
    to: ReturnTo,
) -> JsResult<Outcome> {
    match special {
        Special::Generator(mode) => {
            let value = if argc > 0 {
                window.argument(0)
            } else {
                Value::UNDEFINED
            };
            let method = match mode {
                ResumeMode::Next => "next",
                ResumeMode::Throw => "throw",
                ResumeMode::Return => "return",
            };
            let coroutine = generator_validate(vm, window.get(1), method)?;
            if let Some(result) = resume_settled(vm, coroutine, mode, value) {
                let result = create_iter_result(vm, result?, true)?;
                return Ok(Outcome::Flow(deliver(vm, window, to, result.into())));
            }
            if coroutine.realm.get() != vm.realm() {
                return Ok(Outcome::Ordinary);
            }
            restore(vm, window, coroutine, to, mode, value)?;
            Ok(Outcome::Flow(Flow::Continue))
        }
        Special::Call => {
            let callee = window.get(1);
            let this = if argc > 0 {
                window.argument(0)
            } else {
                Value::UNDEFINED
            };
            window.set(0, callee);
            window.set(1, this);
            let count = argc.saturating_sub(1);
            for index in 0..count {
                window.set_argument(index, window.argument(index + 1));
            }
            Ok(Outcome::Again(count))
        }
        Special::Apply => {
            let callee = window.get(1);
            let this = if argc > 0 {
                window.argument(0)
            } else {
                Value::UNDEFINED
            };
            let list = if argc > 1 {
                window.argument(1)
            } else {
                Value::UNDEFINED
            };
            let count = match vm.object(list) {
                None if list.is_nullish() => 0,
                Some(array) if crate::object::dense_view(array).is_some() => {
                    crate::object::array_length(array) as usize
                }
                _ => return Ok(Outcome::Ordinary),
            };
            if !operation::is_callable(vm, callee) {
                return Ok(Outcome::Ordinary);
            }
            let top = window.up(FRAME_HEADER + count).base();
            if top > vm.stack.watermark() && !vm.grow_stack(top) {
                return Err(vm.stack_overflow());
            }
            window.set(0, callee);
            window.set(1, this);
            if let Some(array) = vm.object(list) {
                super::call::copy_elements(array, count, window);
            }
            super::invoke::raise_top(vm, window, count);
            Ok(Outcome::Again(count))
        }
    }
}

/// Whether a value is the intrinsic `eval` of its realm.
pub(super) fn is_eval(vm: &Vm, callee: Value) -> bool {
    callee == Value::from_gc(vm.intrinsic(Intrinsic::Eval))
}

/// Whether `next` is that of generators.
pub(super) fn is_generator_next(vm: &Vm, next: Value) -> bool {
    let native = vm.heap.gc::<NativeFunctionObject>(next);
    native.is_some_and(|native| Some(native.native.get()) == vm.special_natives.generator_next)
}
