//! Built-in function objects (clause 10.3).

use super::function::{define_function_properties, set_function_length, set_function_name};
use super::property_key::PropertyKey;
use super::{Attributes, Object, Shape, new_object_base, object_base, root_shape_of, shape_with};
use crate::error::JsResult;
use crate::native::{NativeFunction, NativeId};
use crate::realm::{Intrinsic, Realm};
use crate::string::Name;
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{Field, Gc, Kinded, Plain, Slot, TailInit, ValueArray, ValueArrayInit, cell};

cell! {
    /// A native function with the values that it captured.
    pub struct NativeFunctionObject: Object {
        pub(crate) native: Plain<NativeId>,
        pub(crate) realm: Field<Realm>,
        captured: Field<ValueArray>,
    }
}

impl NativeFunctionObject {
    /// The number of its code.
    pub fn native(&self) -> NativeId {
        self.native.get()
    }

    /// A captured value.
    pub fn captured(&self, index: usize) -> Value {
        self.captured.get().slots()[index].get()
    }

    /// Changes a captured value.
    pub fn set_captured(&self, index: usize, value: Value) {
        self.captured.get().slots()[index].set(value);
    }

    /// Its captured slots.
    pub fn captured_slots(&self) -> Gc<ValueArray> {
        self.captured.get()
    }

    /// The slot of a captured value.
    pub fn with_captured<R>(&self, index: usize, read: impl FnOnce(&Slot) -> R) -> R {
        read(&self.captured.get().slots()[index])
    }
}

pub(crate) fn allocate(
    vm: &mut Vm,
    native: NativeId,
    prototype: Option<Gc<Object>>,
    captured: &[Value],
    is_constructor: bool,
) -> JsResult<Gc<Object>> {
    let realm = vm.realm();
    let captured = if captured.is_empty() {
        vm.state().empty_values.get()
    } else {
        vm.heap.allocate(ValueArrayInit {
            slots: TailInit::Copy(captured),
        })?
    };
    let base = new_object_base::<NativeFunctionObject>(vm, prototype, 2)?;
    let init = NativeFunctionObjectInit {
        base,
        native,
        realm,
        captured,
    };
    let function: Gc<Object> = vm.heap.allocate(init)?.upcast();
    function.mark_callable(is_constructor);
    Ok(function)
}

/// The shape of functions of a kind with `length` and `name`, which are their inline slots.
pub(super) fn function_shape<T: Kinded>(
    vm: &mut Vm,
    prototype: Option<Gc<Object>>,
) -> JsResult<Gc<Shape>> {
    let root = root_shape_of::<T>(vm, prototype, 2)?;
    with_length_and_name(vm, root)
}

/// What comes of a shape without properties by those that every function begins with.
pub(crate) fn with_length_and_name(vm: &mut Vm, root: Gc<Shape>) -> JsResult<Gc<Shape>> {
    let mut shape = root;
    for name in [Name::Length, Name::Name] {
        shape = shape_with(vm, shape, vm.key(name), Attributes::CONFIGURABLE)?;
    }
    Ok(shape)
}

/// A function of a row, by number: [CreateBuiltinFunction](https://tc39.es/ecma262/#sec-createbuiltinfunction).
pub(crate) fn create_from_table(
    vm: &mut Vm,
    native: NativeId,
    name: PropertyKey,
    length: u8,
    prefix: Option<&str>,
) -> JsResult<Gc<Object>> {
    let prototype = vm.intrinsic(Intrinsic::FunctionPrototype);
    let function = allocate(vm, native, Some(prototype), &[], false)?;
    match prefix {
        None => {
            let name = super::function::function_name_value(vm, name, None)?;
            define_function_properties(vm, function, name, f64::from(length))?;
        }
        Some(_) => {
            set_function_length(vm, function, f64::from(length))?;
            set_function_name(vm, function, name, prefix)?;
        }
    }
    Ok(function)
}

/// A function of the current realm from its code.
pub fn create_native_function(
    vm: &mut Vm,
    code: NativeFunction,
    name: &str,
    length: u8,
) -> JsResult<Gc<Object>> {
    create_native_closure(vm, code, name, length, &[])
}

/// A function with captured values, which it reads through `args.callee()`.
pub fn create_native_closure(
    vm: &mut Vm,
    code: NativeFunction,
    name: &str,
    length: u8,
    captured: &[Value],
) -> JsResult<Gc<Object>> {
    let native = vm.natives.id_of(code);
    let realm = vm.realm();
    let name = if name.is_empty() {
        vm.empty_string().into()
    } else {
        vm.intern(name)?.to_value(vm)?
    };
    let shape = match realm.native_shape.get() {
        Some(shape) => shape,
        None => {
            let prototype = vm.intrinsic(Intrinsic::FunctionPrototype);
            let shape = function_shape::<NativeFunctionObject>(vm, Some(prototype))?;
            realm.native_shape.set(shape);
            shape
        }
    };
    let captured = if captured.is_empty() {
        vm.state().empty_values.get()
    } else {
        vm.heap.allocate(ValueArrayInit {
            slots: TailInit::Copy(captured),
        })?
    };
    let values = [Value::from_i32(i32::from(length)), name];
    let mut base = object_base(vm, shape);
    base.inline_slots = TailInit::Copy(&values);
    let init = NativeFunctionObjectInit {
        base,
        native,
        realm,
        captured,
    };
    let function: Gc<Object> = vm.heap.allocate(init)?.upcast();
    function.mark_callable(false);
    Ok(function)
}

/// A constructor of the current realm from its code; without a `prototype` property.
pub fn create_native_constructor(
    vm: &mut Vm,
    code: NativeFunction,
    name: &str,
    length: u8,
    prototype: Gc<Object>,
) -> JsResult<Gc<Object>> {
    let native = vm.natives.id_of(code);
    let function = allocate(vm, native, Some(prototype), &[], true)?;
    let name = vm.intern(name)?;
    let name = name.to_value(vm)?;
    define_function_properties(vm, function, name, f64::from(length))?;
    Ok(function)
}
