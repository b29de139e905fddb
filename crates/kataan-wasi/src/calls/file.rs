//! Files and streams: reading, writing, and the position in between.

use crate::abi::errno::Errno;
use crate::abi::flags::FdFlags;
use crate::abi::rights::Rights;
use crate::call::{Call, Failure, Outcome};
use crate::descriptor::Kind;
use crate::wait::{Direction, until_ready};
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, IoSlice, Read, Seek, SeekFrom, Write};

pub(crate) fn read(call: &mut Call<'_>, fd: u32, buffers: u32, count: u32, read: u32) -> Outcome {
    let buffers = call.memory.read_buffers(buffers, count)?;
    let descriptor = call.context.descriptors.get_mut(fd)?;
    if matches!(descriptor.kind, Kind::Directory(_)) {
        return Err(Errno::Badf.into());
    }
    descriptor.base.check(Rights::FD_READ)?;
    until_ready(descriptor, Direction::Read, &call.interruption)?;
    let memory = &mut call.memory;
    let total = match &mut descriptor.kind {
        Kind::File(file) => memory.fill(&buffers, |room, _| retry(|| file.read(room)))?,
        Kind::Input(input) => {
            memory.fill_from_stream(&buffers, |room| retry(|| input.read(room)))?
        }
        Kind::Connection(stream) => {
            memory.fill_from_stream(&buffers, |room| retry(|| stream.read(room)))?
        }
        _ => return Err(Errno::Badf.into()),
    };
    memory.write_u32(read, total)?;
    Ok(())
}

pub(crate) fn write(
    call: &mut Call<'_>,
    fd: u32,
    buffers: u32,
    count: u32,
    written: u32,
) -> Outcome {
    let buffers = call.memory.read_buffers(buffers, count)?;
    let descriptor = call.context.descriptors.get_mut(fd)?;
    if matches!(descriptor.kind, Kind::Directory(_)) {
        return Err(Errno::Badf.into());
    }
    descriptor.base.check(Rights::FD_WRITE)?;
    until_ready(descriptor, Direction::Write, &call.interruption)?;
    let parts = call.memory.gather(&buffers)?;
    let total = match &mut descriptor.kind {
        Kind::File(file) => {
            if descriptor.flags.has(FdFlags::APPEND) {
                file.seek(SeekFrom::End(0))?;
            }
            write_parts(file, &parts)?
        }
        Kind::Output(output) => {
            let parts: Vec<&[u8]> = parts.iter().map(|part| &**part).collect();
            output.write(&parts)?
        }
        Kind::Connection(stream) => write_parts(stream, &parts)?,
        _ => return Err(Errno::Badf.into()),
    };
    call.memory.write_u32(written, total as u32)?;
    Ok(())
}

