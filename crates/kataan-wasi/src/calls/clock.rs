//! Telling the time.

use crate::abi::errno::Errno;
use crate::abi::flags::ClockId;
use crate::call::{Call, Outcome};
use crate::clock::nanoseconds;
use crate::context::WasiCtx;
use std::time::Duration;

pub(crate) fn resolution(call: &mut Call<'_>, clock: u32, resolution: u32) -> Outcome {
    let context = &*call.context;
    let shortest = match ClockId::read(clock)? {
        ClockId::Realtime => context.wall_clock.resolution(),
        ClockId::Monotonic => context.monotonic_clock.resolution(),
        ClockId::Process | ClockId::Thread => Duration::from_nanos(1),
    };
    call.memory.write_u64(resolution, nanoseconds(shortest))?;
    Ok(())
}

pub(crate) fn time(call: &mut Call<'_>, clock: u32, _precision: u64, time: u32) -> Outcome {
    let now = now(call.context, ClockId::read(clock)?)?;
    call.memory.write_u64(time, nanoseconds(now))?;
    Ok(())
}

/// What a clock says.
pub(crate) fn now(context: &WasiCtx, clock: ClockId) -> Result<Duration, Errno> {
    match clock {
        ClockId::Realtime => Ok(context.wall_clock.now()),
        ClockId::Monotonic => Ok(context.monotonic_clock.now()),
        ClockId::Process | ClockId::Thread => processor_time(clock),
    }
}

#[cfg(unix)]
fn processor_time(clock: ClockId) -> Result<Duration, Errno> {
    use rustix::time::{ClockId as System, clock_gettime};
    let clock = match clock {
        ClockId::Thread => System::ThreadCPUTime,
        _ => System::ProcessCPUTime,
    };
    let time = clock_gettime(clock);
    Ok(Duration::new(time.tv_sec as u64, time.tv_nsec as u32))
}

#[cfg(not(unix))]
fn processor_time(_clock: ClockId) -> Result<Duration, Errno> {
    Err(Errno::NotSup)
}
