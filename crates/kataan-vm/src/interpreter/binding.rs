//! Global names, and names that are looked up at run time (`with`, sloppy direct `eval`).

use super::dispatch::feedback_of;
use super::element::strictness;
use super::exception::name_text;
use super::frame::Frame;
use super::pc::Pc;
use super::property::key;
use crate::Vm;
use crate::error::{JsResult, message};
use crate::execution::environment::{Environment, EnvironmentKind};
use crate::execution::global::{self, find_lexical};
use crate::execution::{eval, unit::CodeUnit};
use crate::inline_cache::global as cache;
use crate::interpreter::assignment::{self, Strictness};
use crate::object::{Object, PropertyKey, ordinary_object_create};
use crate::operation;
use crate::realm::Realm;
use crate::symbol::WellKnownSymbol;
use crate::value::Value;
use kataan_bytecode::opcode::instructions;
use kataan_bytecode::opcode::operand::{ConstantIndex, FeedbackSlot, Register};
use kataan_gc::Gc;

/// The unit of the running code.
pub(super) fn unit_of(vm: &Vm, frame: Frame) -> Gc<CodeUnit> {
    let template = feedback_of(vm.heap.region(), frame).template.get();
    template.code.get().expect("the running function has code")
}

fn realm_of(vm: &Vm, frame: Frame) -> Gc<Realm> {
    feedback_of(vm.heap.region(), frame).realm.get()
}

#[cold]
fn not_defined<T>(vm: &mut Vm, frame: Frame, name: ConstantIndex) -> JsResult<T> {
    let text = name_text(vm, frame, name)?;
    Err(vm.throw_reference_error(message::NOT_DEFINED, &[&text]))
}

#[cold]
fn uninitialized<T>(vm: &mut Vm, frame: Frame, name: ConstantIndex) -> JsResult<T> {
    let text = name_text(vm, frame, name)?;
    Err(vm.throw_reference_error(message::UNINITIALIZED, &[&text]))
}

/// The value of a global name, recording where it is; none if there is no such name.
fn load(
    vm: &mut Vm,
    frame: Frame,
    name: ConstantIndex,
    slot: FeedbackSlot,
) -> JsResult<Option<Value>> {
    let key = key(vm, frame, name)?;
    let realm = realm_of(vm, frame);
    let feedback = feedback_of(vm.heap.region(), frame);
    if let Some(binding) = find_lexical(vm, realm, key) {
        let value = binding.value.get();
        if value.is_uninitialized() {
            return uninitialized(vm, frame, name);
        }
        cache::record_lexical(feedback, slot, binding);
        return Ok(Some(value));
    }
    let global = realm.global_object();
    if !operation::has_property(vm, global, key)? {
        return Ok(None);
    }
    cache::record_global(vm, feedback, slot, global, key, false)?;
    operation::get(vm, global, key).map(Some)
}

#[inline(never)]
pub(super) fn load_global(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::LoadGlobal>();
    match load(vm, frame, i.name, i.feedback)? {
        Some(value) => {
            frame.set(i.dst.0, value);
            Ok(())
        }
        None => not_defined(vm, frame, i.name),
    }
}

#[inline(never)]
pub(super) fn load_global_or_undefined(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::LoadGlobalOrUndefined>();
    let value = load(vm, frame, i.name, i.feedback)?;
    frame.set(i.dst.0, value.unwrap_or(Value::UNDEFINED));
    Ok(())
}

fn store(
    vm: &mut Vm,
    frame: Frame,
    name: ConstantIndex,
    slot: FeedbackSlot,
    value: Value,
    strictness: Strictness,
) -> JsResult<()> {
    let key = key(vm, frame, name)?;
    let realm = realm_of(vm, frame);
    let feedback = feedback_of(vm.heap.region(), frame);
    if let Some(binding) = find_lexical(vm, realm, key) {
        if binding.value.get().is_uninitialized() {
            return uninitialized(vm, frame, name);
        }
        if binding.is_constant.get() {
            let text = name_text(vm, frame, name)?;
            return Err(vm.throw_type_error(message::CONSTANT_ASSIGNMENT, &[&text]));
        }
        cache::record_lexical(feedback, slot, binding);
        binding.value.set(value);
        return Ok(());
    }
    let global = realm.global_object();
    if strictness == Strictness::Strict && !operation::has_property(vm, global, key)? {
        return not_defined(vm, frame, name);
    }
    assignment::set(vm, global, key, value, strictness)?;
    cache::record_global(vm, feedback, slot, global, key, true)
}

#[inline(never)]
pub(super) fn store_global(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::StoreGlobal>();
    store(
        vm,
        frame,
        i.name,
        i.feedback,
        frame.get(i.src.0),
        Strictness::Sloppy,
    )
}

#[inline(never)]
pub(super) fn store_global_strict(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::StoreGlobalStrict>();
    store(
        vm,
        frame,
        i.name,
        i.feedback,
        frame.get(i.src.0),
        Strictness::Strict,
    )
}