/// Does again what a signal interrupted.
pub(crate) fn retry<R>(mut operation: impl FnMut() -> io::Result<R>) -> io::Result<R> {
    loop {
        match operation() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

pub(crate) fn write_parts(target: &mut impl Write, parts: &[Cow<'_, [u8]>]) -> io::Result<usize> {
    let slices: Vec<IoSlice<'_>> = parts.iter().map(|part| IoSlice::new(part)).collect();
    retry(|| target.write_vectored(&slices))
}

pub(crate) fn read_at(
    call: &mut Call<'_>,
    fd: u32,
    buffers: u32,
    count: u32,
    offset: u64,
    read: u32,
) -> Outcome {
    let buffers = call.memory.read_buffers(buffers, count)?;
    let file = call
        .context
        .descriptors
        .file(fd, Rights::FD_READ | Rights::FD_SEEK)?;
    check_offset(offset)?;
    let total = call.memory.fill(&buffers, |room, before| {
        retry(|| file_read_at(file, room, offset.saturating_add(before)))
    })?;
    call.memory.write_u32(read, total)?;
    Ok(())
}

pub(crate) fn write_at(
    call: &mut Call<'_>,
    fd: u32,
    buffers: u32,
    count: u32,
    offset: u64,
    written: u32,
) -> Outcome {
    let buffers = call.memory.read_buffers(buffers, count)?;
    let file = call
        .context
        .descriptors
        .file(fd, Rights::FD_WRITE | Rights::FD_SEEK)?;
    check_offset(offset)?;
    let mut total = 0;
    for part in call.memory.gather(&buffers)? {
        let mut rest = &part[..];
        while !rest.is_empty() {
            let at = offset.saturating_add(total);
            let progress = match retry(|| file_write_at(file, rest, at)) {
                Ok(progress) => progress,
                // What was written before is not lost.
                Err(_) if total > 0 => 0,
                Err(error) => return Err(error.into()),
            };
            if progress == 0 {
                call.memory.write_u32(written, total as u32)?;
                return Ok(());
            }
            total += progress as u64;
            rest = &rest[progress..];
        }
    }
    call.memory.write_u32(written, total as u32)?;
    Ok(())
}

/// Offsets are signed in systems.
fn check_offset(offset: u64) -> Result<(), Errno> {
    i64::try_from(offset).map(drop).map_err(|_| Errno::Inval)
}

#[cfg(unix)]
fn file_read_at(file: &mut File, room: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, room, offset)
}

#[cfg(unix)]
fn file_write_at(file: &mut File, bytes: &[u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::write_at(file, bytes, offset)
}

#[cfg(not(unix))]
fn file_read_at(file: &mut File, room: &mut [u8], offset: u64) -> io::Result<usize> {
    elsewhere(file, offset, |file| file.read(room))
}

#[cfg(not(unix))]
fn file_write_at(file: &mut File, bytes: &[u8], offset: u64) -> io::Result<usize> {
    elsewhere(file, offset, |file| file.write(bytes))
}

/// Works at another position, and comes back.
#[cfg(not(unix))]
fn elsewhere<R>(
    file: &mut File,
    offset: u64,
    operation: impl FnOnce(&mut File) -> io::Result<R>,
) -> io::Result<R> {
    let here = file.stream_position()?;
    file.seek(SeekFrom::Start(offset))?;
    let result = operation(file);
    file.seek(SeekFrom::Start(here))?;
    result
}

pub(crate) fn seek(
    call: &mut Call<'_>,
    fd: u32,
    offset: u64,
    whence: u32,
    position: u32,
) -> Outcome {
    let offset = offset as i64;
    let target = match whence {
        0 => SeekFrom::Start(u64::try_from(offset).map_err(|_| Errno::Inval)?),
        1 => SeekFrom::Current(offset),
        2 => SeekFrom::End(offset),
        _ => return Err(Errno::Inval.into()),
    };
    // Asking where one is moves nothing.
    let needed = if target == SeekFrom::Current(0) {
        Rights::FD_TELL
    } else {
        Rights::FD_SEEK
    };
    move_to(call, fd, target, needed, position)
}

pub(crate) fn tell(call: &mut Call<'_>, fd: u32, position: u32) -> Outcome {
    move_to(call, fd, SeekFrom::Current(0), Rights::FD_TELL, position)
}

fn move_to(
    call: &mut Call<'_>,
    fd: u32,
    target: SeekFrom,
    needed: Rights,
    position: u32,
) -> Outcome {
    let reached = call.context.descriptors.file(fd, needed)?.seek(target)?;
    call.memory.write_u64(position, reached)?;
    Ok(())
}

/// Advice is checked, and not needed.
pub(crate) fn advise(
    call: &mut Call<'_>,
    fd: u32,
    offset: u64,
    length: u64,
    advice: u32,
) -> Outcome {
    const LAST_ADVICE: u32 = 5;
    call.context.descriptors.file(fd, Rights::FD_ADVISE)?;
    if advice > LAST_ADVICE {
        return Err(Errno::Inval.into());
    }
    check_offset(offset)?;
    check_offset(length)?;
    Ok(())
}

/// Afterwards the file is at least that long.
pub(crate) fn allocate(call: &mut Call<'_>, fd: u32, offset: u64, length: u64) -> Outcome {
    let file = call.context.descriptors.file(fd, Rights::FD_ALLOCATE)?;
    if length == 0 {
        return Err(Errno::Inval.into());
    }
    let end = offset.checked_add(length).ok_or(Errno::Fbig)?;
    i64::try_from(end).map_err(|_| Errno::Fbig)?;
    if end > file.metadata()?.len() {
        file.set_len(end)?;
    }
    Ok(())
}

pub(crate) fn set_size(call: &mut Call<'_>, fd: u32, size: u64) -> Outcome {
    let file = call
        .context
        .descriptors
        .file(fd, Rights::FD_FILESTAT_SET_SIZE)?;
    check_offset(size).map_err(|_| Failure::from(Errno::Fbig))?;
    file.set_len(size)?;
    Ok(())
}
