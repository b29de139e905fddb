//! Evaluation (16.2.1.5.3): modules run once, dependencies first; those with top-level `await`
//! and what depends on them go on when promises settle.

use super::host::ImportPhase;
use super::link::environment_of;
use super::record::{
    ASYNC_DONE, ASYNC_UNSET, Module, ModuleKind, ModuleStatus, description, imported_module,
    module_at,
};
use crate::Vm;
use crate::error::{JsResult, message};
use crate::execution::program::run_module_body;
use crate::execution::promise::{
    Promise, as_promise, new_promise, perform_promise_then, reject_promise, resolve_promise,
};
use crate::native::Args;
use crate::object::{ModuleNamespace, NativeFunctionObject, Object, create_native_closure};
use crate::value::Value;
use kataan_gc::{Gc, RootedList};

/// [Evaluate](https://tc39.es/ecma262/#sec-moduleevaluation)
pub fn evaluate(vm: &mut Vm, module: Gc<Module>) -> JsResult<Gc<Promise>> {
    let mut module = module;
    if module.kind.get() == ModuleKind::Synthetic {
        let promise = new_promise(vm)?;
        evaluate_synthetic(vm, module)?;
        resolve_promise(vm, promise, Value::UNDEFINED)?;
        return Ok(promise);
    }
    if module.status.get() >= ModuleStatus::EvaluatingAsync {
        match module.cycle_root.get() {
            Some(root) => module = root,
            // Failed before its cycle was complete: itself tells the error.
            None => debug_assert!(module.has_error.get()),
        }
    }
    if let Some(promise) = module.top_level_promise.get() {
        return Ok(promise);
    }
    let promise = new_promise(vm)?;
    module.top_level_promise.set(promise);
    let stack = vm.heap.new_list()?;
    match inner_evaluate(vm, module, stack, 0) {
        Err(thrown) => {
            let error = vm.take_exception(thrown)?;
            for index in 0..stack.len() {
                let failed = module_at(vm, stack, index).expect("a list of modules");
                failed.status.set(ModuleStatus::Evaluated);
                set_error(failed, error);
            }
            if !module.has_error.get() {
                set_error(module, error);
                module.status.set(ModuleStatus::Evaluated);
            }
            reject_promise(vm, promise, error)?;
        }
        Ok(_) => {
            if module.async_order.get() <= ASYNC_DONE {
                resolve_promise(vm, promise, Value::UNDEFINED)?;
            }
        }
    }
    Ok(promise)
}

fn set_error(module: Gc<Module>, error: Value) {
    module.error.set(error);
    module.has_error.set(true);
}

fn evaluate_synthetic(vm: &mut Vm, module: Gc<Module>) -> JsResult<()> {
    let environment = environment_of(vm, module)?;
    if module.status.get() != ModuleStatus::Evaluated
        && let Some(values) = module.export_values.get()
    {
        for (slot, value) in environment.slots().iter().zip(values.iter()) {
            slot.set(value);
        }
        module.status.set(ModuleStatus::Evaluated);
    }
    Ok(())
}