#[inline(never)]
pub(super) fn resolve_global(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::ResolveGlobal>();
    let key = key(vm, frame, i.name)?;
    let realm = realm_of(vm, frame);
    let exists = find_lexical(vm, realm, key).is_some()
        || operation::has_property(vm, realm.global_object(), key)?;
    frame.set(i.dst.0, Value::from_bool(exists));
    Ok(())
}

#[inline(never)]
pub(super) fn check_resolved(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::CheckResolved>();
    if frame.get(i.src.0) == Value::FALSE {
        return not_defined(vm, frame, i.name);
    }
    Ok(())
}

#[inline(never)]
pub(super) fn initialize_global(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::InitializeGlobal>();
    let key = key(vm, frame, i.name)?;
    match find_lexical(vm, realm_of(vm, frame), key) {
        Some(binding) => binding.value.set(frame.get(i.src.0)),
        // Declared at the script's start, unless the code is not the compiler's.
        None => return not_defined(vm, frame, i.name),
    }
    Ok(())
}

#[inline(never)]
pub(super) fn declare_globals(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::DeclareGlobals>();
    let unit = unit_of(vm, frame);
    let declarations = unit
        .unit(vm)
        .declarations(i.declarations)
        .unwrap_or_default();
    global::declare(vm, unit, &declarations)
}

#[inline(never)]
pub(super) fn declare_global_function(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::DeclareGlobalFunction>();
    let key = key(vm, frame, i.name)?;
    global::create_function(vm, realm_of(vm, frame), key, frame.get(i.src.0), false)
}

#[inline(never)]
pub(super) fn declare_global_variable(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::DeclareGlobalVariable>();
    let key = key(vm, frame, i.name)?;
    global::create_var(vm, realm_of(vm, frame), key, false)
}

/// The environment that `find_binding` found.
fn resolved(
    vm: &mut Vm,
    frame: Frame,
    register: Register,
    name: ConstantIndex,
) -> JsResult<Gc<Environment>> {
    match vm.heap.gc(frame.get(register.0)) {
        Some(environment) => Ok(environment),
        None => not_defined(vm, frame, name),
    }
}

/// The object of an object environment, or the one that has the names that eval added.
fn binding_object(vm: &Vm, environment: Gc<Environment>) -> Option<Gc<Object>> {
    vm.object(environment.slots().last()?.get())
}

/// [HasBinding](https://tc39.es/ecma262/#sec-object-environment-records-hasbinding-n) of one dynamic
/// environment.
fn has_binding(vm: &mut Vm, environment: Gc<Environment>, name: PropertyKey) -> JsResult<bool> {
    let Some(object) = binding_object(vm, environment) else {
        return Ok(false);
    };
    if environment.environment_kind() == EnvironmentKind::Variable {
        return operation::has_own_property(vm, object, name);
    }
    if !operation::has_property(vm, object, name)? {
        return Ok(false);
    }
    let unscopables = vm.symbol_key(WellKnownSymbol::Unscopables);
    let unscopables = operation::get(vm, object, unscopables)?;
    if let Some(unscopables) = vm.object(unscopables) {
        let blocked = operation::get(vm, unscopables, name)?;
        return Ok(!operation::to_boolean(vm, blocked));
    }
    Ok(true)
}

#[inline(never)]
pub(super) fn find_binding(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::FindBinding>();
    let environment = resolved(vm, frame, i.env, i.name)?;
    let key = key(vm, frame, i.name)?;
    let found = has_binding(vm, environment, key)?;
    frame.set(
        i.dst.0,
        if found {
            environment.into()
        } else {
            Value::UNDEFINED
        },
    );
    Ok(())
}

/// [GetBindingValue](https://tc39.es/ecma262/#sec-object-environment-records-getbindingvalue-n-s)
fn get_binding(
    vm: &mut Vm,
    frame: Frame,
    base: Register,
    name: ConstantIndex,
    strictness: Strictness,
) -> JsResult<Value> {
    let environment = resolved(vm, frame, base, name)?;
    let key = key(vm, frame, name)?;
    let Some(object) = binding_object(vm, environment) else {
        return Ok(Value::UNDEFINED);
    };
    if !operation::has_property(vm, object, key)? {
        if strictness == Strictness::Strict {
            return not_defined(vm, frame, name);
        }
        return Ok(Value::UNDEFINED);
    }
    operation::get(vm, object, key)
}

#[inline(never)]
pub(super) fn load_resolved(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::LoadResolved>();
    let value = get_binding(vm, frame, i.base, i.name, strictness(i.strict))?;
    frame.set(i.dst.0, value);
    Ok(())
}

#[inline(never)]
pub(super) fn load_resolved_method(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::LoadResolvedMethod>();
    let value = get_binding(vm, frame, i.base, i.name, Strictness::Sloppy)?;
    let environment = resolved(vm, frame, i.base, i.name)?;
    let this = match environment.environment_kind() {
        EnvironmentKind::Object => {
            binding_object(vm, environment).map_or(Value::UNDEFINED, Value::from)
        }
        _ => Value::UNDEFINED,
    };
    frame.set(i.dst.0, value);
    frame.set(i.dst.0 + 1, this);
    Ok(())
}

