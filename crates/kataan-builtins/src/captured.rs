//! Values that a native function captured when it was made.

use kataan_vm::Vm;
use kataan_vm::native::Args;
use kataan_vm::object::NativeFunctionObject;
use kataan_vm::value::Value;

/// Value `index` of the function that was called.
pub(crate) fn captured(vm: &Vm, args: Args<'_>, index: usize) -> Value {
    let function = vm.heap.gc::<NativeFunctionObject>(args.callee());
    function.map_or(Value::UNDEFINED, |function| function.captured(index))
}

/// Changes value `index` of the function that was called.
pub(crate) fn set_captured(vm: &Vm, args: Args<'_>, index: usize, value: Value) {
    if let Some(function) = vm.heap.gc::<NativeFunctionObject>(args.callee()) {
        function.set_captured(index, value);
    }
}