/// [InnerModuleEvaluation](https://tc39.es/ecma262/#sec-innermoduleevaluation)
fn inner_evaluate(vm: &mut Vm, module: Gc<Module>, stack: RootedList, index: u32) -> JsResult<u32> {
    if module.kind.get() == ModuleKind::Synthetic {
        evaluate_synthetic(vm, module)?;
        return Ok(index);
    }
    match module.status.get() {
        ModuleStatus::EvaluatingAsync | ModuleStatus::Evaluated => {
            if module.has_error.get() {
                return Err(vm.throw(module.error.get()));
            }
            return Ok(index);
        }
        ModuleStatus::Evaluating => return Ok(index),
        _ => {}
    }
    vm.check_stack()?;
    module.status.set(ModuleStatus::Evaluating);
    module.dfs_index.set(index);
    module.dfs_ancestor.set(index);
    module.pending_dependencies.set(0);
    stack.push(&mut vm.heap, module.into())?;
    let mut index = index + 1;
    let list = evaluation_list(vm, module)?;
    for place in 0..list.len() {
        let Some(mut required) = module_at(vm, list, place) else {
            continue;
        };
        index = inner_evaluate(vm, required, stack, index)?;
        if required.kind.get() != ModuleKind::SourceText {
            continue;
        }
        if required.status.get() == ModuleStatus::Evaluating {
            let least = module.dfs_ancestor.get().min(required.dfs_ancestor.get());
            module.dfs_ancestor.set(least);
        } else {
            required = required.cycle_root.get().unwrap_or(required);
            if required.has_error.get() {
                return Err(vm.throw(required.error.get()));
            }
        }
        if required.async_order.get() > ASYNC_DONE {
            module
                .pending_dependencies
                .set(module.pending_dependencies.get() + 1);
            add_parent(vm, required, module)?;
        }
    }
    if module.pending_dependencies.get() > 0 || module.has_top_level_await.get() {
        vm.async_evaluations += 1;
        module.async_order.set(ASYNC_DONE + vm.async_evaluations);
        if module.pending_dependencies.get() == 0 {
            execute_async(vm, module)?;
        }
    } else {
        run_module_body(vm, module)?;
    }
    if module.dfs_ancestor.get() == module.dfs_index.get() {
        while let Some(last) = stack.pop() {
            let done = vm.heap.gc::<Module>(last).expect("a list of modules");
            done.status.set(if done.async_order.get() == ASYNC_UNSET {
                ModuleStatus::Evaluated
            } else {
                ModuleStatus::EvaluatingAsync
            });
            done.cycle_root.set(module);
            if done == module {
                break;
            }
        }
    }
    Ok(index)
}

/// The modules to evaluate before `module`: its requests in order, and for a deferred one those
/// of its dependencies that await.
fn evaluation_list(vm: &mut Vm, module: Gc<Module>) -> JsResult<RootedList> {
    let list = vm.heap.new_list()?;
    for (place, request) in description(vm, module).requests.iter().enumerate() {
        let required = imported_module(vm, module, place);
        match ImportPhase::of_request(request.phase) {
            ImportPhase::Source => {}
            ImportPhase::Evaluation => push_once(vm, list, required)?,
            ImportPhase::Defer => {
                let seen = vm.heap.new_list()?;
                gather_asynchronous(vm, required, seen, list)?;
            }
        }
    }
    Ok(list)
}

fn push_once(vm: &mut Vm, list: RootedList, module: Gc<Module>) -> JsResult<()> {
    if !list.iter().any(|known| known == Value::from_gc(module)) {
        list.push(&mut vm.heap, module.into())?;
    }
    Ok(())
}

/// [GatherAsynchronousTransitiveDependencies](https://tc39.es/proposal-defer-import-eval/#sec-GatherAsynchronousTransitiveDependencies)
pub(super) fn gather_asynchronous(
    vm: &mut Vm,
    module: Gc<Module>,
    seen: RootedList,
    result: RootedList,
) -> JsResult<()> {
    if module.kind.get() != ModuleKind::SourceText
        || seen.iter().any(|known| known == Value::from_gc(module))
    {
        return Ok(());
    }
    vm.check_stack()?;
    seen.push(&mut vm.heap, module.into())?;
    if module.status.get() == ModuleStatus::Evaluating || is_component_evaluated(module) {
        return Ok(());
    }
    if module.has_top_level_await.get() {
        return push_once(vm, result, module);
    }
    for (place, request) in description(vm, module).requests.iter().enumerate() {
        if ImportPhase::of_request(request.phase) != ImportPhase::Source {
            let required = imported_module(vm, module, place);
            gather_asynchronous(vm, required, seen, result)?;
        }
    }
    Ok(())
}