/// [SetMutableBinding](https://tc39.es/ecma262/#sec-object-environment-records-setmutablebinding-n-v-s)
#[inline(never)]
pub(super) fn store_resolved(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::StoreResolved>();
    let environment = resolved(vm, frame, i.base, i.name)?;
    let key = key(vm, frame, i.name)?;
    let strictness = strictness(i.strict);
    let Some(object) = binding_object(vm, environment) else {
        return Ok(());
    };
    let still_exists = operation::has_property(vm, object, key)?;
    if !still_exists && strictness == Strictness::Strict {
        return not_defined(vm, frame, i.name);
    }
    assignment::set(vm, object, key, frame.get(i.src.0), strictness)
}

#[inline(never)]
pub(super) fn delete_resolved(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::DeleteResolved>();
    let environment = resolved(vm, frame, i.base, i.name)?;
    let key = key(vm, frame, i.name)?;
    let outcome = match binding_object(vm, environment) {
        Some(object) => operation::delete(vm, object, key)?,
        None => true,
    };
    frame.set(i.dst.0, Value::from_bool(outcome));
    Ok(())
}

/// [DeleteBinding](https://tc39.es/ecma262/#sec-global-environment-records-deletebinding-n) of the
/// global environment.
#[inline(never)]
pub(super) fn delete_global(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::DeleteGlobal>();
    let key = key(vm, frame, i.name)?;
    let realm = realm_of(vm, frame);
    let outcome = if find_lexical(vm, realm, key).is_some() {
        false
    } else {
        let global = realm.global_object();
        !operation::has_own_property(vm, global, key)? || operation::delete(vm, global, key)?
    };
    frame.set(i.dst.0, Value::from_bool(outcome));
    Ok(())
}

#[inline(never)]
pub(super) fn declare_eval(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::DeclareEval>();
    let unit = unit_of(vm, frame);
    let declarations = unit
        .unit(vm)
        .declarations(i.declarations)
        .unwrap_or_default();
    let environment = vm.heap.gc(frame.get(i.env.0));
    eval::declare(vm, unit, environment, &declarations)
}

/// The object that has the names that eval added to a variable environment.
fn added_names(vm: &mut Vm, environment: Gc<Environment>) -> JsResult<Gc<Object>> {
    if let Some(object) = binding_object(vm, environment) {
        return Ok(object);
    }
    let object = ordinary_object_create(vm, None)?;
    if let Some(slot) = environment.slots().last() {
        slot.set(object.into());
    }
    Ok(object)
}

#[inline(never)]
pub(super) fn declare_eval_function(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::DeclareEvalFunction>();
    let key = key(vm, frame, i.name)?;
    let value = frame.get(i.src.0);
    let start = vm.heap.gc(frame.get(i.env.0));
    match eval::variable_environment(start) {
        None => global::create_function(vm, realm_of(vm, frame), key, value, true),
        Some(environment) => {
            if let Some(slot) = eval::static_slot(vm, environment, key)? {
                environment.slots()[slot].set(value);
                return Ok(());
            }
            let object = added_names(vm, environment)?;
            operation::create_data_property_or_throw(vm, object, key, value)
        }
    }
}

#[inline(never)]
pub(super) fn declare_eval_variable(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::DeclareEvalVariable>();
    let key = key(vm, frame, i.name)?;
    let start = vm.heap.gc(frame.get(i.env.0));
    match eval::variable_environment(start) {
        None => global::create_var(vm, realm_of(vm, frame), key, true),
        Some(environment) => {
            if eval::static_slot(vm, environment, key)?.is_some() {
                return Ok(());
            }
            let object = added_names(vm, environment)?;
            if operation::has_own_property(vm, object, key)? {
                return Ok(());
            }
            operation::create_data_property_or_throw(vm, object, key, Value::UNDEFINED)
        }
    }
}

#[inline(never)]
pub(super) fn store_hoisted_function(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::StoreHoistedFunction>();
    let key = key(vm, frame, i.name)?;
    let value = frame.get(i.src.0);
    let start = vm.heap.gc(frame.get(i.env.0));
    match eval::variable_environment(start) {
        None => {
            let realm = realm_of(vm, frame);
            let global = realm.global_object();
            // Given up where a lexical binding or an unextensible object was in the way.
            if find_lexical(vm, realm, key).is_none()
                && operation::has_own_property(vm, global, key)?
            {
                assignment::set(vm, global, key, value, Strictness::Sloppy)?;
            }
            Ok(())
        }
        Some(environment) => {
            if let Some(slot) = eval::static_slot(vm, environment, key)? {
                environment.slots()[slot].set(value);
                return Ok(());
            }
            match binding_object(vm, environment) {
                Some(object) if operation::has_own_property(vm, object, key)? => {
                    assignment::set(vm, object, key, value, Strictness::Sloppy)
                }
                _ => Ok(()),
            }
        }
    }
}
