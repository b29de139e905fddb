//! The dispatch loop: one function, one `match`.
//!
//! Four locals are the machine's state: `pc`, `frame`, `feedback` (the running function's vector,
//! through which constants are reached too) and `region`. Paths that are short and common are
//! inline; everything else is a call of a handler in the sibling modules, of one of two forms:
//!
//! - `step`: `fn(&mut Vm, Frame, Pc) -> JsResult<()>` reads and writes registers; the loop goes on
//!   with the next instruction;
//! - `transfer`: `fn(&mut Vm, Frame, Pc) -> JsResult<Flow>` leaves where to go on in `vm.frame`
//!   and `vm.pc`, which may be another frame.
//!
//! Before either, the position is stored in the VM, where stack traces and handlers find it.
//!
//! Invariants: `pc` points at an instruction of verified or just compiled code that the callee in
//! `frame` keeps alive; operands of an instruction lie in the frame, the feedback vector and the
//! constants that the function's record declares; `vm.heap.state().registers_top` is the top of
//! `frame` whenever code outside this function runs.
#![allow(unsafe_code)]

use super::frame::{FRAME_HEADER, Frame, FrameFlags};
use super::pc::Pc;
use super::{
    arithmetic, binding, call, class, comparison, conversion, coroutine, element, environment,
    exception, interrupt, iteration, literal, property,
};
use crate::Vm;
use crate::error::{JsResult, Thrown};
use crate::execution::environment::Environment;
use crate::inline_cache::feedback::{EntryFlags, FeedbackVector};
use crate::inline_cache::{element as element_cache, property as property_cache};
use crate::value::Value;
use kataan_bytecode::opcode::instructions::{self, *};
use kataan_bytecode::opcode::{Instruction, Opcode};
use kataan_gc::{Gc, Region};

/// Where the loop goes on after a transfer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Flow {
    /// At `vm.frame` and `vm.pc`.
    Continue,
    /// Out of the loop: the result is in word 0 of `vm.frame`.
    Exit,
}

/// The feedback vector of the function that runs in `frame`.
#[inline(always)]
pub(crate) fn feedback_of(region: Region, frame: Frame) -> Gc<FeedbackVector> {
    // SAFETY: word 0 of a bytecode frame is a function with bytecode, whose feedback vector was
    // made before its frame was entered.
    unsafe {
        call::function_unchecked(region, frame.get(0))
            .feedback
            .get_unchecked()
    }
}

