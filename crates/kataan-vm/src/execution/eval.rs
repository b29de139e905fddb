//! `eval` (19.2.1): direct, in the scope of its call, and indirect; and function constructors.

use super::closure::new_closure;
use super::compile::{CompileGoal, compile, compile_dynamic};
use super::environment::{Environment, EnvironmentKind};
use super::global;
use super::program::run_unit;
use super::template::Template;
use super::unit::{CodeUnit, constant_key};
use crate::Vm;
use crate::error::{JsResult, describe_key, message};
use crate::interpreter::{Frame, feedback_of};
use crate::object::{Object, PropertyKey};
use crate::operation;
use crate::string::{Units, flatten, pieces};
use crate::value::Value;
use kataan_bytecode::container::{BindingInfoKind, Declarations, FunctionFlags};
use kataan_bytecode::opcode::operand::ConstantIndex;
use kataan_gc::Gc;
use kataan_syntax::DynamicFunctionKind;

/// The source text of a string: UTF-8 in which lone surrogates are allowed.
pub fn source_of(vm: &mut Vm, string: Value) -> JsResult<Vec<u8>> {
    let Some(string) = vm.string(string) else {
        return Ok(Vec::new());
    };
    let flat = flatten(vm, string)?;
    let units = flat.units();
    vm.heap.make_room_outside(units.len())?;
    let mut text = Vec::with_capacity(units.len());
    for part in pieces(0..units.len()) {
        vm.check_interrupt()?;
        // A pair of surrogates stays together.
        let cut = |at: usize| at - usize::from(units.is_inside_pair(at));
        match units.slice(cut(part.start)..cut(part.end)) {
            Units::Latin1(part) if part.is_ascii() => text.extend_from_slice(part),
            part => push_source(&mut text, part),
        }
    }
    Ok(text)
}

fn push_source(text: &mut Vec<u8>, units: Units<'_>) {
    let mut index = 0;
    while index < units.len() {
        let (code, length) = units.code_point_at(index);
        index += length;
        match char::from_u32(code) {
            Some(character) => {
                text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes())
            }
            None => text.extend([
                0xE0 | (code >> 12) as u8,
                0x80 | (code >> 6 & 0x3F) as u8,
                0x80 | (code & 0x3F) as u8,
            ]),
        }
    }
}

/// [PerformEval](https://tc39.es/ecma262/#sec-performeval) of a direct call in `frame`.
pub(crate) fn direct_eval(
    vm: &mut Vm,
    frame: Frame,
    source: Value,
    scope: ConstantIndex,
    environment: Value,
) -> JsResult<Value> {
    if !source.is_string() {
        return Ok(source);
    }
    let template = feedback_of(vm.heap.region(), frame).template.get();
    let caller = template.code.get().expect("the running function has code");
    let strict = template.has(FunctionFlags::STRICT);
    let text = source_of(vm, source)?;
    let realm = vm.realm();
    let goal = CompileGoal::DirectEval {
        caller,
        scope,
        strict,
    };
    let unit = compile(vm, text, "eval", goal, realm, caller.referrer.get())?;
    let environment = vm.heap.gc::<Environment>(environment);
    run_unit(vm, unit, frame.get(1), environment)
}

/// [PerformEval](https://tc39.es/ecma262/#sec-performeval) of an indirect call: what the library's
/// `eval` function does.
pub fn indirect_eval(vm: &mut Vm, source: Value) -> JsResult<Value> {
    if !source.is_string() {
        return Ok(source);
    }
    let text = source_of(vm, source)?;
    let realm = vm.realm();
    let unit = compile(vm, text, "eval", CompileGoal::IndirectEval, realm, None)?;
    let this = realm.global_this();
    run_unit(vm, unit, this, None)
}

/// The variable environment that a sloppy eval's declarations go to: none for the global one.
pub(crate) fn variable_environment(start: Option<Gc<Environment>>) -> Option<Gc<Environment>> {
    let mut next = start;
    while let Some(environment) = next {
        if environment.environment_kind() == EnvironmentKind::Variable {
            return Some(environment);
        }
        next = environment.parent.get();
    }
    None
}

/// The slot that a variable environment has for a name by itself.
pub(crate) fn static_slot(
    vm: &mut Vm,
    environment: Gc<Environment>,
    name: PropertyKey,
) -> JsResult<Option<usize>> {
    let Some(scope) = environment.scope.get() else {
        return Ok(None);
    };
    let Some(info) = scope.info(vm) else {
        return Ok(None);
    };
    let unit = scope.unit.get();
    for binding in &info.bindings {
        let is_name = !matches!(
            binding.kind,
            BindingInfoKind::Private | BindingInfoKind::Special
        );
        if is_name && constant_key(vm, unit, binding.name)? == name {
            return Ok(Some(usize::from(binding.slot)));
        }
    }
    Ok(None)
}

