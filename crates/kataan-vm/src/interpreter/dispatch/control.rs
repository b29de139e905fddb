//! Arms of the dispatch loop: calls, returns, exceptions, iteration and suspension.
//!
//! What the macros name is in scope where `dispatch::run` expands them.

/// Adds its arms to those so far and hands all to the next of the list.
macro_rules! control_arms {
    ([$next:ident $($others:ident)*] $($arms:tt)*) => {
        $next! { [$($others)*]
            $($arms)*

            // ---- Calls
            Opcode::Call => call!(Call, |_window| (), call::call),
            Opcode::CallFunction => {
                call!(
                    CallFunction,
                    |window: Frame| window.set(1, Value::UNDEFINED),
                    call::call_function
                )
            }
            Opcode::CallSpread => transfer!(call::call_spread),
            Opcode::Construct => transfer!(call::construct),
            Opcode::ConstructSpread => transfer!(call::construct_spread),
            Opcode::SuperCall => transfer!(call::super_call),
            Opcode::SuperCallSpread => transfer!(call::super_call_spread),
            Opcode::TailCall => transfer!(tail_call::tail_call),
            Opcode::TailCallSpread => transfer!(tail_call::tail_call_spread),
            Opcode::CallEval => transfer!(eval_call::call_eval),
            Opcode::CallEvalSpread => transfer!(eval_call::call_eval_spread),
            Opcode::ImportCall => step!(ImportCall, environment::import_call),
            Opcode::ImportMeta => step!(ImportMeta, environment::import_meta),
            Opcode::ReturnValue => {
                let i = decode!(ReturnValue);
                return_value!(get!(i.src), call::return_value);
            }
            Opcode::ReturnUndefined => return_value!(Value::UNDEFINED, call::return_undefined),
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
    };
}