/// IsModuleSCCEvaluated: whether all modules of the cycle that a module is part of have been
/// evaluated.
fn is_component_evaluated(module: Gc<Module>) -> bool {
    module.cycle_root.get().unwrap_or(module).status.get() == ModuleStatus::Evaluated
}

fn add_parent(vm: &mut Vm, required: Gc<Module>, parent: Gc<Module>) -> JsResult<()> {
    let parents = match required.async_parents.get() {
        Some(parents) => parents,
        None => {
            let parents = vm.heap.new_list()?;
            required.async_parents.set(parents);
            parents
        }
    };
    parents.push(&mut vm.heap, parent.into())?;
    Ok(())
}

/// [ExecuteAsyncModule](https://tc39.es/ecma262/#sec-execute-async-module)
fn execute_async(vm: &mut Vm, module: Gc<Module>) -> JsResult<()> {
    let promise = if module.has_top_level_await.get() {
        // The body is an async function: its promise is the capability's.
        let promise = run_module_body(vm, module)?;
        as_promise(vm, promise)
    } else {
        None
    };
    let Some(promise) = promise else {
        return Ok(());
    };
    let captured = [module.into()];
    let on_fulfilled = create_native_closure(vm, async_fulfilled, "", 1, &captured)?;
    let on_rejected = create_native_closure(vm, async_rejected, "", 1, &captured)?;
    perform_promise_then(vm, promise, on_fulfilled.into(), on_rejected.into(), None)
}

fn captured_module(vm: &Vm, args: Args<'_>) -> Gc<Module> {
    let function = vm.heap.gc::<NativeFunctionObject>(args.callee());
    let module = function.and_then(|function| vm.heap.gc(function.captured(0)));
    module.expect("captured at creation")
}

fn async_fulfilled(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let module = captured_module(vm, args);
    fulfilled(vm, module)?;
    Ok(Value::UNDEFINED)
}

fn async_rejected(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let module = captured_module(vm, args);
    rejected(vm, module, args.get(0))?;
    Ok(Value::UNDEFINED)
}

/// [AsyncModuleExecutionFulfilled](https://tc39.es/ecma262/#sec-async-module-execution-fulfilled)
fn fulfilled(vm: &mut Vm, module: Gc<Module>) -> JsResult<()> {
    if module.status.get() == ModuleStatus::Evaluated {
        debug_assert!(module.has_error.get());
        return Ok(());
    }
    finish(vm, module)?;
    let ready = vm.heap.new_list()?;
    gather_ancestors(vm, module, ready)?;
    sort_by_order(vm, ready);
    for index in 0..ready.len() {
        let Some(next) = module_at(vm, ready, index) else {
            continue;
        };
        if next.status.get() == ModuleStatus::Evaluated {
            continue;
        }
        if next.has_top_level_await.get() {
            execute_async(vm, next)?;
            continue;
        }
        match run_module_body(vm, next) {
            Ok(_) => finish(vm, next)?,
            Err(thrown) => {
                let error = vm.take_exception(thrown)?;
                rejected(vm, next, error)?;
            }
        }
    }
    Ok(())
}

fn finish(vm: &mut Vm, module: Gc<Module>) -> JsResult<()> {
    module.async_order.set(ASYNC_DONE);
    module.status.set(ModuleStatus::Evaluated);
    match module.top_level_promise.get() {
        Some(promise) => resolve_promise(vm, promise, Value::UNDEFINED),
        None => Ok(()),
    }
}

