//! Native functions: their signature, the view on their arguments, and the tables that declare them.

mod args;
mod property;
mod table;

pub use args::{Args, FRAME_HEADER, receiver};
pub(crate) use property::PropertyKind;
pub use property::{
    Accessor, Function, Key, Property, PropertyValue, accessor, alias, constant, getter, method,
    method_with, symbol_method, value,
};
pub use table::{
    Constructor, IntrinsicObject, IteratorStep, NativeId, NativeTable, Natives, ObjectForm,
};

use crate::error::JsResult;
use crate::value::Value;
use crate::vm::Vm;

/// The one signature of native code.
pub type NativeFunction = fn(&mut Vm, Args<'_>) -> JsResult<Value>;

/// `get C[Symbol.species]` of every constructor of the library that has it.
pub fn species(_: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(args.this())
}
