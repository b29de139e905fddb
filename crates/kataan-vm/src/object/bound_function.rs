//! Bound function exotic objects (clause 10.4.1). Calling one is `operation::call`'s work, which
//! unwinds chains of them without recursion.

use super::native_function::function_shape;
use super::{Object, object_base};
use crate::error::JsResult;
use crate::operation;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Field, Gc, Slot, TailInit, ValueArray, ValueArrayInit, cell};

cell! {
    /// A bound function.
    pub struct BoundFunction: Object {
        pub(crate) target: Field<Object>,
        pub(crate) arguments: Field<ValueArray>,
        pub(crate) bound_this: Slot,
    }
}

impl BoundFunction {
    /// `[[BoundTargetFunction]]`.
    pub fn target(&self) -> Gc<Object> {
        self.target.get()
    }

    /// `[[BoundThis]]`.
    pub fn bound_this(&self) -> Value {
        self.bound_this.get()
    }

    /// `[[BoundArguments]]`.
    pub fn arguments(&self) -> Gc<ValueArray> {
        self.arguments.get()
    }
}

/// [BoundFunctionCreate](https://tc39.es/ecma262/#sec-boundfunctioncreate).
pub fn bound_function_create(
    vm: &mut Vm,
    target: Gc<Object>,
    bound_this: Value,
    arguments: &[Value],
) -> JsResult<Gc<Object>> {
    // `length` and `name` are set by whoever makes it.
    let values = [Value::ZERO, vm.empty_string().into()];
    let prototype = operation::get_prototype_of(vm, target)?;
    let arguments = vm.heap.allocate(ValueArrayInit {
        slots: TailInit::Copy(arguments),
    })?;
    let shape = function_shape::<BoundFunction>(vm, prototype)?;
    let mut base = object_base(vm, shape);
    base.inline_slots = TailInit::Copy(&values);
    let function: Gc<Object> = vm
        .heap
        .allocate(BoundFunctionInit {
            base,
            target,
            arguments,
            bound_this,
        })?
        .upcast();
    function.mark_callable(target.is_constructor());
    Ok(function)
}
