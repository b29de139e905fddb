//! Environments, `this`, closures and imports: instructions that allocate or throw.

use super::class::{closure, environment_in};
use super::dispatch::feedback_of;
use super::exception::{name_text, name_value};
use super::frame::Frame;
use super::operand::{own_array, own_object};
use super::pc::Pc;
use crate::Vm;
use crate::error::{JsResult, message};
use crate::execution::closure::Closure;
use crate::execution::environment::{
    Environment, EnvironmentInit, EnvironmentKind, ImportBinding, ScopeCell, outer,
};
use crate::module::{self, ImportPhase};
use crate::object::{self, PropertyKey};
use crate::operation;
use crate::value::Value;
use kataan_bytecode::container::Constant;
use kataan_bytecode::opcode::instructions;
use kataan_bytecode::opcode::operand::{ConstantIndex, Phase, Prefix};
use kataan_gc::{Gc, TailInit};

/// The scope cell of an optional scope operand.
fn scope(vm: &mut Vm, frame: Frame, index: ConstantIndex) -> JsResult<Option<Gc<ScopeCell>>> {
    if index == ConstantIndex::NONE {
        return Ok(None);
    }
    let value = name_value(vm, frame, index)?;
    Ok(vm.heap.gc(value))
}

#[inline(never)]
pub(super) fn new_environment(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::NewEnvironment>();
    let scope = scope(vm, frame, i.scope)?;
    let parent = environment_in(vm, frame, i.parent);
    let environment = vm.heap.allocate(EnvironmentInit {
        parent,
        scope,
        slots: TailInit::Fill(i.size as usize, Value::UNINITIALIZED),
    })?;
    for slot in environment.slots().iter().take(i.variables as usize) {
        slot.set(Value::UNDEFINED);
    }
    frame.set(i.dst.0, environment.into());
    Ok(())
}

#[inline(never)]
pub(super) fn new_variable_environment(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::NewVariableEnvironment>();
    let scope = scope(vm, frame, i.scope)?;
    let parent = environment_in(vm, frame, i.parent);
    // One slot more than the compiler's, the last, for names that an eval adds.
    let environment = vm.heap.allocate(EnvironmentInit {
        parent,
        scope,
        slots: TailInit::Fill(i.size as usize + 1, Value::UNINITIALIZED),
    })?;
    environment.set_kind(EnvironmentKind::Variable);
    for slot in environment.slots().iter().take(i.variables as usize) {
        slot.set(Value::UNDEFINED);
    }
    environment.slots()[i.size as usize].set(Value::UNDEFINED);
    frame.set(i.dst.0, environment.into());
    Ok(())
}

#[inline(never)]
pub(super) fn new_object_environment(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::NewObjectEnvironment>();
    let object = operation::to_object(vm, frame.get(i.object.0))?;
    let parent = environment_in(vm, frame, i.parent);
    let slots = TailInit::Fill(1, object.into());
    let environment = vm.heap.allocate(EnvironmentInit {
        parent,
        scope: None,
        slots,
    })?;
    environment.set_kind(EnvironmentKind::Object);
    frame.set(i.dst.0, environment.into());
    Ok(())
}

#[inline(never)]
pub(super) fn copy_environment(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::CopyEnvironment>();
    let source = environment_in(vm, frame, i.src).expect("the compiler's own register");
    let slots = TailInit::Fill(source.slots().len(), Value::UNDEFINED);
    let copy = vm.heap.allocate(EnvironmentInit {
        parent: source.parent.get(),
        scope: source.scope.get(),
        slots,
    })?;
    for (to, from) in copy.slots().iter().zip(source.slots()) {
        to.set(from.get());
    }
    copy.set_kind(source.environment_kind());
    frame.set(i.dst.0, copy.into());
    Ok(())
}

#[cold]
fn uninitialized(vm: &mut Vm, frame: Frame, name: ConstantIndex) -> JsResult<()> {
    let text = name_text(vm, frame, name)?;
    Err(vm.throw_reference_error(message::UNINITIALIZED, &[&text]))
}

/// The throw of a checked form.
macro_rules! throw_uninitialized {
    ($($name:ident $Name:ident;)*) => { $(
        #[cold]
        #[inline(never)]
        pub(super) fn $name(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
            uninitialized(vm, frame, pc.decode::<instructions::$Name>().name)
        }
    )* };
}

throw_uninitialized! {
    throw_load_slot LoadSlotChecked;
    throw_store_slot StoreSlotChecked;
    throw_load_outer_slot LoadOuterSlotChecked;
    throw_store_outer_slot StoreOuterSlotChecked;
    throw_check_initialized CheckInitialized;
}

/// The value of an import slot: what the binding stands for, or the object itself.
fn import(vm: &mut Vm, frame: Frame, slot: Value, name: ConstantIndex) -> JsResult<Value> {
    let value = match vm.heap.gc::<ImportBinding>(slot) {
        Some(binding) => binding.read(),
        None => slot,
    };
    if value.is_uninitialized() {
        uninitialized(vm, frame, name)?;
    }
    Ok(value)
}

#[inline(never)]
pub(super) fn load_import(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::LoadImport>();
    let environment = environment_in(vm, frame, i.env).expect("the compiler's own register");
    let value = import(
        vm,
        frame,
        environment.slots()[i.slot as usize].get(),
        i.name,
    )?;
    frame.set(i.dst.0, value);
    Ok(())
}

