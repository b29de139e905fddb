//! The event loop: jobs, immediates and timers until none is left.

use std::time::{Duration, Instant};

use kataan_gc::RootId;
use kataan_vm::error::{ErrorKind, describe};
use kataan_vm::execution::Job;
use kataan_vm::native::Args;
use kataan_vm::object::array_length;
use kataan_vm::operation::{call, get_index, is_callable, with_list};
use kataan_vm::{JsResult, Value, Vm};

use crate::agent::may_settle;
use crate::host::host;

/// How long the loop sleeps before it looks at the interrupt word again.
const NAP: Duration = Duration::from_millis(20);

/// Runs everything that waits, and what comes of it. The first exception that nobody catches ends
/// the loop.
pub fn run_event_loop(vm: &mut Vm) -> JsResult<()> {
    run_jobs(vm)?;
    loop {
        while let Some((due, id)) = host(vm).timers.next()
            && due <= Instant::now()
        {
            host(vm).timers.pop();
            run_timer(vm, id)?;
        }
        let mut immediates = host(vm).timers.take_immediates();
        let had_immediates = !immediates.is_empty();
        while let Some(id) = immediates.pop_front() {
            run_timer(vm, id)?;
        }
        if had_immediates {
            continue;
        }
        // The loop goes on for timers, and for waits on shared memory that may come to an end.
        let timer = host(vm).timers.next().map(|(due, _)| due);
        let may_settle = may_settle(vm);
        let deadline = vm.async_waits.next_deadline().or_else(|| {
            let nap = Instant::now() + NAP;
            may_settle.then_some(nap)
        });
        match timer.into_iter().chain(deadline).min() {
            Some(due) => sleep_until(vm, due)?,
            None => return Ok(()),
        }
        run_jobs(vm)?;
    }
}

fn run_timer(vm: &mut Vm, id: u32) -> JsResult<()> {
    let Some(timer) = host(vm).timers.start(id) else {
        return Ok(());
    };
    let result = run_call(vm, timer.call);
    if timer.period.is_none() {
        vm.heap.unroot(timer.call);
    }
    result?;
    run_jobs(vm)
}

/// Calls the first item of an array with the others.
fn run_call(vm: &mut Vm, root: RootId) -> JsResult<()> {
    let Some(array) = vm.heap.rooted(root).and_then(|array| vm.object(array)) else {
        return Ok(());
    };
    let callback = get_index(vm, array, 0)?;
    let arguments = vm.heap.new_list()?;
    for index in 1..array_length(array) {
        let argument = get_index(vm, array, u64::from(index))?;
        arguments.push(&mut vm.heap, argument)?;
    }
    with_list(vm, arguments, |vm, arguments| {
        call(vm, callback, Value::UNDEFINED, arguments)
    })?;
    Ok(())
}

/// Runs the jobs that wait; a promise that is still rejected without a handler ends the program.
pub fn run_jobs(vm: &mut Vm) -> JsResult<()> {
    vm.run_jobs()?;
    crate::rejection::throw_unhandled(vm)
}

fn sleep_until(vm: &mut Vm, due: Instant) -> JsResult<()> {
    host(vm).output.flush();
    loop {
        vm.check_interrupt()?;
        let left = due.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        vm.async_waits.sleep(left.min(NAP));
        vm.settle_waits()?;
        if vm.has_jobs() {
            return Ok(());
        }
    }
}

/// `queueMicrotask(callback)`, and `process.nextTick(callback, argument)`.
pub(crate) fn queue_microtask(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let function = args.get(0);
    if !is_callable(vm, function) {
        let found = describe(vm, function);
        let text = format!("the callback must be a function, found {found}");
        return Err(vm.throw_error_text(ErrorKind::TypeError, &text));
    }
    vm.enqueue_job(Job::Call {
        function,
        argument: args.get(1),
    })?;
    Ok(Value::UNDEFINED)
}
