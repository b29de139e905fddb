//! [The Atomics Object](https://tc39.es/ecma262/#sec-atomics-object).

mod access;
mod wait;

use crate::message;
use kataan_gc::Gc;
use kataan_vm::error::describe;
use kataan_vm::native::{Args, IntrinsicObject, ObjectForm, PropertyValue, method, value};
use kataan_vm::object::{Attributes, ElementType, TypedArray, TypedArrayView};
use kataan_vm::operation::to_index;
use kataan_vm::realm::Intrinsic;
use kataan_vm::{JsResult, Value, Vm};

use crate::indexed::typed_array::{Access, check_mutable, validate_typed_array, view_of};

/// `Atomics`
pub(crate) static ATOMICS: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::Atomics,
    form: ObjectForm::Ordinary(Some("Atomics")),
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        method("add", 3, access::add),
        method("and", 3, access::and),
        method("compareExchange", 4, access::compare_exchange),
        method("exchange", 3, access::exchange),
        method("isLockFree", 1, access::is_lock_free),
        method("load", 2, access::load),
        method("notify", 3, wait::notify),
        method("or", 3, access::or),
        method("pause", 0, access::pause),
        method("store", 3, access::store),
        method("sub", 3, access::sub),
        method("wait", 4, wait::wait),
        method("waitAsync", 4, wait::wait_async),
        method("xor", 3, access::xor),
        value(
            "[Symbol.toStringTag]",
            PropertyValue::String("Atomics"),
            Attributes::CONFIGURABLE,
        ),
    ],
};

/// Which arrays an operation is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waitable {
    No,
    Yes,
}

/// An element of an integer array: what the operations act on.
struct Place {
    array: Gc<TypedArray>,
    element_type: ElementType,
    index: usize,
}

impl Place {
    /// [ValidateIntegerTypedArray](https://tc39.es/ecma262/#sec-validateintegertypedarray) and
    /// [ValidateAtomicAccess](https://tc39.es/ecma262/#sec-validateatomicaccess) of the first two
    /// arguments.
    fn validate(
        vm: &mut Vm,
        args: Args<'_>,
        waitable: Waitable,
        access: Access,
        method: &str,
    ) -> JsResult<Place> {
        let view = validate_integer_typed_array(vm, args.get(0), waitable, method)?;
        if access == Access::Write {
            check_mutable(vm, view.array.buffer.get())?;
        }
        Place::at(vm, view, args.get(1))
    }

    /// [ValidateAtomicAccess](https://tc39.es/ecma262/#sec-validateatomicaccess)
    fn at(vm: &mut Vm, view: TypedArrayView, index: Value) -> JsResult<Place> {
        let index = to_index(vm, index)?;
        if index >= view.length as u64 {
            return Err(vm.throw_range_error(message::INDEX_OUT_OF_RANGE, &[&index]));
        }
        Ok(Place {
            array: view.array,
            element_type: view.element_type,
            index: index as usize,
        })
    }

    /// [RevalidateAtomicAccess](https://tc39.es/ecma262/#sec-revalidateatomicaccess): the byte of
    /// the buffer where the element is now.
    fn revalidate(&self, vm: &mut Vm) -> JsResult<usize> {
        let view = view_of(vm, self.array)?;
        if self.index >= view.length {
            return Err(vm.throw_range_error(message::INDEX_OUT_OF_RANGE, &[&self.index]));
        }
        Ok(view.byte_offset + self.index * self.element_type.size())
    }
}

/// [ValidateIntegerTypedArray](https://tc39.es/ecma262/#sec-validateintegertypedarray)
fn validate_integer_typed_array(
    vm: &mut Vm,
    value: Value,
    waitable: Waitable,
    method: &str,
) -> JsResult<TypedArrayView> {
    let view = validate_typed_array(vm, value, method)?;
    let fits = match waitable {
        Waitable::Yes => matches!(
            view.element_type,
            ElementType::Int32 | ElementType::BigInt64
        ),
        Waitable::No => {
            !view.element_type.is_float() && view.element_type != ElementType::Uint8Clamped
        }
    };
    if fits {
        return Ok(view);
    }
    let text = describe(vm, value);
    Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]))
}
