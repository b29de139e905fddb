//! [DisposableStack Objects](https://tc39.es/ecma262/#sec-disposablestack-objects) and
//! [AsyncDisposableStack Objects](https://tc39.es/ecma262/#sec-asyncdisposablestack-objects).
//!
//! Both are one kind of cell, told apart by the hint with which resources are added.

mod dispose;

use crate::captured::captured;
use crate::message;
use kataan_gc::{Field, Gc, Plain, cell};
use kataan_vm::error::describe;
use kataan_vm::execution::{Dispose, DisposeCapability, add_resource, new_capability};
use kataan_vm::native::{
    Args, Constructor, IntrinsicObject, ObjectForm, Property, PropertyValue, alias, getter, method,
    value,
};
use kataan_vm::object::{Attributes, Object, create_native_closure, new_object_base};
use kataan_vm::operation::{call, get_prototype_from_constructor, require_callable};
use kataan_vm::realm::Intrinsic;
use kataan_vm::{JsResult, Value, Vm};

cell! {
    /// An object with `[[DisposableState]]` or `[[AsyncDisposableState]]`.
    pub struct DisposableStackObject: Object {
        capability: Field<DisposeCapability>,
        is_async: Plain<bool>,
        is_disposed: Plain<bool>,
    }
}

/// The rows of both kinds of stacks: the name of the class, and what differs.
macro_rules! stacks {
    ($(
        $module:ident $name:literal $dispose:ident $dispose_name:literal $symbol:literal =
            $hint:ident, $constructor:ident, $prototype:ident, $Constructor:ident, $Prototype:ident;
    )*) => {
        $(
            mod $module {
                use super::*;

                pub(super) fn construct(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
                    super::construct(vm, args, Dispose::$hint)
                }
                pub(super) fn adopt(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
                    super::adopt(vm, args, Dispose::$hint)
                }
                pub(super) fn defer(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
                    super::defer(vm, args, Dispose::$hint)
                }
                pub(super) fn disposed(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
                    super::disposed(vm, args, Dispose::$hint)
                }
                pub(super) fn move_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
                    super::move_method(vm, args, Dispose::$hint)
                }
                pub(super) fn use_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
                    super::use_method(vm, args, Dispose::$hint)
                }

                pub(super) static PROTOTYPE: &[Property] = &[
                    method("adopt", 2, adopt),
                    method("defer", 1, defer),
                    method($dispose_name, 0, dispose::$dispose),
                    getter("disposed", disposed),
                    method("move", 0, move_method),
                    method("use", 1, use_method),
                    alias($symbol, $dispose_name),
                    value(
                        "[Symbol.toStringTag]",
                        PropertyValue::String($name),
                        Attributes::CONFIGURABLE,
                    ),
                ];
            }

            #[doc = concat!("The constructor `", $name, "`.")]
            pub(crate) static $constructor: IntrinsicObject = IntrinsicObject {
                intrinsic: Intrinsic::$Constructor,
                form: ObjectForm::Constructor(Constructor {
                    name: $name,
                    length: 0,
                    code: $module::construct,
                    prototype: Some(Intrinsic::$Prototype),
                    global: true,
                }),
                prototype: Some(Intrinsic::FunctionPrototype),
                properties: &[],
            };

            #[doc = concat!("The prototype of `", $name, "`.")]
            pub(crate) static $prototype: IntrinsicObject = IntrinsicObject {
                intrinsic: Intrinsic::$Prototype,
                form: ObjectForm::Ordinary(None),
                prototype: Some(Intrinsic::ObjectPrototype),
                properties: $module::PROTOTYPE,
            };
        )*
    };
}

stacks! {
    synchronous "DisposableStack" dispose "dispose" "[Symbol.dispose]" =
        Sync, DISPOSABLE_STACK, DISPOSABLE_STACK_PROTOTYPE,
        DisposableStack, DisposableStackPrototype;
    asynchronous "AsyncDisposableStack" dispose_async "disposeAsync" "[Symbol.asyncDispose]" =
        Async, ASYNC_DISPOSABLE_STACK, ASYNC_DISPOSABLE_STACK_PROTOTYPE,
        AsyncDisposableStack, AsyncDisposableStackPrototype;
}

fn class_name(hint: Dispose) -> &'static str {
    match hint {
        Dispose::Sync => "DisposableStack",
        Dispose::Async => "AsyncDisposableStack",
    }
}

fn prototype_of(hint: Dispose) -> Intrinsic {
    match hint {
        Dispose::Sync => Intrinsic::DisposableStackPrototype,
        Dispose::Async => Intrinsic::AsyncDisposableStackPrototype,
    }
}

