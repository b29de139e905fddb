//! What crosses the border: Rust types as JavaScript values, and back.
//!
//! Conversions are strict: a type that does not fit is an error that names both sides, never a
//! silent coercion.

use kataan_gc::Gc;
use kataan_vm::object::{Object, array_length, create_array_from_list, is_plain_array};
use kataan_vm::operation::get_index;
use kataan_vm::string::{from_str, to_rust_string};
use kataan_vm::value::{Type, type_of};
use kataan_vm::{JsResult, Value as VmValue, Vm};

use crate::value::Value;

/// Why a value did not convert.
#[derive(Debug)]
#[doc(hidden)]
pub enum ConvertError {
    /// The value is something else than what was expected.
    Unfit(&'static str),
    /// Looking at the value threw.
    Thrown(kataan_vm::Thrown),
}

impl From<kataan_vm::Thrown> for ConvertError {
    fn from(thrown: kataan_vm::Thrown) -> ConvertError {
        ConvertError::Thrown(thrown)
    }
}

/// Types that a JavaScript value can be read as.
///
/// `bool`, `f64`, `i32`, `u32`, `String`, [`Value`] (any value), `()` (`undefined`), `Option<T>`
/// (`undefined` and `null` are `None`), `Vec<T>` (an array).
pub trait FromJs: Sized {
    /// Reads a value.
    #[doc(hidden)]
    fn from_js(vm: &mut Vm, isolate: u64, value: VmValue) -> Result<Self, ConvertError>;
}

/// Types that become JavaScript values: those of [`FromJs`], and `&str`.
pub trait IntoJs {
    /// Makes a value.
    #[doc(hidden)]
    fn into_js(self, vm: &mut Vm, isolate: u64) -> JsResult<VmValue>;
}

impl FromJs for () {
    fn from_js(_: &mut Vm, _: u64, value: VmValue) -> Result<(), ConvertError> {
        if value.is_undefined() {
            Ok(())
        } else {
            Err(ConvertError::Unfit("undefined"))
        }
    }
}

impl IntoJs for () {
    fn into_js(self, _: &mut Vm, _: u64) -> JsResult<VmValue> {
        Ok(VmValue::UNDEFINED)
    }
}

impl FromJs for bool {
    fn from_js(_: &mut Vm, _: u64, value: VmValue) -> Result<bool, ConvertError> {
        if value.is_bool() {
            Ok(value == VmValue::TRUE)
        } else {
            Err(ConvertError::Unfit("a boolean"))
        }
    }
}

impl IntoJs for bool {
    fn into_js(self, _: &mut Vm, _: u64) -> JsResult<VmValue> {
        Ok(if self { VmValue::TRUE } else { VmValue::FALSE })
    }
}

impl FromJs for f64 {
    fn from_js(_: &mut Vm, _: u64, value: VmValue) -> Result<f64, ConvertError> {
        value.as_number().ok_or(ConvertError::Unfit("a number"))
    }
}

impl IntoJs for f64 {
    fn into_js(self, _: &mut Vm, _: u64) -> JsResult<VmValue> {
        Ok(VmValue::from_number(self))
    }
}

/// Integer types: the number must be one of theirs.
macro_rules! integers {
    ($($type:ty, $expected:literal;)*) => { $(
        impl FromJs for $type {
            fn from_js(_: &mut Vm, _: u64, value: VmValue) -> Result<$type, ConvertError> {
                let number = value.as_number().ok_or(ConvertError::Unfit($expected))?;
                let integer = number as $type;
                if f64::from(integer) == number { Ok(integer) } else { Err(ConvertError::Unfit($expected)) }
            }
        }

        impl IntoJs for $type {
            fn into_js(self, _: &mut Vm, _: u64) -> JsResult<VmValue> {
                Ok(VmValue::from_number(f64::from(self)))
            }
        }
    )* };
}

integers! {
    i32, "a 32-bit integer";
    u32, "a 32-bit integer that is not negative";
    u8, "an integer from 0 to 255";
}

impl FromJs for String {
    fn from_js(vm: &mut Vm, _: u64, value: VmValue) -> Result<String, ConvertError> {
        let string = vm.string(value).ok_or(ConvertError::Unfit("a string"))?;
        Ok(to_rust_string(vm, string)?)
    }
}

impl IntoJs for String {
    fn into_js(self, vm: &mut Vm, _: u64) -> JsResult<VmValue> {
        Ok(from_str(vm, &self)?.into())
    }
}

impl IntoJs for &str {
    fn into_js(self, vm: &mut Vm, _: u64) -> JsResult<VmValue> {
        Ok(from_str(vm, self)?.into())
    }
}

impl FromJs for Value {
    fn from_js(vm: &mut Vm, isolate: u64, value: VmValue) -> Result<Value, ConvertError> {
        Ok(Value {
            root: vm.heap.root(value),
            isolate,
        })
    }
}

impl IntoJs for Value {
    fn into_js(self, vm: &mut Vm, isolate: u64) -> JsResult<VmValue> {
        let value = if self.isolate == isolate {
            vm.heap.rooted(self.root)
        } else {
            None
        };
        value.ok_or_else(|| {
            let text = if self.isolate == isolate {
                crate::Misuse::StaleHandle.to_string()
            } else {
                crate::Misuse::ForeignHandle.to_string()
            };
            vm.throw_error_text(kataan_vm::error::ErrorKind::TypeError, &text)
        })
    }
}

impl<T: FromJs> FromJs for Option<T> {
    fn from_js(vm: &mut Vm, isolate: u64, value: VmValue) -> Result<Option<T>, ConvertError> {
        match type_of(value) {
            Type::Undefined | Type::Null => Ok(None),
            _ => T::from_js(vm, isolate, value).map(Some),
        }
    }
}

impl<T: IntoJs> IntoJs for Option<T> {
    fn into_js(self, vm: &mut Vm, isolate: u64) -> JsResult<VmValue> {
        match self {
            Some(value) => value.into_js(vm, isolate),
            None => Ok(VmValue::UNDEFINED),
        }
    }
}

impl<T: FromJs> FromJs for Vec<T> {
    fn from_js(vm: &mut Vm, isolate: u64, value: VmValue) -> Result<Vec<T>, ConvertError> {
        let array: Gc<Object> = vm
            .object(value)
            .filter(|object| is_plain_array(*object))
            .ok_or(ConvertError::Unfit("an array"))?;
        let mut items = Vec::new();
        for index in 0..array_length(array) {
            let item = get_index(vm, array, u64::from(index))?;
            items.push(T::from_js(vm, isolate, item)?);
        }
        Ok(items)
    }
}

impl<T: IntoJs> IntoJs for Vec<T> {
    fn into_js(self, vm: &mut Vm, isolate: u64) -> JsResult<VmValue> {
        let array = create_array_from_list(vm, &[])?;
        for item in self {
            let item = item.into_js(vm, isolate)?;
            kataan_vm::object::array_push(vm, array, item)?;
        }
        Ok(array.into())
    }
}
