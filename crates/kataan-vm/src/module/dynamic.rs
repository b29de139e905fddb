//! `import()` (13.3.10) and `import.meta` (13.3.12).

use super::evaluate::{evaluate, gather_asynchronous};
use super::host::{ImportPhase, ModuleRequestKey};
use super::link::{link, source_object};
use super::load::{load, load_requested_modules};
use super::namespace::get_module_namespace;
use super::record::{Module, ModuleKind, ModuleStatus, module_at};
use crate::Vm;
use crate::error::{JsResult, Thrown, message};
use crate::execution::program::Script;
use crate::execution::promise::{
    Promise, PromiseCapability, PromiseState, new_promise, perform_promise_then, reject_promise,
    resolve_promise,
};
use crate::native::Args;
use crate::object::{NativeFunctionObject, create_native_closure, ordinary_object_create};
use crate::operation::{self, PropertyKind};
use crate::string::to_rust_string;
use crate::value::Value;
use kataan_gc::{AnyCell, Gc};

/// [EvaluateImportCall](https://tc39.es/ecma262/#sec-evaluate-import-call): the promise of the
/// namespace (or source).
pub fn dynamic_import(
    vm: &mut Vm,
    referrer: Option<Gc<AnyCell>>,
    specifier: Value,
    options: Value,
    phase: ImportPhase,
) -> JsResult<Value> {
    let promise = new_promise(vm)?;
    if let Err(thrown) = import(vm, promise, referrer, specifier, options, phase) {
        reject(vm, promise, thrown)?;
    }
    Ok(promise.into())
}

fn reject(vm: &mut Vm, promise: Gc<Promise>, thrown: Thrown) -> JsResult<()> {
    let error = vm.take_exception(thrown)?;
    reject_promise(vm, promise, error)
}

fn import(
    vm: &mut Vm,
    promise: Gc<Promise>,
    referrer: Option<Gc<AnyCell>>,
    specifier: Value,
    options: Value,
    phase: ImportPhase,
) -> JsResult<()> {
    let specifier = operation::to_string(vm, specifier)?;
    let specifier = to_rust_string(vm, specifier)?;
    let mut attributes = import_attributes(vm, options)?;
    attributes.sort();
    let key = ModuleRequestKey {
        specifier,
        attributes,
        phase,
    };
    let host_defined = referrer.map_or(Value::UNDEFINED, |referrer| {
        match (referrer.cast::<Module>(), referrer.cast::<Script>()) {
            (Some(module), _) => module.host_defined.get(),
            (_, Some(script)) => script.host_defined.get(),
            _ => Value::UNDEFINED,
        }
    });
    let module = load(vm, host_defined, &key)?;
    continue_import(vm, promise, module, phase)
}

/// The attributes in the options of an `import()`.
fn import_attributes(vm: &mut Vm, options: Value) -> JsResult<Vec<(String, String)>> {
    let mut attributes = Vec::new();
    if options.is_undefined() {
        return Ok(attributes);
    }
    let Some(options) = vm.object(options) else {
        let text = crate::error::describe(vm, options);
        return Err(vm.throw_type_error(message::NOT_OBJECT, &[&text]));
    };
    let key = vm.intern("with")?;
    let with = operation::get(vm, options, key)?;
    if with.is_undefined() {
        return Ok(attributes);
    }
    let Some(with) = vm.object(with) else {
        let text = crate::error::describe(vm, with);
        return Err(vm.throw_type_error(message::NOT_OBJECT, &[&text]));
    };
    let entries = operation::enumerable_own_properties(vm, with, PropertyKind::KeyAndValue)?;
    for index in 0..entries.len() {
        let entry = entries
            .get(index)
            .and_then(|entry| vm.object(entry))
            .expect("a pair");
        let name = operation::get_index(vm, entry, 0)?;
        let value = operation::get_index(vm, entry, 1)?;
        let (Some(name), Some(value)) = (vm.string(name), vm.string(value)) else {
            let text = crate::error::describe(vm, value);
            return Err(vm.throw_type_error(message::BAD_IMPORT_ATTRIBUTE, &[&text]));
        };
        attributes.push((to_rust_string(vm, name)?, to_rust_string(vm, value)?));
    }
    Ok(attributes)
}

