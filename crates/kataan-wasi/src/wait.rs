//! Waiting for the system: until something can be read or written, or until a moment.

use crate::call::Failure;
use crate::descriptor::{Descriptor, Kind};
use kataan_wasm::Interruption;
use std::io;
use std::time::{Duration, Instant};

/// What is waited for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Direction {
    Read,
    Write,
}

/// Something that the system can wait for.
#[cfg(unix)]
pub(crate) type Handle<'a> = std::os::fd::BorrowedFd<'a>;

/// DEPARTURE: other systems than Unix have no one way to wait for streams and sockets; there all
/// are taken to be ready, and a read then waits itself.
#[cfg(not(unix))]
#[derive(Clone, Copy)]
pub(crate) struct Handle<'a>(std::convert::Infallible, std::marker::PhantomData<&'a ()>);

/// What a handle turned out to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Readiness {
    pub(crate) ready: bool,
    pub(crate) hangup: bool,
    pub(crate) available: u64,
}

/// What the system must be asked about a descriptor; `None` if it is always ready.
#[cfg(unix)]
pub(crate) fn handle(descriptor: &Descriptor) -> Option<Handle<'_>> {
    use crate::stream::{Input, Output};
    use rustix::stdio;
    use std::os::fd::AsFd;
    match &descriptor.kind {
        Kind::Input(Input::Inherited) => Some(stdio::stdin()),
        Kind::Output(Output::Inherited) => Some(stdio::stdout()),
        Kind::Output(Output::InheritedError) => Some(stdio::stderr()),
        Kind::Listener(listener) => Some(listener.as_fd()),
        Kind::Connection(stream) => Some(stream.as_fd()),
        Kind::Input(_) | Kind::Output(_) | Kind::File(_) | Kind::Directory(_) => None,
    }
}

#[cfg(not(unix))]
pub(crate) fn handle(descriptor: &Descriptor) -> Option<Handle<'_>> {
    let _: &Kind = &descriptor.kind;
    None
}

/// Waits until a handle is ready or the moment has come; an error of the system is readiness, too.
#[cfg(unix)]
pub(crate) fn wait(
    handles: &[(Handle<'_>, Direction)],
    until: Option<Instant>,
) -> io::Result<Vec<Readiness>> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let interest = |direction| match direction {
        Direction::Read => PollFlags::IN,
        Direction::Write => PollFlags::OUT,
    };
    let mut list: Vec<PollFd<'_>> = handles
        .iter()
        .map(|(handle, direction)| PollFd::from_borrowed_fd(*handle, interest(*direction)))
        .collect();
    let timeout = until.map(|until| {
        let rest = until.saturating_duration_since(Instant::now());
        // Waiting too short is put right by the caller.
        let rest = rest.min(LONGEST);
        Timespec {
            tv_sec: rest.as_secs() as _,
            tv_nsec: rest.subsec_nanos().into(),
        }
    });
    match poll(&mut list, timeout.as_ref()) {
        Ok(_) => {}
        Err(rustix::io::Errno::INTR) => return Ok(vec![Readiness::default(); handles.len()]),
        Err(error) => return Err(error.into()),
    }
    let readiness = list
        .iter()
        .zip(handles)
        .map(|(polled, (handle, direction))| {
            let events = polled.revents();
            let ready = !events.is_empty();
            let available = match direction {
                Direction::Read if ready => rustix::io::ioctl_fionread(*handle).unwrap_or(0),
                _ => 0,
            };
            Readiness {
                ready,
                hangup: events.contains(PollFlags::HUP),
                available,
            }
        });
    Ok(readiness.collect())
}

#[cfg(not(unix))]
pub(crate) fn wait(
    handles: &[(Handle<'_>, Direction)],
    until: Option<Instant>,
) -> io::Result<Vec<Readiness>> {
    // Nothing else can end the wait.
    let rest = until.map_or(LONGEST, |until| {
        until.saturating_duration_since(Instant::now())
    });
    std::thread::sleep(rest.min(LONGEST));
    Ok(vec![Readiness::default(); handles.len()])
}

/// The longest single wait.
const LONGEST: Duration = Duration::from_secs(1 << 20);

/// Before a call that may wait: waits here instead, so that the execution can be ended; not if nothing can end it.
pub(crate) fn until_ready(
    descriptor: &Descriptor,
    direction: Direction,
    interruption: &Interruption,
) -> Result<(), Failure> {
    let Some(handle) = handle(descriptor) else {
        return Ok(());
    };
    if descriptor.flags.has(crate::abi::flags::FdFlags::NONBLOCK) {
        return Ok(());
    }
    while let Some(turn) = interruption.patience() {
        if wait(&[(handle, direction)], Instant::now().checked_add(turn))?[0].ready {
            break;
        }
        interruption.check()?;
    }
    Ok(())
}
