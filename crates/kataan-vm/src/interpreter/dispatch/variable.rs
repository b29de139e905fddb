//! Arms of the dispatch loop: registers, environments, names, `this` and functions.
//!
//! What the macros name is in scope where `dispatch::run` expands them.

/// A constant, or the hole before its first use.
macro_rules! constant {
    ($index:expr) => {{
        let constants = feedback!().constants.get();
        // SAFETY: the constant's index is below the pool's length.
        unsafe { constants.slots().get_unchecked($index.index()) }.get()
    }};
}

/// The environment in a register.
macro_rules! environment_in {
    ($value:expr) => {{
        // SAFETY: the compiler's environment operands hold environments.
        unsafe { region!().gc_unchecked::<Environment>($value) }
    }};
}

/// The environment `depth` above the callee's own.
macro_rules! outer {
    ($depth:expr) => {{
        let mut environment = environment_in!(frame!().get(3));
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

/// Adds its arms to those so far and hands all to the next of the list.
macro_rules! variable_arms {
    ([$next:ident $($others:ident)*] $($arms:tt)*) => {
        $next! { [$($others)*]
            $($arms)*

            // ---- Registers and constants
            Opcode::Nop => next!(Nop),
            Opcode::MoveRegister => {
                let i = decode!(MoveRegister);
                set!(i.dst, get!(i.src));
                next!(MoveRegister);
            }
            Opcode::LoadUndefined => {
                set!(decode!(LoadUndefined).dst, Value::UNDEFINED);
                next!(LoadUndefined);
            }
            Opcode::LoadNull => {
                set!(decode!(LoadNull).dst, Value::NULL);
                next!(LoadNull);
            }
            Opcode::LoadTrue => {
                set!(decode!(LoadTrue).dst, Value::TRUE);
                next!(LoadTrue);
            }
            Opcode::LoadFalse => {
                set!(decode!(LoadFalse).dst, Value::FALSE);
                next!(LoadFalse);
            }
            Opcode::LoadUninitialized => {
                set!(decode!(LoadUninitialized).dst, Value::UNINITIALIZED);
                next!(LoadUninitialized);
            }
            Opcode::LoadInt => {
                let i = decode!(LoadInt);
                set!(i.dst, Value::from_i32(i.value));
                next!(LoadInt);
            }
            Opcode::LoadConstant => {
                let i = decode!(LoadConstant);
                let value = constant!(i.constant);
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
                let i = decode!(LoadSlot);
                set!(i.dst, slot_get!(environment_in!(get!(i.env)), i.slot));
                next!(LoadSlot);
            }
            Opcode::LoadSlotChecked => {
                let i = decode!(LoadSlotChecked);
                let value = slot_get!(environment_in!(get!(i.env)), i.slot);
                if !value.is_uninitialized() {
                    set!(i.dst, value);
                    next!(LoadSlotChecked);
                }
                step!(LoadSlotChecked, environment::throw_load_slot);
            }
            Opcode::StoreSlot => {
                let i = decode!(StoreSlot);
                slot_set!(environment_in!(get!(i.env)), i.slot, get!(i.src));
                next!(StoreSlot);
            }
            Opcode::StoreSlotChecked => {
                let i = decode!(StoreSlotChecked);
                let environment = environment_in!(get!(i.env));
                if !slot_get!(environment, i.slot).is_uninitialized() {
                    slot_set!(environment, i.slot, get!(i.src));
                    next!(StoreSlotChecked);
                }
                step!(StoreSlotChecked, environment::throw_store_slot);
            }
            Opcode::LoadOuterSlot => {
                let i = decode!(LoadOuterSlot);
                set!(i.dst, slot_get!(outer!(i.depth), i.slot));
                next!(LoadOuterSlot);
            }
            Opcode::LoadOuterSlotChecked => {
                let i = decode!(LoadOuterSlotChecked);
                let value = slot_get!(outer!(i.depth), i.slot);
                if !value.is_uninitialized() {
                    set!(i.dst, value);
                    next!(LoadOuterSlotChecked);
                }
                step!(LoadOuterSlotChecked, environment::throw_load_outer_slot);
            }
            Opcode::StoreOuterSlot => {
                let i = decode!(StoreOuterSlot);
                slot_set!(outer!(i.depth), i.slot, get!(i.src));
                next!(StoreOuterSlot);
            }
            Opcode::StoreOuterSlotChecked => {
                let i = decode!(StoreOuterSlotChecked);
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
                let i = decode!(CheckInitialized);
                if !get!(i.src).is_uninitialized() {
                    next!(CheckInitialized);
                }
                step!(CheckInitialized, environment::throw_check_initialized);
            }

            // ---- Global names
            Opcode::LoadGlobal => {
                let i = decode!(LoadGlobal);
                if let Some(value) = global_cache::load_global(feedback!(), i.feedback) {
                    set!(i.dst, value);
                    next!(LoadGlobal);
                }
                step!(LoadGlobal, binding::load_global);
            }
            Opcode::LoadGlobalOrUndefined => {
                let i = decode!(LoadGlobalOrUndefined);
                if let Some(value) = global_cache::load_global(feedback!(), i.feedback) {
                    set!(i.dst, value);
                    next!(LoadGlobalOrUndefined);
                }
                step!(LoadGlobalOrUndefined, binding::load_global_or_undefined);
            }
            Opcode::StoreGlobal => {
                let i = decode!(StoreGlobal);
                if global_cache::store_global(feedback!(), i.feedback, get!(i.src)) {
                    next!(StoreGlobal);
                }
                step!(StoreGlobal, binding::store_global);
            }
            Opcode::StoreGlobalStrict => {
                let i = decode!(StoreGlobalStrict);
                if global_cache::store_global(feedback!(), i.feedback, get!(i.src)) {
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
                if frame!().get(1).is_object() {
                    next!(CoerceThis);
                }
                step!(CoerceThis, environment::coerce_this);
            }
            Opcode::CheckThis => {
                let i = decode!(CheckThis);
                if !get!(i.src).is_uninitialized() {
                    next!(CheckThis);
                }
                step!(CheckThis, environment::throw_check_this);
            }
            Opcode::CheckThisUnbound => {
                let i = decode!(CheckThisUnbound);
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
        }
    };
}