/// [ContinueDynamicImport](https://tc39.es/ecma262/#sec-ContinueDynamicImport)
fn continue_import(
    vm: &mut Vm,
    promise: Gc<Promise>,
    module: Gc<Module>,
    phase: ImportPhase,
) -> JsResult<()> {
    if phase == ImportPhase::Source {
        let source = source_object(vm, module)?;
        return resolve_promise(vm, promise, source);
    }
    load_requested_modules(vm, module)?;
    // Linking and evaluation follow in a job, as if loading had taken time.
    let captured = [
        promise.into(),
        module.into(),
        Value::from_bool(phase == ImportPhase::Defer),
    ];
    let step = create_native_closure(vm, link_and_evaluate, "", 0, &captured)?;
    let loaded = new_promise(vm)?;
    resolve_promise(vm, loaded, Value::UNDEFINED)?;
    perform_promise_then(vm, loaded, step.into(), Value::UNDEFINED, None)
}

/// The captured promise, module and whether the import is deferred.
fn captured(vm: &Vm, args: Args<'_>) -> (Gc<Promise>, Gc<Module>, bool) {
    let function = vm
        .heap
        .gc::<NativeFunctionObject>(args.callee())
        .expect("a native function");
    let promise = vm
        .heap
        .gc(function.captured(0))
        .expect("captured at creation");
    let module = vm
        .heap
        .gc(function.captured(1))
        .expect("captured at creation");
    (promise, module, function.captured(2) == Value::TRUE)
}

fn link_and_evaluate(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let (promise, module, is_deferred) = captured(vm, args);
    let outcome = link(vm, module).and_then(|()| start(vm, promise, module, is_deferred));
    if let Err(thrown) = outcome {
        reject(vm, promise, thrown)?;
    }
    Ok(Value::UNDEFINED)
}

/// Evaluates a linked module, or what a deferred one awaits, and settles the import's promise.
fn start(vm: &mut Vm, promise: Gc<Promise>, module: Gc<Module>, is_deferred: bool) -> JsResult<()> {
    let evaluation = if is_deferred {
        let (seen, waiting) = (vm.heap.new_list()?, vm.heap.new_list()?);
        gather_asynchronous(vm, module, seen, waiting)?;
        let mut last = None;
        for index in 0..waiting.len() {
            if let Some(next) = module_at(vm, waiting, index) {
                let evaluation = evaluate(vm, next)?;
                if evaluation.state.get() != PromiseState::Fulfilled {
                    // They settle in the order in which they began: wait for the last.
                    last = Some(evaluation);
                }
            }
        }
        match last {
            Some(evaluation) => evaluation,
            None => {
                let done = new_promise(vm)?;
                resolve_promise(vm, done, Value::UNDEFINED)?;
                done
            }
        }
    } else {
        evaluate(vm, module)?
    };
    let values = [promise.into(), module.into(), Value::from_bool(is_deferred)];
    let on_fulfilled = create_native_closure(vm, give_namespace, "", 0, &values)?;
    let on_rejected = create_native_closure(vm, pass_rejection, "", 1, &values)?;
    perform_promise_then(
        vm,
        evaluation,
        on_fulfilled.into(),
        on_rejected.into(),
        None::<PromiseCapability>,
    )
}

fn give_namespace(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let (promise, module, is_deferred) = captured(vm, args);
    let phase = if is_deferred {
        ImportPhase::Defer
    } else {
        ImportPhase::Evaluation
    };
    match get_module_namespace(vm, module, phase) {
        Ok(namespace) => resolve_promise(vm, promise, namespace.into())?,
        Err(thrown) => reject(vm, promise, thrown)?,
    }
    Ok(Value::UNDEFINED)
}

fn pass_rejection(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let (promise, ..) = captured(vm, args);
    reject_promise(vm, promise, args.get(0))?;
    Ok(Value::UNDEFINED)
}

/// [`import.meta`](https://tc39.es/ecma262/#sec-meta-properties-runtime-semantics-evaluation)
pub fn import_meta(vm: &mut Vm, referrer: Option<Gc<AnyCell>>) -> JsResult<Value> {
    let Some(module) = referrer.and_then(Gc::cast::<Module>) else {
        return Ok(Value::UNDEFINED);
    };
    debug_assert!(
        module.kind.get() == ModuleKind::SourceText && module.status.get() > ModuleStatus::New
    );
    if let Some(meta) = module.import_meta.get() {
        return Ok(meta.into());
    }
    let meta = ordinary_object_create(vm, None)?;
    module.import_meta.set(meta);
    if let Some(mut host) = vm.module_host.take() {
        let result = host.import_meta(vm, module, meta);
        vm.module_host = Some(host);
        result?;
    }
    Ok(meta.into())
}