#[inline(never)]
pub(super) fn load_outer_import(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::LoadOuterImport>();
    let start = vm.heap.gc::<Environment>(frame.get(3));
    let environment = start.and_then(|start| outer(start, u32::from(i.depth)));
    let environment = environment.expect("the compiler counted the static chain");
    let value = import(
        vm,
        frame,
        environment.slots()[i.slot as usize].get(),
        i.name,
    )?;
    frame.set(i.dst.0, value);
    Ok(())
}

/// [OrdinaryCallBindThis](https://tc39.es/ecma262/#sec-ordinarycallbindthis) of sloppy functions.
#[inline(never)]
pub(super) fn coerce_this(vm: &mut Vm, frame: Frame, _: Pc) -> JsResult<()> {
    let this = frame.get(1);
    let this = if this.is_nullish() {
        vm.realm().global_this()
    } else {
        operation::to_object(vm, this)?.into()
    };
    frame.set(1, this);
    Ok(())
}

#[cold]
#[inline(never)]
pub(super) fn throw_check_this(vm: &mut Vm, _: Frame, _: Pc) -> JsResult<()> {
    Err(vm.throw_reference_error(message::THIS_UNINITIALIZED, &[]))
}

#[cold]
#[inline(never)]
pub(super) fn throw_check_this_unbound(vm: &mut Vm, _: Frame, _: Pc) -> JsResult<()> {
    Err(vm.throw_reference_error(message::SUPER_TWICE, &[]))
}

#[inline(never)]
pub(super) fn load_home_object(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::LoadHomeObject>();
    let callee = vm
        .heap
        .gc::<Closure>(frame.get(0))
        .expect("a frame's callee");
    let home = callee
        .home_object
        .get()
        .map_or(Value::UNDEFINED, Value::from);
    frame.set(i.dst.0, home);
    Ok(())
}

#[inline(never)]
pub(super) fn create_closure(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::CreateClosure>();
    let closure = closure(vm, frame, i.template, i.env)?;
    frame.set(i.dst.0, closure.into());
    Ok(())
}

#[inline(never)]
pub(super) fn create_method(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::CreateMethod>();
    let home = vm.object(frame.get(i.home.0));
    let closure = closure(vm, frame, i.template, i.env)?;
    closure.home_object.set(home);
    frame.set(i.dst.0, closure.into());
    Ok(())
}

#[inline(never)]
pub(super) fn set_function_name(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::SetFunctionName>();
    let function = own_object(vm, frame, i.function)?;
    let key: PropertyKey = operation::to_property_key(vm, frame.get(i.key.0))?;
    let prefix = match i.prefix {
        Prefix::None => None,
        Prefix::Get => Some("get"),
        Prefix::Set => Some("set"),
    };
    object::set_function_name(vm, function, key, prefix)
}

#[inline(never)]
pub(super) fn create_mapped_arguments(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::CreateMappedArguments>();
    let environment = environment_in(vm, frame, i.env);
    let list = own_array(vm, frame, i.list)?;
    let feedback = feedback_of(vm.heap.region(), frame);
    let slots: Vec<Option<u32>> = if feedback.frame.get().parameters == 0 {
        Vec::new()
    } else {
        let (code, _) = feedback
            .template
            .get()
            .code_index(vm)
            .expect("the running function has code");
        match code.unit(vm).constant(i.slots) {
            Some(Constant::SlotList(slots)) => slots
                .iter()
                .map(|slot| (slot != u32::MAX).then_some(slot))
                .collect(),
            _ => Vec::new(),
        }
    };
    let slot = |index: usize| slots.get(index).copied().flatten();
    let (callee, environment) = (frame.get(0), environment.map(Gc::erase));
    let arguments = object::create_sloppy_arguments(vm, callee, list, environment, slot)?;
    frame.set(i.dst.0, arguments.into());
    Ok(())
}

#[inline(never)]
pub(super) fn import_call(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::ImportCall>();
    let feedback = feedback_of(vm.heap.region(), frame);
    let referrer = feedback.template.get().unit.get().referrer.get();
    let phase = match i.phase {
        Phase::Evaluation => ImportPhase::Evaluation,
        Phase::Defer => ImportPhase::Defer,
        Phase::Source => ImportPhase::Source,
    };
    let promise = module::dynamic_import(
        vm,
        referrer,
        frame.get(i.specifier.0),
        frame.get(i.options.0),
        phase,
    )?;
    frame.set(i.dst.0, promise);
    Ok(())
}

#[inline(never)]
pub(super) fn import_meta(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::ImportMeta>();
    let feedback = feedback_of(vm.heap.region(), frame);
    let referrer = feedback.template.get().unit.get().referrer.get();
    let meta = module::import_meta(vm, referrer)?;
    frame.set(i.dst.0, meta);
    Ok(())
}

#[inline(never)]
pub(super) fn load_outer_environment(vm: &mut Vm, frame: Frame, pc: Pc) -> JsResult<()> {
    let i = pc.decode::<instructions::LoadOuterEnvironment>();
    let start = vm.heap.gc::<Environment>(frame.get(3));
    let environment = start.and_then(|start| outer(start, u32::from(i.depth)));
    frame.set(i.dst.0, environment.map_or(Value::UNDEFINED, Value::from));
    Ok(())
}