/// Runs from `vm.frame` and `vm.pc` until the frame entered from Rust is left.
#[allow(clippy::cognitive_complexity)]
pub(crate) fn run(vm: &mut Vm) -> JsResult<Value> {
    let region = vm.heap.region();
    let mut frame = vm.frame;
    let mut pc = vm.pc;
    let mut feedback = feedback_of(region, frame);

    /// Decodes the current instruction.
    macro_rules! decode {
        ($Name:ident, $first:ident) => {
            <instructions::$Name as Instruction>::decode($first, || pc.second())
        };
    }
    /// Goes on with the next instruction.
    macro_rules! next {
        ($Name:ident) => {{
            pc = pc.forward(<instructions::$Name as Instruction>::SIZE);
            continue;
        }};
    }
    macro_rules! get {
        ($register:expr) => {
            frame.get($register.0)
        };
    }
    macro_rules! set {
        ($register:expr, $value:expr) => {
            frame.set($register.0, $value)
        };
    }

    loop {
        let thrown: Thrown = 'throw: {
            /// Calls a handler and goes on with the next instruction.
            macro_rules! step {
                ($Name:ident, $handler:path) => {{
                    vm.frame = frame;
                    vm.pc = pc;
                    match $handler(vm, frame, pc) {
                        Ok(()) => next!($Name),
                        Err(thrown) => break 'throw thrown,
                    }
                }};
            }
            /// Calls a handler that says where to go on.
            macro_rules! transfer {
                ($handler:path) => {{
                    vm.frame = frame;
                    vm.pc = pc;
                    match $handler(vm, frame, pc) {
                        Ok(Flow::Continue) => {
                            frame = vm.frame;
                            pc = vm.pc;
                            feedback = feedback_of(region, frame);
                            continue;
                        }
                        Ok(Flow::Exit) => return Ok(vm.frame.get(0)),
                        Err(thrown) => break 'throw thrown,
                    }
                }};
            }
            /// Jumps; a jump backward, or to itself, polls.
            macro_rules! jump {
                ($offset:expr) => {{
                    let offset = $offset.0;
                    pc = pc.offset(offset);
                    if offset <= 0 && interrupt::is_requested(region) {
                        transfer!(interrupt::poll);
                    }
                    continue;
                }};
            }
            macro_rules! jump_if {
                ($Name:ident, $i:ident, $condition:expr) => {{
                    if $condition {
                        jump!($i.target);
                    }
                    next!($Name);
                }};
            }
            /// An arithmetic operator: int32 and double paths inline.
            macro_rules! arithmetic {
                ($Name:ident, $first:ident, $int:path, $double:path, $slow:path) => {{
                    let i = decode!($Name, $first);
                    let (lhs, rhs) = (get!(i.lhs), get!(i.rhs));
                    if lhs.both_i32(rhs) {
                        if let Some(result) = $int(lhs.i32_bits(), rhs.i32_bits()) {
                            set!(i.dst, result);
                            next!($Name);
                        }
                    }
                    if let (Some(x), Some(y)) = (lhs.as_number(), rhs.as_number()) {
                        set!(i.dst, Value::from_f64($double(x, y)));
                        next!($Name);
                    }
                    step!($Name, $slow);
                }};
            }
            macro_rules! arithmetic_int {
                ($Name:ident, $first:ident, $int:path, $double:path, $slow:path) => {{
                    let i = decode!($Name, $first);
                    let lhs = get!(i.lhs);
                    if lhs.is_i32() {
                        if let Some(result) = $int(lhs.i32_bits(), i.value) {
                            set!(i.dst, result);
                            next!($Name);
                        }
                    }
                    if let Some(x) = lhs.as_number() {
                        set!(i.dst, Value::from_f64($double(x, f64::from(i.value))));
                        next!($Name);
                    }
                    step!($Name, $slow);
                }};
            }
            /// A bitwise operator: int32 inline, doubles by conversion.
            macro_rules! bitwise {
                ($Name:ident, $first:ident, $op:path, $slow:path) => {{
                    let i = decode!($Name, $first);
                    let (lhs, rhs) = (get!(i.lhs), get!(i.rhs));
                    if lhs.both_i32(rhs) {
                        set!(i.dst, $op(lhs.i32_bits(), rhs.i32_bits()));
                        next!($Name);
                    }
                    if let (Some(x), Some(y)) = (
                        arithmetic::to_int32_fast(lhs),
                        arithmetic::to_int32_fast(rhs),
                    ) {
                        set!(i.dst, $op(x, y));
                        next!($Name);
                    }
                    step!($Name, $slow);
                }};
            }
            macro_rules! bitwise_int {
                ($Name:ident, $first:ident, $op:path, $slow:path) => {{
                    let i = decode!($Name, $first);
                    let lhs = get!(i.lhs);
                    if lhs.is_i32() {
                        set!(i.dst, $op(lhs.i32_bits(), i.value));
                        next!($Name);
                    }
                    if let Some(x) = arithmetic::to_int32_fast(lhs) {
                        set!(i.dst, $op(x, i.value));
                        next!($Name);
                    }
                    step!($Name, $slow);
                }};
            }
            /// A relational operator: numbers inline.
            macro_rules! compare {
                ($Name:ident, $first:ident, $op:tt, $slow:path) => {{
                    let i = decode!($Name, $first);
                    let (lhs, rhs) = (get!(i.lhs), get!(i.rhs));
                    if lhs.both_i32(rhs) {
                        set!(i.dst, Value::from_bool(lhs.i32_bits() $op rhs.i32_bits()));
                        next!($Name);
                    }
                    if let (Some(x), Some(y)) = (lhs.as_number(), rhs.as_number()) {
                        set!(i.dst, Value::from_bool(x $op y));
                        next!($Name);
                    }
                    step!($Name, $slow);
                }};
            }
            /// A relational operator fused with a jump; `$wanted` is the outcome that jumps.
            macro_rules! compare_jump {
                ($Name:ident, $first:ident, $op:tt, $wanted:literal, $slow:path) => {{
                    let i = decode!($Name, $first);
                    let (lhs, rhs) = (get!(i.lhs), get!(i.rhs));
                    if lhs.both_i32(rhs) {
                        jump_if!($Name, i, (lhs.i32_bits() $op rhs.i32_bits()) == $wanted);
                    }
                    if let (Some(x), Some(y)) = (lhs.as_number(), rhs.as_number()) {
                        jump_if!($Name, i, (x $op y) == $wanted);
                    }
                    vm.frame = frame;
                    vm.pc = pc;
                    match $slow(vm, lhs, rhs) {
                        Ok(outcome) => jump_if!($Name, i, outcome == $wanted),
                        Err(thrown) => break 'throw thrown,
                    }
                }};
            }
            macro_rules! compare_jump_int {
                ($Name:ident, $first:ident, $op:tt, $wanted:literal, $slow:path) => {{
                    let i = decode!($Name, $first);
                    let lhs = get!(i.lhs);
                    if lhs.is_i32() {
                        jump_if!($Name, i, (lhs.i32_bits() $op i.value) == $wanted);
                    }
                    if let Some(x) = lhs.as_f64() {
                        jump_if!($Name, i, (x $op f64::from(i.value)) == $wanted);
                    }
                    vm.frame = frame;
                    vm.pc = pc;
                    match $slow(vm, lhs, Value::from_i32(i.value)) {
                        Ok(outcome) => jump_if!($Name, i, outcome == $wanted),
                        Err(thrown) => break 'throw thrown,
                    }
                }};
            }
            /// Equality, strict or loose: what needs no call inline.
            macro_rules! equality {
                ($Name:ident, $first:ident, $wanted:literal, $fast:path, $slow:path) => {{
                    let i = decode!($Name, $first);
                    let (lhs, rhs) = (get!(i.lhs), get!(i.rhs));
                    if let Some(outcome) = $fast(lhs, rhs) {
                        set!(i.dst, Value::from_bool(outcome == $wanted));
                        next!($Name);
                    }
                    vm.frame = frame;
                    vm.pc = pc;
                    match $slow(vm, lhs, rhs) {
                        Ok(outcome) => {
                            set!(i.dst, Value::from_bool(outcome == $wanted));
                            next!($Name)
                        }
                        Err(thrown) => break 'throw thrown,
                    }
                }};
            }
            macro_rules! equality_jump {
                ($Name:ident, $first:ident, $wanted:literal, $fast:path, $slow:path) => {{
                    let i = decode!($Name, $first);
                    let (lhs, rhs) = (get!(i.lhs), get!(i.rhs));
                    if let Some(outcome) = $fast(lhs, rhs) {
                        jump_if!($Name, i, outcome == $wanted);
                    }
                    vm.frame = frame;
                    vm.pc = pc;
                    match $slow(vm, lhs, rhs) {
                        Ok(outcome) => jump_if!($Name, i, outcome == $wanted),
                        Err(thrown) => break 'throw thrown,
                    }
                }};
            }
            macro_rules! equality_jump_int {
                ($Name:ident, $first:ident, $wanted:literal, $fast:path, $slow:path) => {{
                    let i = decode!($Name, $first);
                    let (lhs, rhs) = (get!(i.lhs), Value::from_i32(i.value));
                    if lhs.is_i32() {
                        jump_if!($Name, i, (lhs == rhs) == $wanted);
                    }
                    if let Some(outcome) = $fast(lhs, rhs) {
                        jump_if!($Name, i, outcome == $wanted);
                    }
                    vm.frame = frame;
                    vm.pc = pc;
                    match $slow(vm, lhs, rhs) {
                        Ok(outcome) => jump_if!($Name, i, outcome == $wanted),
                        Err(thrown) => break 'throw thrown,
                    }
                }};
            }
            /// A call: plain functions are entered here.
            macro_rules! call {
                ($Name:ident, $first:ident, $receive:expr, $slow:path) => {{
                    let i = decode!($Name, $first);
                    let window = frame.window(i.window.0);
                    $receive(window);
                    if let Some(function) = call::plain_function(region, window.get(0)) {
                        // SAFETY: a plain function has its feedback vector.
                        let target = unsafe { function.feedback.get_unchecked() };
                        let shape = target.frame.get();
                        let registers = shape.registers as usize;
                        let top = window.up(registers).base();
                        if shape.flags & EntryFlags::SLOW_CALL == 0 && top <= vm.stack.plain_limit()
                        {
                            window.set(2, Value::UNDEFINED);
                            window.set(3, call::environment_value(function));
                            window.set_link(pc.forward($Name::SIZE).address());
                            window
                                .set_return_word(u64::from(i.dst.0) | u64::from(i.window.0) << 16);
                            let given = (i.argc as usize).min(shape.parameters as usize);
                            window.fill_undefined(FRAME_HEADER + given, registers);
                            region.state().registers_top.set(top);
                            frame = window;
                            feedback = target;
                            pc = Pc::from_address(target.entry.get());
                            if interrupt::is_requested(region) {
                                transfer!(interrupt::poll);
                            }
                            continue;
                        }
                    }
                    transfer!($slow);
                }};
            }
            /// The environment in a register.
            macro_rules! environment_in {
                ($value:expr) => {{
                    // SAFETY: the compiler's environment operands hold environments.
                    unsafe { region.gc_unchecked::<Environment>($value) }
                }};
            }
            /// The environment `depth` above the callee's own.
            macro_rules! outer {
                ($depth:expr) => {{
                    let mut environment = environment_in!(frame.get(3));
                    for _ in 0..$depth {
                        // SAFETY: the compiler counted the environments on the static chain.
                        environment = unsafe { environment.parent.get_unchecked() };
                    }
                    environment
                }};
            }
            macro_rules! slot_get {
                ($environment:expr, $slot:expr) => {{
                    let environment = $environment;
                    // SAFETY: the compiler gave the environment that many slots.
                    unsafe { environment.slots().get_unchecked($slot as usize) }.get()
                }};
            }
            macro_rules! slot_set {
                ($environment:expr, $slot:expr, $value:expr) => {{
                    let environment = $environment;
                    // SAFETY: the compiler gave the environment that many slots.
                    unsafe { environment.slots().get_unchecked($slot as usize) }.set($value)
                }};
            }

            loop {
                let first = pc.first();
                match pc.opcode(first) {
                    // ---- Registers and constants
                    Opcode::Nop => next!(Nop),
                    Opcode::MoveRegister => {
                        let i = decode!(MoveRegister, first);
                        set!(i.dst, get!(i.src));
                        next!(MoveRegister);
                    }
                    Opcode::LoadUndefined => {
                        set!(decode!(LoadUndefined, first).dst, Value::UNDEFINED);
                        next!(LoadUndefined);
                    }
                    Opcode::LoadNull => {
                        set!(decode!(LoadNull, first).dst, Value::NULL);
                        next!(LoadNull);
                    }
                    Opcode::LoadTrue => {
                        set!(decode!(LoadTrue, first).dst, Value::TRUE);
                        next!(LoadTrue);
                    }
                    Opcode::LoadFalse => {
                        set!(decode!(LoadFalse, first).dst, Value::FALSE);
                        next!(LoadFalse);
                    }
                    Opcode::LoadUninitialized => {
                        set!(decode!(LoadUninitialized, first).dst, Value::UNINITIALIZED);
                        next!(LoadUninitialized);
                    }
                    Opcode::LoadInt => {
                        let i = decode!(LoadInt, first);
                        set!(i.dst, Value::from_i32(i.value));
                        next!(LoadInt);
                    }
                    Opcode::LoadConstant => {
                        let i = decode!(LoadConstant, first);
                        let constants = feedback.constants.get();
                        // SAFETY: the constant's index is below the pool's length.
                        let value =
                            unsafe { constants.slots().get_unchecked(i.constant.index()) }.get();
                        if !value.is_hole() {
                            set!(i.dst, value);
                            next!(LoadConstant);
                        }
                        step!(LoadConstant, literal::load_constant);
                    }

                    // ---- Environments
                    Opcode::NewEnvironment => step!(NewEnvironment, environment::new_environment),
                    Opcode::NewVariableEnvironment => {
                        step!(
                            NewVariableEnvironment,
                            environment::new_variable_environment
                        )
                    }
                    Opcode::NewObjectEnvironment => {
                        step!(NewObjectEnvironment, environment::new_object_environment)
                    }
                    Opcode::CopyEnvironment => {
                        step!(CopyEnvironment, environment::copy_environment)
                    }
                    Opcode::LoadSlot => {
                        let i = decode!(LoadSlot, first);
                        set!(i.dst, slot_get!(environment_in!(get!(i.env)), i.slot));
                        next!(LoadSlot);
                    }
                    Opcode::LoadSlotChecked => {
                        let i = decode!(LoadSlotChecked, first);
                        let value = slot_get!(environment_in!(get!(i.env)), i.slot);
                        if !value.is_uninitialized() {
                            set!(i.dst, value);
                            next!(LoadSlotChecked);
                        }
                        step!(LoadSlotChecked, environment::throw_load_slot);
                    }
                    Opcode::StoreSlot => {
                        let i = decode!(StoreSlot, first);
                        slot_set!(environment_in!(get!(i.env)), i.slot, get!(i.src));
                        next!(StoreSlot);
                    }
                    Opcode::StoreSlotChecked => {
                        let i = decode!(StoreSlotChecked, first);
                        let environment = environment_in!(get!(i.env));
                        if !slot_get!(environment, i.slot).is_uninitialized() {
                            slot_set!(environment, i.slot, get!(i.src));
                            next!(StoreSlotChecked);
                        }
                        step!(StoreSlotChecked, environment::throw_store_slot);
                    }
                    Opcode::LoadOuterSlot => {
                        let i = decode!(LoadOuterSlot, first);
                        set!(i.dst, slot_get!(outer!(i.depth), i.slot));
                        next!(LoadOuterSlot);
                    }
                    Opcode::LoadOuterSlotChecked => {
                        let i = decode!(LoadOuterSlotChecked, first);
                        let value = slot_get!(outer!(i.depth), i.slot);
                        if !value.is_uninitialized() {
                            set!(i.dst, value);
                            next!(LoadOuterSlotChecked);
                        }
                        step!(LoadOuterSlotChecked, environment::throw_load_outer_slot);
                    }
                    Opcode::StoreOuterSlot => {
                        let i = decode!(StoreOuterSlot, first);
                        slot_set!(outer!(i.depth), i.slot, get!(i.src));
                        next!(StoreOuterSlot);
                    }
                    Opcode::StoreOuterSlotChecked => {
                        let i = decode!(StoreOuterSlotChecked, first);
                        let environment = outer!(i.depth);
                        if !slot_get!(environment, i.slot).is_uninitialized() {
                            slot_set!(environment, i.slot, get!(i.src));
                            next!(StoreOuterSlotChecked);
                        }
                        step!(StoreOuterSlotChecked, environment::throw_store_outer_slot);
                    }
                    Opcode::LoadImport => step!(LoadImport, environment::load_import),
                    Opcode::LoadOuterImport => {
                        step!(LoadOuterImport, environment::load_outer_import)
                    }
                    Opcode::CheckInitialized => {
                        let i = decode!(CheckInitialized, first);
                        if !get!(i.src).is_uninitialized() {
                            next!(CheckInitialized);
                        }
                        step!(CheckInitialized, environment::throw_check_initialized);
                    }

                    // ---- Global names
                    Opcode::LoadGlobal => {
                        let i = decode!(LoadGlobal, first);
                        if let Some(value) = property_cache::load_global(feedback, i.feedback) {
                            set!(i.dst, value);
                            next!(LoadGlobal);
                        }
                        step!(LoadGlobal, binding::load_global);
                    }
                    Opcode::LoadGlobalOrUndefined => {
                        let i = decode!(LoadGlobalOrUndefined, first);
                        if let Some(value) = property_cache::load_global(feedback, i.feedback) {
                            set!(i.dst, value);
                            next!(LoadGlobalOrUndefined);
                        }
                        step!(LoadGlobalOrUndefined, binding::load_global_or_undefined);
                    }
                    Opcode::StoreGlobal => {
                        let i = decode!(StoreGlobal, first);
                        if property_cache::store_global(feedback, i.feedback, get!(i.src)) {
                            next!(StoreGlobal);
                        }
                        step!(StoreGlobal, binding::store_global);
                    }
                    Opcode::StoreGlobalStrict => {
                        let i = decode!(StoreGlobalStrict, first);
                        if property_cache::store_global(feedback, i.feedback, get!(i.src)) {
                            next!(StoreGlobalStrict);
                        }
                        step!(StoreGlobalStrict, binding::store_global_strict);
                    }
                    Opcode::ResolveGlobal => step!(ResolveGlobal, binding::resolve_global),
                    Opcode::CheckResolved => step!(CheckResolved, binding::check_resolved),
                    Opcode::InitializeGlobal => {
                        step!(InitializeGlobal, binding::initialize_global)
                    }
                    Opcode::DeclareGlobals => step!(DeclareGlobals, binding::declare_globals),
                    Opcode::DeclareGlobalFunction => {
                        step!(DeclareGlobalFunction, binding::declare_global_function)
                    }
                    Opcode::DeclareGlobalVariable => {
                        step!(DeclareGlobalVariable, binding::declare_global_variable)
                    }

                    // ---- Names looked up at run time
                    Opcode::LoadOuterEnvironment => {
                        step!(LoadOuterEnvironment, environment::load_outer_environment)
                    }
                    Opcode::FindBinding => step!(FindBinding, binding::find_binding),
                    Opcode::LoadResolved => step!(LoadResolved, binding::load_resolved),
                    Opcode::LoadResolvedMethod => {
                        step!(LoadResolvedMethod, binding::load_resolved_method)
                    }
                    Opcode::StoreResolved => step!(StoreResolved, binding::store_resolved),
                    Opcode::DeleteResolved => step!(DeleteResolved, binding::delete_resolved),
                    Opcode::DeleteGlobal => step!(DeleteGlobal, binding::delete_global),
                    Opcode::DeclareEval => step!(DeclareEval, binding::declare_eval),
                    Opcode::DeclareEvalFunction => {
                        step!(DeclareEvalFunction, binding::declare_eval_function)
                    }
                    Opcode::DeclareEvalVariable => {
                        step!(DeclareEvalVariable, binding::declare_eval_variable)
                    }
                    Opcode::StoreHoistedFunction => {
                        step!(StoreHoistedFunction, binding::store_hoisted_function)
                    }

                    // ---- This, callee, functions
                    Opcode::CoerceThis => {
                        if frame.get(1).is_object() {
                            next!(CoerceThis);
                        }
                        step!(CoerceThis, environment::coerce_this);
                    }
                    Opcode::CheckThis => {
                        let i = decode!(CheckThis, first);
                        if !get!(i.src).is_uninitialized() {
                            next!(CheckThis);
                        }
                        step!(CheckThis, environment::throw_check_this);
                    }
                    Opcode::CheckThisUnbound => {
                        let i = decode!(CheckThisUnbound, first);
                        if get!(i.src).is_uninitialized() {
                            next!(CheckThisUnbound);
                        }
                        step!(CheckThisUnbound, environment::throw_check_this_unbound);
                    }
                    Opcode::LoadHomeObject => step!(LoadHomeObject, environment::load_home_object),
                    Opcode::CreateClosure => step!(CreateClosure, environment::create_closure),
                    Opcode::CreateMethod => step!(CreateMethod, environment::create_method),
                    Opcode::SetFunctionName => {
                        step!(SetFunctionName, environment::set_function_name)
                    }
                    Opcode::CreateMappedArguments => {
                        step!(CreateMappedArguments, environment::create_mapped_arguments)
                    }

                    // ---- Classes
                    Opcode::CreateClass => step!(CreateClass, class::create_class),
                    Opcode::CreateDerivedClass => {
                        step!(CreateDerivedClass, class::create_derived_class)
                    }
                    Opcode::SetClassFields => step!(SetClassFields, class::set_class_fields),
                    Opcode::InitializeFields => transfer!(class::initialize_fields),
                    Opcode::NewPrivateName => step!(NewPrivateName, class::new_private_name),
                    Opcode::GetPrivate => {
                        let i = decode!(GetPrivate, first);
                        if let Some(value) = property_cache::load_private(
                            region,
                            feedback,
                            i.feedback,
                            get!(i.object),
                            get!(i.name),
                        ) {
                            set!(i.dst, value);
                            next!(GetPrivate);
                        }
                        step!(GetPrivate, class::get_private);
                    }
                    Opcode::SetPrivate => {
                        let i = decode!(SetPrivate, first);
                        if property_cache::store_private(
                            region,
                            feedback,
                            i.feedback,
                            get!(i.object),
                            get!(i.name),
                            get!(i.src),
                        ) {
                            next!(SetPrivate);
                        }
                        step!(SetPrivate, class::set_private);
                    }
                    Opcode::HasPrivate => step!(HasPrivate, class::has_private),
                    Opcode::DefinePrivateField => {
                        step!(DefinePrivateField, class::define_private_field)
                    }
                    Opcode::DefinePrivateMethod => {
                        step!(DefinePrivateMethod, class::define_private_method)
                    }
                    Opcode::DefinePrivateAccessor => {
                        step!(DefinePrivateAccessor, class::define_private_accessor)
                    }

                    // ---- Super
                    Opcode::GetSuperBase => step!(GetSuperBase, class::get_super_base),
                    Opcode::GetSuperProperty => {
                        step!(GetSuperProperty, class::get_super_property)
                    }
                    Opcode::GetSuperElement => step!(GetSuperElement, class::get_super_element),
                    Opcode::SetSuperProperty => {
                        step!(SetSuperProperty, class::set_super_property)
                    }
                    Opcode::SetSuperElement => step!(SetSuperElement, class::set_super_element),
                    Opcode::GetSuperConstructor => {
                        step!(GetSuperConstructor, class::get_super_constructor)
                    }

                    // ---- Properties
                    Opcode::GetProperty => {
                        let i = decode!(GetProperty, first);
                        let object = get!(i.object);
                        if let Some(value) =
                            property_cache::load(region, feedback, i.feedback, object)
                        {
                            set!(i.dst, value);
                            next!(GetProperty);
                        }
                        step!(GetProperty, property::get_property);
                    }
                    Opcode::GetMethod => {
                        let i = decode!(GetMethod, first);
                        let object = get!(i.object);
                        if let Some(value) =
                            property_cache::load(region, feedback, i.feedback, object)
                        {
                            set!(i.dst, value);
                            frame.set(i.dst.0 + 1, object);
                            next!(GetMethod);
                        }
                        step!(GetMethod, property::get_method);
                    }
                    Opcode::GetLength => {
                        let i = decode!(GetLength, first);
                        if let Some(length) = element_cache::length(region, get!(i.object)) {
                            set!(i.dst, length);
                            next!(GetLength);
                        }
                        step!(GetLength, property::get_length);
                    }
                    Opcode::SetProperty => {
                        let i = decode!(SetProperty, first);
                        if property_cache::store(
                            region,
                            feedback,
                            i.feedback,
                            get!(i.object),
                            get!(i.src),
                        ) {
                            next!(SetProperty);
                        }
                        step!(SetProperty, property::set_property);
                    }
                    Opcode::SetPropertyStrict => {
                        let i = decode!(SetPropertyStrict, first);
                        if property_cache::store(
                            region,
                            feedback,
                            i.feedback,
                            get!(i.object),
                            get!(i.src),
                        ) {
                            next!(SetPropertyStrict);
                        }
                        step!(SetPropertyStrict, property::set_property_strict);
                    }
                    Opcode::GetElement => {
                        let i = decode!(GetElement, first);
                        if let Some(value) =
                            element_cache::load(region, get!(i.object), get!(i.key))
                        {
                            set!(i.dst, value);
                            next!(GetElement);
                        }
                        step!(GetElement, element::get_element);
                    }
                    Opcode::GetElementMethod => {
                        step!(GetElementMethod, element::get_element_method)
                    }
                    Opcode::SetElement => {
                        let i = decode!(SetElement, first);
                        if element_cache::store(region, get!(i.object), get!(i.key), get!(i.src)) {
                            next!(SetElement);
                        }
                        step!(SetElement, element::set_element);
                    }
                    Opcode::SetElementStrict => {
                        let i = decode!(SetElementStrict, first);
                        if element_cache::store(region, get!(i.object), get!(i.key), get!(i.src)) {
                            next!(SetElementStrict);
                        }
                        step!(SetElementStrict, element::set_element_strict);
                    }
                    Opcode::ToElementKey => step!(ToElementKey, element::to_element_key),
                    Opcode::DeleteProperty => step!(DeleteProperty, property::delete_property),
                    Opcode::DeleteElement => step!(DeleteElement, element::delete_element),
                    Opcode::HasProperty => step!(HasProperty, element::has_property),
                    Opcode::GetOptionalMethod => {
                        step!(GetOptionalMethod, property::get_optional_method)
                    }

                    // ---- Literals and definitions
                    Opcode::NewObject => step!(NewObject, literal::new_object),
                    Opcode::CreateObject => step!(CreateObject, literal::create_object),
                    Opcode::DefineProperty => {
                        let i = decode!(DefineProperty, first);
                        if property_cache::store(
                            region,
                            feedback,
                            i.feedback,
                            get!(i.object),
                            get!(i.src),
                        ) {
                            next!(DefineProperty);
                        }
                        step!(DefineProperty, property::define_property);
                    }
                    Opcode::DefineElement => step!(DefineElement, element::define_element),
                    Opcode::DefineMethod => step!(DefineMethod, literal::define_method),
                    Opcode::DefineGetter => step!(DefineGetter, literal::define_getter),
                    Opcode::DefineSetter => step!(DefineSetter, literal::define_setter),
                    Opcode::SetLiteralPrototype => {
                        step!(SetLiteralPrototype, literal::set_literal_prototype)
                    }
                    Opcode::CopyProperties => step!(CopyProperties, literal::copy_properties),
                    Opcode::CopyRestProperties => {
                        step!(CopyRestProperties, literal::copy_rest_properties)
                    }
                    Opcode::NewArray => step!(NewArray, literal::new_array),
                    Opcode::CreateArray => step!(CreateArray, literal::create_array),
                    Opcode::CreateConstantArray => {
                        step!(CreateConstantArray, literal::create_constant_array)
                    }
                    Opcode::ArrayAppend => step!(ArrayAppend, literal::array_append),
                    Opcode::ArrayAppendHoles => {
                        step!(ArrayAppendHoles, literal::array_append_holes)
                    }
                    Opcode::ArraySpread => step!(ArraySpread, literal::array_spread),
                    Opcode::CreateRegexp => step!(CreateRegexp, literal::create_regexp),
                    Opcode::GetTemplateObject => {
                        step!(GetTemplateObject, literal::get_template_object)
                    }
                    Opcode::Concatenate => step!(Concatenate, conversion::concatenate),

                    // ---- Conversions and unary operators
                    Opcode::ToPropertyKey => {
                        let i = decode!(ToPropertyKey, first);
                        let value = get!(i.src);
                        if value.is_string() || value.is_i32() || value.is_symbol() {
                            set!(i.dst, value);
                            next!(ToPropertyKey);
                        }
                        step!(ToPropertyKey, conversion::to_property_key);
                    }
                    Opcode::ToString => {
                        let i = decode!(ToString, first);
                        let value = get!(i.src);
                        if value.is_string() {
                            set!(i.dst, value);
                            next!(ToString);
                        }
                        step!(ToString, conversion::to_string);
                    }
                    Opcode::ToNumeric => {
                        let i = decode!(ToNumeric, first);
                        let value = get!(i.src);
                        if value.is_number() {
                            set!(i.dst, value);
                            next!(ToNumeric);
                        }
                        step!(ToNumeric, conversion::to_numeric);
                    }
                    Opcode::ToNumber => {
                        let i = decode!(ToNumber, first);
                        let value = get!(i.src);
                        if value.is_number() {
                            set!(i.dst, value);
                            next!(ToNumber);
                        }
                        step!(ToNumber, conversion::to_number);
                    }
                    Opcode::CheckObjectCoercible => {
                        let i = decode!(CheckObjectCoercible, first);
                        if !get!(i.src).is_nullish() {
                            next!(CheckObjectCoercible);
                        }
                        step!(CheckObjectCoercible, conversion::throw_not_coercible);
                    }
                    Opcode::CheckIteratorResult => {
                        let i = decode!(CheckIteratorResult, first);
                        if get!(i.src).is_object() {
                            next!(CheckIteratorResult);
                        }
                        step!(CheckIteratorResult, iteration::throw_not_a_result);
                    }
                    Opcode::Negate => {
                        let i = decode!(Negate, first);
                        let value = get!(i.src);
                        if value.is_i32() && value.i32_bits() & i32::MAX != 0 {
                            // Neither zero, whose negation is a double, nor the least integer.
                            set!(i.dst, Value::from_i32(-value.i32_bits()));
                            next!(Negate);
                        }
                        if let Some(number) = value.as_number() {
                            set!(i.dst, Value::from_f64(-number));
                            next!(Negate);
                        }
                        step!(Negate, arithmetic::negate);
                    }
                    Opcode::BitNot => {
                        let i = decode!(BitNot, first);
                        if let Some(value) = arithmetic::to_int32_fast(get!(i.src)) {
                            set!(i.dst, Value::from_i32(!value));
                            next!(BitNot);
                        }
                        step!(BitNot, arithmetic::bit_not);
                    }
                    Opcode::Increment => {
                        let i = decode!(Increment, first);
                        let value = get!(i.src);
                        if value.is_i32() && value.i32_bits() != i32::MAX {
                            set!(i.dst, Value::from_i32(value.i32_bits() + 1));
                            next!(Increment);
                        }
                        if let Some(number) = value.as_number() {
                            set!(i.dst, Value::from_f64(number + 1.0));
                            next!(Increment);
                        }
                        step!(Increment, arithmetic::increment);
                    }
                    Opcode::Decrement => {
                        let i = decode!(Decrement, first);
                        let value = get!(i.src);
                        if value.is_i32() && value.i32_bits() != i32::MIN {
                            set!(i.dst, Value::from_i32(value.i32_bits() - 1));
                            next!(Decrement);
                        }
                        if let Some(number) = value.as_number() {
                            set!(i.dst, Value::from_f64(number - 1.0));
                            next!(Decrement);
                        }
                        step!(Decrement, arithmetic::decrement);
                    }
                    Opcode::PostIncrement => {
                        let i = decode!(PostIncrement, first);
                        let value = get!(i.variable);
                        if value.is_i32() && value.i32_bits() != i32::MAX {
                            set!(i.dst, value);
                            set!(i.variable, Value::from_i32(value.i32_bits() + 1));
                            next!(PostIncrement);
                        }
                        step!(PostIncrement, arithmetic::post_increment);
                    }
                    Opcode::PostDecrement => {
                        let i = decode!(PostDecrement, first);
                        let value = get!(i.variable);
                        if value.is_i32() && value.i32_bits() != i32::MIN {
                            set!(i.dst, value);
                            set!(i.variable, Value::from_i32(value.i32_bits() - 1));
                            next!(PostDecrement);
                        }
                        step!(PostDecrement, arithmetic::post_decrement);
                    }
                    Opcode::LogicalNot => {
                        let i = decode!(LogicalNot, first);
                        set!(
                            i.dst,
                            Value::from_bool(!conversion::truthy(region, get!(i.src)))
                        );
                        next!(LogicalNot);
                    }
                    Opcode::TypeOf => step!(TypeOf, conversion::type_of),
                    Opcode::TestTypeOf => step!(TestTypeOf, conversion::test_type_of),

                    // ---- Binary operators
                    Opcode::Add => {
                        arithmetic!(
                            Add,
                            first,
                            arithmetic::int_add,
                            arithmetic::f64_add,
                            arithmetic::add
                        )
                    }
                    Opcode::Subtract => arithmetic!(
                        Subtract,
                        first,
                        arithmetic::int_subtract,
                        arithmetic::f64_subtract,
                        arithmetic::subtract
                    ),
                    Opcode::Multiply => arithmetic!(
                        Multiply,
                        first,
                        arithmetic::int_multiply,
                        arithmetic::f64_multiply,
                        arithmetic::multiply
                    ),
                    Opcode::Divide => arithmetic!(
                        Divide,
                        first,
                        arithmetic::int_divide,
                        arithmetic::f64_divide,
                        arithmetic::divide
                    ),
                    Opcode::Remainder => arithmetic!(
                        Remainder,
                        first,
                        arithmetic::int_remainder,
                        arithmetic::f64_remainder,
                        arithmetic::remainder
                    ),
                    Opcode::Exponentiate => step!(Exponentiate, arithmetic::exponentiate),
                    Opcode::BitAnd => {
                        bitwise!(BitAnd, first, arithmetic::int_and, arithmetic::bit_and)
                    }
                    Opcode::BitOr => bitwise!(BitOr, first, arithmetic::int_or, arithmetic::bit_or),
                    Opcode::BitXor => {
                        bitwise!(BitXor, first, arithmetic::int_xor, arithmetic::bit_xor)
                    }
                    Opcode::ShiftLeft => {
                        bitwise!(
                            ShiftLeft,
                            first,
                            arithmetic::int_shift_left,
                            arithmetic::shift_left
                        )
                    }
                    Opcode::ShiftRight => {
                        bitwise!(
                            ShiftRight,
                            first,
                            arithmetic::int_shift_right,
                            arithmetic::shift_right
                        )
                    }
                    Opcode::ShiftRightUnsigned => bitwise!(
                        ShiftRightUnsigned,
                        first,
                        arithmetic::int_shift_right_unsigned,
                        arithmetic::shift_right_unsigned
                    ),
                    Opcode::AddInt => arithmetic_int!(
                        AddInt,
                        first,
                        arithmetic::int_add,
                        arithmetic::f64_add,
                        arithmetic::add_int
                    ),
                    Opcode::SubtractInt => arithmetic_int!(
                        SubtractInt,
                        first,
                        arithmetic::int_subtract,
                        arithmetic::f64_subtract,
                        arithmetic::subtract_int
                    ),
                    Opcode::MultiplyInt => arithmetic_int!(
                        MultiplyInt,
                        first,
                        arithmetic::int_multiply,
                        arithmetic::f64_multiply,
                        arithmetic::multiply_int
                    ),
                    Opcode::DivideInt => arithmetic_int!(
                        DivideInt,
                        first,
                        arithmetic::int_divide,
                        arithmetic::f64_divide,
                        arithmetic::divide_int
                    ),
                    Opcode::RemainderInt => arithmetic_int!(
                        RemainderInt,
                        first,
                        arithmetic::int_remainder,
                        arithmetic::f64_remainder,
                        arithmetic::remainder_int
                    ),
                    Opcode::BitAndInt => {
                        bitwise_int!(
                            BitAndInt,
                            first,
                            arithmetic::int_and,
                            arithmetic::bit_and_int
                        )
                    }
                    Opcode::BitOrInt => {
                        bitwise_int!(BitOrInt, first, arithmetic::int_or, arithmetic::bit_or_int)
                    }
                    Opcode::BitXorInt => {
                        bitwise_int!(
                            BitXorInt,
                            first,
                            arithmetic::int_xor,
                            arithmetic::bit_xor_int
                        )
                    }
                    Opcode::ShiftLeftInt => {
                        bitwise_int!(
                            ShiftLeftInt,
                            first,
                            arithmetic::int_shift_left,
                            arithmetic::shift_left_int
                        )
                    }
                    Opcode::ShiftRightInt => {
                        bitwise_int!(
                            ShiftRightInt,
                            first,
                            arithmetic::int_shift_right,
                            arithmetic::shift_right_int
                        )
                    }
                    Opcode::ShiftRightUnsignedInt => bitwise_int!(
                        ShiftRightUnsignedInt,
                        first,
                        arithmetic::int_shift_right_unsigned,
                        arithmetic::shift_right_unsigned_int
                    ),
                    Opcode::Equal => {
                        equality!(
                            Equal,
                            first,
                            true,
                            comparison::loosely_equal_fast,
                            comparison::loosely_equal
                        )
                    }
                    Opcode::NotEqual => {
                        equality!(
                            NotEqual,
                            first,
                            false,
                            comparison::loosely_equal_fast,
                            comparison::loosely_equal
                        )
                    }
                    Opcode::StrictEqual => {
                        equality!(
                            StrictEqual,
                            first,
                            true,
                            comparison::strictly_equal_fast,
                            comparison::strictly_equal
                        )
                    }
                    Opcode::StrictNotEqual => {
                        equality!(
                            StrictNotEqual,
                            first,
                            false,
                            comparison::strictly_equal_fast,
                            comparison::strictly_equal
                        )
                    }
                    Opcode::Less => compare!(Less, first, <, comparison::less_step),
                    Opcode::LessEqual => {
                        compare!(LessEqual, first, <=, comparison::less_equal_step)
                    }
                    Opcode::Greater => compare!(Greater, first, >, comparison::greater_step),
                    Opcode::GreaterEqual => {
                        compare!(GreaterEqual, first, >=, comparison::greater_equal_step)
                    }
                    Opcode::InstanceOf => step!(InstanceOf, comparison::instance_of),

                    // ---- Jumps
                    Opcode::Jump => {
                        let i = decode!(Jump, first);
                        jump!(i.target);
                    }
                    Opcode::JumpIfTrue => {
                        let i = decode!(JumpIfTrue, first);
                        jump_if!(JumpIfTrue, i, conversion::truthy(region, get!(i.src)));
                    }
                    Opcode::JumpIfFalse => {
                        let i = decode!(JumpIfFalse, first);
                        jump_if!(JumpIfFalse, i, !conversion::truthy(region, get!(i.src)));
                    }
                    Opcode::JumpIfUndefined => {
                        let i = decode!(JumpIfUndefined, first);
                        jump_if!(JumpIfUndefined, i, get!(i.src).is_undefined());
                    }
                    Opcode::JumpIfNotUndefined => {
                        let i = decode!(JumpIfNotUndefined, first);
                        jump_if!(JumpIfNotUndefined, i, !get!(i.src).is_undefined());
                    }
                    Opcode::JumpIfNull => {
                        let i = decode!(JumpIfNull, first);
                        jump_if!(JumpIfNull, i, get!(i.src).is_null());
                    }
                    Opcode::JumpIfNotNull => {
                        let i = decode!(JumpIfNotNull, first);
                        jump_if!(JumpIfNotNull, i, !get!(i.src).is_null());
                    }
                    Opcode::JumpIfNullish => {
                        let i = decode!(JumpIfNullish, first);
                        jump_if!(JumpIfNullish, i, get!(i.src).is_nullish());
                    }
                    Opcode::JumpIfNotNullish => {
                        let i = decode!(JumpIfNotNullish, first);
                        jump_if!(JumpIfNotNullish, i, !get!(i.src).is_nullish());
                    }
                    Opcode::JumpIfEqualNull => {
                        let i = decode!(JumpIfEqualNull, first);
                        jump_if!(
                            JumpIfEqualNull,
                            i,
                            comparison::equals_null(region, get!(i.src))
                        );
                    }
                    Opcode::JumpIfNotEqualNull => {
                        let i = decode!(JumpIfNotEqualNull, first);
                        jump_if!(
                            JumpIfNotEqualNull,
                            i,
                            !comparison::equals_null(region, get!(i.src))
                        );
                    }
                    Opcode::JumpIfLess => {
                        compare_jump!(JumpIfLess, first, <, true, comparison::less)
                    }
                    Opcode::JumpIfNotLess => {
                        compare_jump!(JumpIfNotLess, first, <, false, comparison::less)
                    }
                    Opcode::JumpIfLessEqual => {
                        compare_jump!(JumpIfLessEqual, first, <=, true, comparison::less_equal)
                    }
                    Opcode::JumpIfNotLessEqual => {
                        compare_jump!(JumpIfNotLessEqual, first, <=, false, comparison::less_equal)
                    }
                    Opcode::JumpIfGreater => {
                        compare_jump!(JumpIfGreater, first, >, true, comparison::greater)
                    }
                    Opcode::JumpIfNotGreater => {
                        compare_jump!(JumpIfNotGreater, first, >, false, comparison::greater)
                    }
                    Opcode::JumpIfGreaterEqual => {
                        compare_jump!(JumpIfGreaterEqual, first, >=, true, comparison::greater_equal)
                    }
                    Opcode::JumpIfNotGreaterEqual => {
                        compare_jump!(JumpIfNotGreaterEqual, first, >=, false, comparison::greater_equal)
                    }
                    Opcode::JumpIfEqual => {
                        equality_jump!(
                            JumpIfEqual,
                            first,
                            true,
                            comparison::loosely_equal_fast,
                            comparison::loosely_equal
                        )
                    }
                    Opcode::JumpIfNotEqual => {
                        equality_jump!(
                            JumpIfNotEqual,
                            first,
                            false,
                            comparison::loosely_equal_fast,
                            comparison::loosely_equal
                        )
                    }
                    Opcode::JumpIfStrictEqual => {
                        equality_jump!(
                            JumpIfStrictEqual,
                            first,
                            true,
                            comparison::strictly_equal_fast,
                            comparison::strictly_equal
                        )
                    }
                    Opcode::JumpIfStrictNotEqual => {
                        equality_jump!(
                            JumpIfStrictNotEqual,
                            first,
                            false,
                            comparison::strictly_equal_fast,
                            comparison::strictly_equal
                        )
                    }
                    Opcode::JumpIfLessInt => {
                        compare_jump_int!(JumpIfLessInt, first, <, true, comparison::less)
                    }
                    Opcode::JumpIfNotLessInt => {
                        compare_jump_int!(JumpIfNotLessInt, first, <, false, comparison::less)
                    }
                    Opcode::JumpIfLessEqualInt => {
                        compare_jump_int!(JumpIfLessEqualInt, first, <=, true, comparison::less_equal)
                    }
                    Opcode::JumpIfNotLessEqualInt => {
                        compare_jump_int!(JumpIfNotLessEqualInt, first, <=, false, comparison::less_equal)
                    }
                    Opcode::JumpIfGreaterInt => {
                        compare_jump_int!(JumpIfGreaterInt, first, >, true, comparison::greater)
                    }
                    Opcode::JumpIfNotGreaterInt => {
                        compare_jump_int!(JumpIfNotGreaterInt, first, >, false, comparison::greater)
                    }
                    Opcode::JumpIfGreaterEqualInt => {
                        compare_jump_int!(JumpIfGreaterEqualInt, first, >=, true, comparison::greater_equal)
                    }
                    Opcode::JumpIfNotGreaterEqualInt => {
                        compare_jump_int!(JumpIfNotGreaterEqualInt, first, >=, false, comparison::greater_equal)
                    }
                    Opcode::JumpIfEqualInt => {
                        equality_jump_int!(
                            JumpIfEqualInt,
                            first,
                            true,
                            comparison::loosely_equal_fast,
                            comparison::loosely_equal
                        )
                    }
                    Opcode::JumpIfNotEqualInt => {
                        equality_jump_int!(
                            JumpIfNotEqualInt,
                            first,
                            false,
                            comparison::loosely_equal_fast,
                            comparison::loosely_equal
                        )
                    }
                    Opcode::JumpIfStrictEqualInt => {
                        equality_jump_int!(
                            JumpIfStrictEqualInt,
                            first,
                            true,
                            comparison::strictly_equal_fast,
                            comparison::strictly_equal
                        )
                    }
                    Opcode::JumpIfStrictNotEqualInt => {
                        equality_jump_int!(
                            JumpIfStrictNotEqualInt,
                            first,
                            false,
                            comparison::strictly_equal_fast,
                            comparison::strictly_equal
                        )
                    }
                    Opcode::SwitchInt => {
                        let i = decode!(SwitchInt, first);
                        pc = pc.forward(SwitchInt::SIZE);
                        match comparison::switch_index(get!(i.src), i.low, i.count) {
                            Some(index) => pc = pc.forward(index as usize * Jump::SIZE),
                            None => pc = pc.forward(i.count as usize * Jump::SIZE),
                        }
                        continue;
                    }

                    // ---- Calls
                    Opcode::Call => call!(Call, first, |_window| (), call::call),
                    Opcode::CallFunction => {
                        call!(
                            CallFunction,
                            first,
                            |window: Frame| window.set(1, Value::UNDEFINED),
                            call::call_function
                        )
                    }
                    Opcode::CallSpread => transfer!(call::call_spread),
                    Opcode::Construct => transfer!(call::construct),
                    Opcode::ConstructSpread => transfer!(call::construct_spread),
                    Opcode::SuperCall => transfer!(call::super_call),
                    Opcode::SuperCallSpread => transfer!(call::super_call_spread),
                    Opcode::TailCall => transfer!(call::tail_call),
                    Opcode::TailCallSpread => transfer!(call::tail_call_spread),
                    Opcode::CallEval => transfer!(call::call_eval),
                    Opcode::CallEvalSpread => transfer!(call::call_eval_spread),
                    Opcode::ImportCall => step!(ImportCall, environment::import_call),
                    Opcode::ImportMeta => step!(ImportMeta, environment::import_meta),
                    Opcode::ReturnValue => {
                        let i = decode!(ReturnValue, first);
                        let value = get!(i.src);
                        let link = frame.link();
                        if link & FrameFlags::ALL == 0 {
                            let word = frame.return_word();
                            frame = frame.down((word >> 16) as u16 as usize);
                            frame.set(word as u16, value);
                            feedback = feedback_of(region, frame);
                            region
                                .state()
                                .registers_top
                                .set(frame.up(feedback.frame.get().registers as usize).base());
                            pc = Pc::from_address(link);
                            continue;
                        }
                        transfer!(call::return_value);
                    }
                    Opcode::ReturnUndefined => {
                        let link = frame.link();
                        if link & FrameFlags::ALL == 0 {
                            let word = frame.return_word();
                            frame = frame.down((word >> 16) as u16 as usize);
                            frame.set(word as u16, Value::UNDEFINED);
                            feedback = feedback_of(region, frame);
                            region
                                .state()
                                .registers_top
                                .set(frame.up(feedback.frame.get().registers as usize).base());
                            pc = Pc::from_address(link);
                            continue;
                        }
                        transfer!(call::return_undefined);
                    }
                    Opcode::ReturnDerived => transfer!(call::return_derived),

                    // ---- Exceptions
                    Opcode::Throw => step!(Throw, exception::throw),
                    Opcode::ThrowError => step!(ThrowError, exception::throw_error),
                    Opcode::ThrowConstantAssignment => {
                        step!(
                            ThrowConstantAssignment,
                            exception::throw_constant_assignment
                        )
                    }
                    Opcode::NewDisposeCapability => {
                        step!(NewDisposeCapability, exception::new_dispose_capability)
                    }
                    Opcode::AddDisposable => step!(AddDisposable, exception::add_disposable),
                    Opcode::DisposeNext => transfer!(exception::dispose_next),
                    Opcode::SuppressError => step!(SuppressError, exception::suppress_error),

                    // ---- Iteration
                    Opcode::GetIterator => step!(GetIterator, iteration::get_iterator),
                    Opcode::OpenIterator => step!(OpenIterator, iteration::open_iterator),
                    Opcode::GetAsyncIterator => {
                        step!(GetAsyncIterator, iteration::get_async_iterator)
                    }
                    Opcode::IteratorStep => transfer!(iteration::iterator_step),
                    Opcode::IteratorUnpack => transfer!(iteration::iterator_unpack),
                    Opcode::IteratorNext => transfer!(iteration::iterator_next),
                    Opcode::IteratorRest => step!(IteratorRest, iteration::iterator_rest),
                    Opcode::IteratorClose => step!(IteratorClose, iteration::iterator_close),
                    Opcode::IteratorCloseSilently => {
                        step!(IteratorCloseSilently, iteration::iterator_close_silently)
                    }
                    Opcode::IteratorReturn => transfer!(iteration::iterator_return),
                    Opcode::ForInStart => step!(ForInStart, iteration::for_in_start),
                    Opcode::ForInStep => transfer!(iteration::for_in_step),

                    // ---- Generators and async functions
                    Opcode::InitialYield => transfer!(coroutine::initial_yield),
                    Opcode::YieldValue => transfer!(coroutine::yield_value),
                    Opcode::Suspend => transfer!(coroutine::suspend),
                    Opcode::AwaitValue => transfer!(coroutine::await_value),

                    // ---- Others
                    Opcode::Debugger => next!(Debugger),
                }
            }
        };
        match exception::unwind(vm, thrown) {
            Ok(Flow::Continue) => {
                frame = vm.frame;
                pc = vm.pc;
                feedback = feedback_of(region, frame);
            }
            Ok(Flow::Exit) => return Ok(vm.frame.get(0)),
            Err(thrown) => return Err(thrown),
        }
    }
}
