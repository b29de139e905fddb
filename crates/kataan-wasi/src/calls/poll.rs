//! Waiting for the first of several things to happen.

use super::clock::now;
use crate::abi::errno::Errno;
use crate::abi::flags::{ClockFlags, ClockId};
use crate::abi::layout::{EVENT_SIZE, Event, RawSubscription, SUBSCRIPTION_SIZE, Subscription};
use crate::abi::rights::Rights;
use crate::call::{Call, Failure, Outcome};
use crate::context::WasiCtx;
use crate::descriptor::{Descriptor, Kind};
use crate::guest::Buffer;
use crate::wait::{Direction, Handle, Readiness, handle, wait};
use kataan_wasm::Interruption;
use std::io::Seek;
use std::time::{Duration, Instant};

/// The most things that are waited for at a time.
const MOST: u32 = 1 << 16;

/// What has to come true for a subscription.
enum Condition<'a> {
    /// It has happened.
    Met(Result<Readiness, Errno>),
    /// A moment; `None` if it lies beyond all time.
    Moment(Option<Instant>),
    System(Handle<'a>, Direction),
}

pub(crate) fn one_off(
    call: &mut Call<'_>,
    subscriptions: u32,
    events: u32,
    count: u32,
    happened: u32,
) -> Outcome {
    if count == 0 || count > MOST {
        return Err(Errno::Inval.into());
    }
    call.memory.check(Buffer {
        address: events,
        length: count * EVENT_SIZE,
    })?;
    let mut list = Vec::with_capacity(count as usize);
    for index in 0..count {
        let address = index
            .checked_mul(SUBSCRIPTION_SIZE)
            .and_then(|offset| subscriptions.checked_add(offset))
            .ok_or(Errno::Fault)?;
        let bytes = call.memory.read_array(address)?;
        list.push(RawSubscription::read(&bytes).ok_or(Errno::Inval)?);
    }
    let found = wait_for(call.context, &list, &call.interruption)?;
    let mut at = events;
    for event in &found {
        call.memory.write(at, &event.bytes())?;
        at += EVENT_SIZE;
    }
    call.memory.write_u32(happened, found.len() as u32)?;
    Ok(())
}

fn wait_for(
    context: &WasiCtx,
    list: &[RawSubscription],
    interruption: &Interruption,
) -> Result<Vec<Event>, Failure> {
    let start = Instant::now();
    let conditions: Vec<Condition<'_>> = list
        .iter()
        .map(|subscription| match &subscription.what {
            Ok(what) => condition(context, what, start).unwrap_or_else(|e| Condition::Met(Err(e))),
            Err(errno) => Condition::Met(Err(*errno)),
        })
        .collect();
    let handles: Vec<(Handle<'_>, Direction)> = conditions
        .iter()
        .filter_map(|condition| match condition {
            Condition::System(handle, direction) => Some((*handle, *direction)),
            _ => None,
        })
        .collect();
    let any_met = conditions
        .iter()
        .any(|condition| matches!(condition, Condition::Met(_)));
    let moments = conditions.iter().filter_map(|condition| match condition {
        Condition::Moment(moment) => *moment,
        _ => None,
    });
    let until = if any_met { Some(start) } else { moments.min() };
    loop {
        // The wait is in turns, so that it can be interrupted.
        let turn = interruption
            .patience()
            .and_then(|turn| Instant::now().checked_add(turn));
        let until = until.into_iter().chain(turn).min();
        let mut readiness = wait(&handles, until)?.into_iter();
        let time = Instant::now();
        let mut events = Vec::new();
        for (subscription, condition) in list.iter().zip(&conditions) {
            let outcome = match condition {
                Condition::Met(outcome) => Some(*outcome),
                Condition::Moment(moment) => moment
                    .is_some_and(|moment| moment <= time)
                    .then(|| Ok(Readiness::default())),
                Condition::System(..) => {
                    readiness.next().filter(|readiness| readiness.ready).map(Ok)
                }
            };
            events.extend(outcome.map(|outcome| event(subscription, outcome)));
        }
        if !events.is_empty() {
            return Ok(events);
        }
        interruption.check()?;
    }
}

fn event(subscription: &RawSubscription, outcome: Result<Readiness, Errno>) -> Event {
    let readiness = outcome.unwrap_or_default();
    Event {
        userdata: subscription.userdata,
        errno: outcome.err(),
        kind: subscription.kind,
        available: readiness.available,
        hangup: readiness.hangup,
    }
}

fn condition<'a>(
    context: &'a WasiCtx,
    what: &Subscription,
    start: Instant,
) -> Result<Condition<'a>, Errno> {
    match *what {
        Subscription::Clock {
            clock,
            timeout,
            flags,
        } => {
            if matches!(clock, ClockId::Process | ClockId::Thread) {
                return Err(Errno::NotSup);
            }
            let mut timeout = Duration::from_nanos(timeout);
            if flags.has(ClockFlags::ABSOLUTE) {
                timeout = timeout.saturating_sub(now(context, clock)?);
            }
            Ok(Condition::Moment(start.checked_add(timeout)))
        }
        Subscription::Read(fd) => stream(
            context.descriptors.get(fd)?,
            Rights::FD_READ,
            Direction::Read,
        ),
        Subscription::Write(fd) => stream(
            context.descriptors.get(fd)?,
            Rights::FD_WRITE,
            Direction::Write,
        ),
    }
}

fn stream(
    descriptor: &Descriptor,
    needed: Rights,
    direction: Direction,
) -> Result<Condition<'_>, Errno> {
    // A socket that listens is read by accepting.
    let needed = match &descriptor.kind {
        Kind::Listener(_) => Rights::SOCK_ACCEPT,
        Kind::Directory(_) => return Err(Errno::Badf),
        _ => needed,
    };
    descriptor.base.check(needed | Rights::POLL_FD_READWRITE)?;
    if let Some(handle) = handle(descriptor) {
        return Ok(Condition::System(handle, direction));
    }
    let available = match (&descriptor.kind, direction) {
        (Kind::File(file), Direction::Read) => {
            let position = (&*file).stream_position()?;
            file.metadata()?.len().saturating_sub(position)
        }
        (_, Direction::Read) => 1,
        (_, Direction::Write) => 0,
    };
    Ok(Condition::Met(Ok(Readiness {
        ready: true,
        hangup: false,
        available,
    })))
}
