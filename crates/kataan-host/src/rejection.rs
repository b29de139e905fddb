//! Unhandled rejections: a promise that nobody handles by the end of its turn ends the program.

use kataan_vm::execution::promise::{Promise, RejectionOperation};
use kataan_vm::{Gc, JsResult, Vm};

use crate::host::host;

/// [HostPromiseRejectionTracker](https://tc39.es/ecma262/#sec-host-promise-rejection-tracker)
pub(crate) fn track(vm: &mut Vm, promise: Gc<Promise>, operation: RejectionOperation) {
    match operation {
        RejectionOperation::Reject => {
            let root = vm.heap.root_cell(promise);
            host(vm).rejected.push_back(root);
        }
        RejectionOperation::Handle => {
            let roots: Vec<_> = host(vm).rejected.iter().copied().collect();
            let handled = roots
                .into_iter()
                .find(|root| vm.heap.rooted_cell::<Promise>(*root) == Some(promise));
            if let Some(root) = handled {
                vm.heap.unroot(root);
                host(vm).rejected.retain(|other| *other != root);
            }
        }
    }
}

/// Throws the reason of the first promise that is rejected and not handled.
pub(crate) fn throw_unhandled(vm: &mut Vm) -> JsResult<()> {
    while let Some(root) = host(vm).rejected.pop_front() {
        let promise = vm.heap.rooted_cell::<Promise>(root);
        vm.heap.unroot(root);
        if let Some(promise) = promise.filter(|promise| !promise.is_handled.get()) {
            return Err(vm.throw(promise.result.get()));
        }
    }
    Ok(())
}