/// `RequireInternalSlot(this, [[DisposableState]])`, or the async one.
fn this_stack(
    vm: &mut Vm,
    args: Args<'_>,
    hint: Dispose,
    method: &str,
) -> JsResult<Gc<DisposableStackObject>> {
    match vm.heap.gc::<DisposableStackObject>(args.this()) {
        Some(stack) if stack.is_async.get() == (hint == Dispose::Async) => Ok(stack),
        _ => {
            let text = describe(vm, args.this());
            let method = format!("{}.prototype.{method}", class_name(hint));
            Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]))
        }
    }
}

/// Like [`this_stack`], and that it is not disposed.
fn this_pending_stack(
    vm: &mut Vm,
    args: Args<'_>,
    hint: Dispose,
    method: &str,
) -> JsResult<Gc<DisposableStackObject>> {
    let stack = this_stack(vm, args, hint, method)?;
    if stack.is_disposed.get() {
        return Err(vm.throw_reference_error(message::DISPOSED, &[&class_name(hint)]));
    }
    Ok(stack)
}

fn allocate(
    vm: &mut Vm,
    prototype: Gc<Object>,
    hint: Dispose,
    capability: Gc<DisposeCapability>,
) -> JsResult<Value> {
    let base = new_object_base::<DisposableStackObject>(vm, Some(prototype), 0)?;
    let stack = vm.heap.allocate(DisposableStackObjectInit {
        base,
        capability,
        is_async: hint == Dispose::Async,
        is_disposed: false,
    })?;
    Ok(stack.into())
}

/// [DisposableStack](https://tc39.es/ecma262/#sec-disposablestack), and the async one.
fn construct(vm: &mut Vm, args: Args<'_>, hint: Dispose) -> JsResult<Value> {
    if !args.is_construct() {
        let name = class_name(hint);
        return Err(vm.throw_type_error(message::CONSTRUCTOR_WITHOUT_NEW, &[&name]));
    }
    let prototype = get_prototype_from_constructor(vm, args.new_target(), prototype_of(hint))?;
    let capability = new_capability(vm)?;
    allocate(vm, prototype, hint, capability)
}

/// [DisposableStack.prototype.adopt](https://tc39.es/ecma262/#sec-disposablestack.prototype.adopt)
fn adopt(vm: &mut Vm, args: Args<'_>, hint: Dispose) -> JsResult<Value> {
    let stack = this_pending_stack(vm, args, hint, "adopt")?;
    let on_dispose = require_callable(vm, args.get(1))?;
    let captured = [args.get(0), on_dispose];
    let closure = create_native_closure(vm, dispose_adopted, "", 0, &captured)?;
    let capability = stack.capability.get();
    let method = Some(closure.into());
    add_resource(vm, capability, Value::UNDEFINED, hint, method)?;
    Ok(args.get(0))
}

fn dispose_adopted(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let (value, on_dispose) = (captured(vm, args, 0), captured(vm, args, 1));
    call(vm, on_dispose, Value::UNDEFINED, &[value])
}

/// [DisposableStack.prototype.defer](https://tc39.es/ecma262/#sec-disposablestack.prototype.defer)
fn defer(vm: &mut Vm, args: Args<'_>, hint: Dispose) -> JsResult<Value> {
    let stack = this_pending_stack(vm, args, hint, "defer")?;
    let on_dispose = require_callable(vm, args.get(0))?;
    let capability = stack.capability.get();
    add_resource(vm, capability, Value::UNDEFINED, hint, Some(on_dispose))?;
    Ok(Value::UNDEFINED)
}

/// [get DisposableStack.prototype.disposed](https://tc39.es/ecma262/#sec-get-disposablestack.prototype.disposed)
fn disposed(vm: &mut Vm, args: Args<'_>, hint: Dispose) -> JsResult<Value> {
    let stack = this_stack(vm, args, hint, "disposed")?;
    Ok(Value::from(stack.is_disposed.get()))
}

/// [DisposableStack.prototype.move](https://tc39.es/ecma262/#sec-disposablestack.prototype.move)
fn move_method(vm: &mut Vm, args: Args<'_>, hint: Dispose) -> JsResult<Value> {
    let stack = this_pending_stack(vm, args, hint, "move")?;
    let prototype = vm.intrinsic(prototype_of(hint));
    let moved = allocate(vm, prototype, hint, stack.capability.get())?;
    let empty = new_capability(vm)?;
    stack.capability.set(empty);
    stack.is_disposed.set(true);
    Ok(moved)
}

/// [DisposableStack.prototype.use](https://tc39.es/ecma262/#sec-disposablestack.prototype.use)
fn use_method(vm: &mut Vm, args: Args<'_>, hint: Dispose) -> JsResult<Value> {
    let stack = this_pending_stack(vm, args, hint, "use")?;
    add_resource(vm, stack.capability.get(), args.get(0), hint, None)?;
    Ok(args.get(0))
}