/// [GatherAvailableAncestors](https://tc39.es/ecma262/#sec-gather-available-ancestors)
fn gather_ancestors(vm: &mut Vm, module: Gc<Module>, ready: RootedList) -> JsResult<()> {
    let Some(parents) = module.async_parents.get() else {
        return Ok(());
    };
    vm.check_stack()?;
    for index in 0..parents.len() {
        let Some(parent) = module_at(vm, parents, index) else {
            continue;
        };
        let failed = parent
            .cycle_root
            .get()
            .is_some_and(|root| root.has_error.get());
        if failed || ready.iter().any(|known| known == Value::from_gc(parent)) {
            continue;
        }
        parent
            .pending_dependencies
            .set(parent.pending_dependencies.get().saturating_sub(1));
        if parent.pending_dependencies.get() == 0 {
            ready.push(&mut vm.heap, parent.into())?;
            if !parent.has_top_level_await.get() {
                gather_ancestors(vm, parent, ready)?;
            }
        }
    }
    Ok(())
}

/// Orders modules as their asynchronous evaluation began.
fn sort_by_order(vm: &Vm, list: RootedList) {
    let order =
        |index: usize| module_at(vm, list, index).map_or(0, |module| module.async_order.get());
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && order(at - 1) > order(at) {
            list.swap(at - 1, at);
            at -= 1;
        }
    }
}

/// [AsyncModuleExecutionRejected](https://tc39.es/ecma262/#sec-async-module-execution-rejected)
fn rejected(vm: &mut Vm, module: Gc<Module>, error: Value) -> JsResult<()> {
    if module.status.get() == ModuleStatus::Evaluated {
        debug_assert!(module.has_error.get());
        return Ok(());
    }
    vm.check_stack()?;
    set_error(module, error);
    module.status.set(ModuleStatus::Evaluated);
    module.async_order.set(ASYNC_DONE);
    if let Some(promise) = module.top_level_promise.get() {
        reject_promise(vm, promise, error)?;
    }
    if let Some(parents) = module.async_parents.get() {
        for index in 0..parents.len() {
            if let Some(parent) = module_at(vm, parents, index) {
                rejected(vm, parent, error)?;
            }
        }
    }
    Ok(())
}

/// [EvaluateModuleSync](https://tc39.es/proposal-defer-import-eval/#sec-EvaluateModuleSync) of the
/// module behind a deferred namespace, at the first look at its exports.
pub(crate) fn evaluate_deferred(vm: &mut Vm, namespace: Gc<Object>) -> JsResult<()> {
    let module = namespace
        .cast::<ModuleNamespace>()
        .and_then(|namespace| namespace.module.get())
        .and_then(Gc::cast::<Module>);
    let Some(module) = module else { return Ok(()) };
    let seen = vm.heap.new_list()?;
    if !is_ready(vm, module, seen)? {
        return Err(vm.throw_type_error(message::DEFERRED_NOT_READY, &[]));
    }
    if module.status.get() == ModuleStatus::Evaluated && !module.has_error.get() {
        return Ok(());
    }
    let promise = evaluate(vm, module)?;
    if promise.state.get() == crate::execution::promise::PromiseState::Rejected {
        promise.is_handled.set(true);
        return Err(vm.throw(promise.result.get()));
    }
    Ok(())
}

/// [ReadyForSyncExecution](https://tc39.es/proposal-defer-import-eval/#sec-ReadyForSyncExecution)
fn is_ready(vm: &mut Vm, module: Gc<Module>, seen: RootedList) -> JsResult<bool> {
    if module.kind.get() != ModuleKind::SourceText
        || seen.iter().any(|known| known == Value::from_gc(module))
    {
        return Ok(true);
    }
    vm.check_stack()?;
    seen.push(&mut vm.heap, module.into())?;
    if is_component_evaluated(module) {
        return Ok(true);
    }
    if module.status.get() >= ModuleStatus::Evaluating {
        return Ok(false);
    }
    if module.has_top_level_await.get() {
        return Ok(false);
    }
    for (place, request) in description(vm, module).requests.iter().enumerate() {
        if ImportPhase::of_request(request.phase) == ImportPhase::Source {
            continue;
        }
        let required = imported_module(vm, module, place);
        if !is_ready(vm, required, seen)? {
            return Ok(false);
        }
    }
    Ok(true)
}