/// [EvalDeclarationInstantiation](https://tc39.es/ecma262/#sec-evaldeclarationinstantiation) of
/// sloppy code, but for creating functions and variables, which follows as instructions.
pub(crate) fn declare(
    vm: &mut Vm,
    unit: Gc<CodeUnit>,
    start: Option<Gc<Environment>>,
    declarations: &Declarations,
) -> JsResult<()> {
    let target = variable_environment(start);
    let realm = unit.realm.get();
    for name in declarations.functions.iter().chain(&declarations.variables) {
        let name = constant_key(vm, unit, *name)?;
        let global_conflict = target.is_none() && global::find_lexical(vm, realm, name).is_some();
        if global_conflict || conflicts(vm, start, target, name)? {
            let text = describe_key(vm, name);
            return Err(vm.throw_syntax_error(message::ALREADY_DECLARED, &[&text]));
        }
    }
    if target.is_none() {
        global::check_var_names(vm, unit, declarations)?;
    }
    for name in &declarations.hoisted {
        let name = constant_key(vm, unit, *name)?;
        if conflicts(vm, start, target, name)? {
            continue;
        }
        match target {
            None => {
                let free = global::find_lexical(vm, realm, name).is_none();
                if free && global::can_declare_function(vm, realm, name)? {
                    global::create_var(vm, realm, name, true)?;
                }
            }
            Some(environment) => declare_variable(vm, environment, name)?,
        }
    }
    Ok(())
}

/// Binds a name to `undefined` in a variable environment, unless it is bound there.
fn declare_variable(vm: &mut Vm, environment: Gc<Environment>, name: PropertyKey) -> JsResult<()> {
    if static_slot(vm, environment, name)?.is_some() {
        return Ok(());
    }
    let slot = environment.slots().len() - 1;
    let object: Gc<Object> = match vm.object(environment.slots()[slot].get()) {
        Some(object) => object,
        None => {
            let object = crate::object::ordinary_object_create(vm, None)?;
            environment.slots()[slot].set(object.into());
            object
        }
    };
    if !operation::has_own_property(vm, object, name)? {
        operation::create_data_property_or_throw(vm, object, name, Value::UNDEFINED)?;
    }
    Ok(())
}

/// Whether a declaration between an eval and its variable scope, or a lexical one of that scope
/// itself, has the name. Simple catch parameters do not count.
fn conflicts(
    vm: &mut Vm,
    start: Option<Gc<Environment>>,
    target: Option<Gc<Environment>>,
    name: PropertyKey,
) -> JsResult<bool> {
    let mut next = start;
    while let Some(environment) = next {
        let is_target = Some(environment) == target;
        if environment.environment_kind() != EnvironmentKind::Object
            && let Some(scope) = environment.scope.get()
            && let Some(info) = scope.info(vm)
        {
            let unit = scope.unit.get();
            for binding in &info.bindings {
                let is_name = !matches!(
                    binding.kind,
                    BindingInfoKind::Private | BindingInfoKind::Special
                );
                let counts = is_name && !binding.catch_parameter && (binding.lexical || !is_target);
                if counts && constant_key(vm, unit, binding.name)? == name {
                    return Ok(true);
                }
            }
        }
        if is_target {
            break;
        }
        next = environment.parent.get();
    }
    Ok(false)
}

/// [CreateDynamicFunction](https://tc39.es/ecma262/#sec-createdynamicfunction) after the conversion
/// of its arguments to strings: the new function, whose prototype the caller may still change.
pub fn create_dynamic_function(
    vm: &mut Vm,
    kind: DynamicFunctionKind,
    parameters: Value,
    body: Value,
) -> JsResult<Gc<Object>> {
    let parameters = source_of(vm, parameters)?;
    let body = source_of(vm, body)?;
    let realm = vm.realm();
    let unit = compile_dynamic(vm, kind, &parameters, &body, realm, None)?;
    let template = entry_template(vm, unit)?;
    Ok(new_closure(vm, template, None)?.upcast())
}

/// The template of a unit's entry.
pub(crate) fn entry_template(vm: &mut Vm, unit: Gc<CodeUnit>) -> JsResult<Gc<Template>> {
    let entry = unit.unit(vm).entry();
    super::template::new_template(vm, unit, entry)
}
