//! Sockets: accepting on those that the guest was given, and connections so made.

use super::file::{retry, write_parts};
use crate::abi::errno::Errno;
use crate::abi::flags::{FdFlags, ReceiveFlags, ShutdownFlags};
use crate::abi::rights::Rights;
use crate::call::{Call, Outcome};
use crate::descriptor::{Descriptor, Kind};
use crate::wait::{Direction, until_ready};
use std::io::Read;
use std::net::Shutdown;

/// A descriptor that is a socket; others are told apart from those without the right.
fn socket<'a>(
    call: &'a mut Call<'_>,
    fd: u32,
    needed: Rights,
) -> Result<&'a mut Descriptor, Errno> {
    let descriptor = call.context.descriptors.get_mut(fd)?;
    match &descriptor.kind {
        Kind::Listener(_) | Kind::Connection(_) => {
            descriptor.base.check(needed)?;
            Ok(descriptor)
        }
        _ => Err(Errno::NotSock),
    }
}

pub(crate) fn accept(call: &mut Call<'_>, fd: u32, flags: u32, accepted: u32) -> Outcome {
    let flags = FdFlags::read(flags)?;
    if flags.0 & !FdFlags::NONBLOCK.0 != 0 {
        return Err(Errno::Inval.into());
    }
    call.memory.write_u32(accepted, 0)?;
    call.context.descriptors.check_room()?;
    let interruption = call.interruption.clone();
    let descriptor = socket(call, fd, Rights::SOCK_ACCEPT)?;
    until_ready(descriptor, Direction::Read, &interruption)?;
    let Kind::Listener(listener) = &descriptor.kind else {
        return Err(Errno::Inval.into());
    };
    let (stream, _) = retry(|| listener.accept())?;
    stream.set_nonblocking(flags.has(FdFlags::NONBLOCK))?;
    let rights = descriptor.inheriting;
    let mut connection = Descriptor::new(Kind::Connection(stream), rights);
    connection.flags = flags;
    let number = call.context.descriptors.insert(connection)?;
    call.memory.write_u32(accepted, number)?;
    Ok(())
}

pub(crate) fn receive(
    call: &mut Call<'_>,
    fd: u32,
    buffers: u32,
    count: u32,
    flags: u32,
    received: u32,
    result: u32,
) -> Outcome {
    let flags = ReceiveFlags::read(flags)?;
    let buffers = call.memory.read_buffers(buffers, count)?;
    let interruption = call.interruption.clone();
    let descriptor = socket(call, fd, Rights::FD_READ)?;
    until_ready(descriptor, Direction::Read, &interruption)?;
    let waits = flags.has(ReceiveFlags::WAIT_ALL) && !flags.has(ReceiveFlags::PEEK);
    // Borrowed again, beside the memory.
    let descriptor = call.context.descriptors.get_mut(fd)?;
    let Kind::Connection(stream) = &mut descriptor.kind else {
        return Err(Errno::NotConn.into());
    };
    let total = if flags.has(ReceiveFlags::PEEK) {
        call.memory
            .fill_from_stream(&buffers, |room| retry(|| stream.peek(room)))?
    } else if waits {
        // Whole buffers, or what there was before the end.
        call.memory
            .fill(&buffers, |room, _| read_whole(stream, room))?
    } else {
        call.memory
            .fill_from_stream(&buffers, |room| retry(|| stream.read(room)))?
    };
    call.memory.write_u32(received, total)?;
    // Nothing is ever cut off: a stream keeps what there was no room for.
    call.memory.write(result, &0u16.to_le_bytes())?;
    Ok(())
}

fn read_whole(stream: &mut impl Read, room: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < room.len() {
        match retry(|| stream.read(&mut room[filled..])) {
            Ok(0) => break,
            Ok(got) => filled += got,
            Err(_) if filled > 0 => break,
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

pub(crate) fn send(
    call: &mut Call<'_>,
    fd: u32,
    buffers: u32,
    count: u32,
    flags: u32,
    sent: u32,
) -> Outcome {
    // The standard has no flags for sending.
    if flags != 0 {
        return Err(Errno::Inval.into());
    }
    let buffers = call.memory.read_buffers(buffers, count)?;
    let interruption = call.interruption.clone();
    let descriptor = socket(call, fd, Rights::FD_WRITE)?;
    until_ready(descriptor, Direction::Write, &interruption)?;
    let descriptor = call.context.descriptors.get_mut(fd)?;
    let Kind::Connection(stream) = &mut descriptor.kind else {
        return Err(Errno::NotConn.into());
    };
    let parts = call.memory.gather(&buffers)?;
    let total = write_parts(stream, &parts)?;
    drop(parts);
    call.memory.write_u32(sent, total as u32)?;
    Ok(())
}

pub(crate) fn shut_down(call: &mut Call<'_>, fd: u32, how: u32) -> Outcome {
    let how = ShutdownFlags::read(how)?;
    let how = match (how.has(ShutdownFlags::READ), how.has(ShutdownFlags::WRITE)) {
        (true, true) => Shutdown::Both,
        (true, false) => Shutdown::Read,
        (false, true) => Shutdown::Write,
        (false, false) => return Err(Errno::Inval.into()),
    };
    match &socket(call, fd, Rights::SOCK_SHUTDOWN)?.kind {
        Kind::Connection(stream) => Ok(stream.shutdown(how)?),
        _ => Err(Errno::NotConn.into()),
    }
}
