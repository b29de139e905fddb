//! Descriptors of any kind: what they are, their flags and rights, closing and renaming.

use crate::abi::errno::Errno;
use crate::abi::flags::{FdFlags, FileType, TimeFlags};
use crate::abi::layout::{FdStat, FileStat};
use crate::abi::rights::Rights;
use crate::call::{Call, Outcome};
use crate::clock::timestamp;
use crate::context::WasiCtx;
use crate::descriptor::{Descriptor, Kind};
use cap_fs_ext::{MetadataExt, SystemTimeSpec};
use cap_std::fs::Metadata;
use cap_std::time::SystemTime;
use std::fs::File;
use std::time::{Duration, UNIX_EPOCH};

pub(crate) fn close(call: &mut Call<'_>, fd: u32) -> Outcome {
    Ok(call.context.descriptors.close(fd)?)
}

pub(crate) fn renumber(call: &mut Call<'_>, from: u32, to: u32) -> Outcome {
    Ok(call.context.descriptors.renumber(from, to)?)
}

pub(crate) fn sync(call: &mut Call<'_>, fd: u32) -> Outcome {
    synchronize(call, fd, Rights::FD_SYNC, File::sync_all)
}

pub(crate) fn sync_data(call: &mut Call<'_>, fd: u32) -> Outcome {
    synchronize(call, fd, Rights::FD_DATASYNC, File::sync_data)
}

fn synchronize(
    call: &mut Call<'_>,
    fd: u32,
    needed: Rights,
    operation: impl FnOnce(&File) -> std::io::Result<()>,
) -> Outcome {
    let descriptor = call.context.descriptors.get(fd)?;
    descriptor.base.check(needed)?;
    match &descriptor.kind {
        Kind::File(file) => operation(file)?,
        Kind::Directory(directory) => {
            operation(&directory.dir.try_clone()?.into_std_file())?;
        }
        // What was written to a stream has left already.
        _ => {}
    }
    Ok(())
}

pub(crate) fn stat(call: &mut Call<'_>, fd: u32, stat: u32) -> Outcome {
    let descriptor = call.context.descriptors.get(fd)?;
    let bytes = FdStat {
        file_type: descriptor.file_type(),
        flags: descriptor.flags,
        base: descriptor.base,
        inheriting: descriptor.inheriting,
    }
    .bytes();
    call.memory.write(stat, &bytes)?;
    Ok(())
}

pub(crate) fn set_flags(call: &mut Call<'_>, fd: u32, flags: u32) -> Outcome {
    let flags = FdFlags::read(flags)?;
    let descriptor = call.context.descriptors.get_mut(fd)?;
    descriptor.base.check(Rights::FD_FDSTAT_SET_FLAGS)?;
    // How a file is synchronized is fixed when it is opened, as systems have it.
    let fixed = FdFlags::DSYNC.0 | FdFlags::RSYNC.0 | FdFlags::SYNC.0;
    if (flags.0 ^ descriptor.flags.0) & fixed != 0 {
        return Err(Errno::NotSup.into());
    }
    let nonblocking = flags.has(FdFlags::NONBLOCK);
    match &descriptor.kind {
        Kind::Listener(listener) => listener.set_nonblocking(nonblocking)?,
        Kind::Connection(stream) => stream.set_nonblocking(nonblocking)?,
        // A file that appends does so at each write; the other kinds never wait, or belong to
        // the process as a whole.
        _ => {}
    }
    descriptor.flags = flags;
    Ok(())
}

/// Rights can only be given up.
pub(crate) fn set_rights(call: &mut Call<'_>, fd: u32, base: u64, inheriting: u64) -> Outcome {
    let (base, inheriting) = (Rights(base), Rights(inheriting));
    let descriptor = call.context.descriptors.get_mut(fd)?;
    descriptor.base.check(base)?;
    descriptor.inheriting.check(inheriting)?;
    descriptor.base = base;
    descriptor.inheriting = inheriting;
    Ok(())
}

pub(crate) fn file_stat(call: &mut Call<'_>, fd: u32, stat: u32) -> Outcome {
    let descriptor = call.context.descriptors.get(fd)?;
    descriptor.base.check(Rights::FD_FILESTAT_GET)?;
    let bytes = stat_of(descriptor)?.bytes();
    call.memory.write(stat, &bytes)?;
    Ok(())
}

fn stat_of(descriptor: &Descriptor) -> Result<FileStat, Errno> {
    Ok(match &descriptor.kind {
        Kind::File(file) => from_metadata(&Metadata::from_file(file)?),
        Kind::Directory(directory) => from_metadata(&directory.dir.dir_metadata()?),
        _ => FileStat::of_type(descriptor.file_type()),
    })
}

/// What the system knows of a file, in the standard's form.
pub(crate) fn from_metadata(metadata: &Metadata) -> FileStat {
    let time =
        |time: std::io::Result<SystemTime>| time.map_or(0, |time| timestamp(time.into_std()));
    FileStat {
        device: metadata.dev(),
        inode: metadata.ino(),
        file_type: file_type(metadata.file_type()),
        links: metadata.nlink(),
        size: metadata.len(),
        accessed: time(metadata.accessed()),
        modified: time(metadata.modified()),
        changed: changed(metadata).unwrap_or_else(|| time(metadata.modified())),
    }
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> Option<u64> {
    use cap_std::fs::MetadataExt;
    let seconds = u64::try_from(metadata.ctime()).ok()?;
    let nanoseconds = u64::try_from(metadata.ctime_nsec()).ok()?;
    seconds.checked_mul(1_000_000_000)?.checked_add(nanoseconds)
}

#[cfg(not(unix))]
fn changed(_metadata: &Metadata) -> Option<u64> {
    None
}

pub(crate) fn file_type(of_system: cap_std::fs::FileType) -> FileType {
    if of_system.is_dir() {
        FileType::Directory
    } else if of_system.is_file() {
        FileType::RegularFile
    } else if of_system.is_symlink() {
        FileType::SymbolicLink
    } else {
        special_type(of_system)
    }
}

#[cfg(unix)]
fn special_type(of_system: cap_std::fs::FileType) -> FileType {
    use cap_std::fs::FileTypeExt;
    if of_system.is_block_device() {
        FileType::BlockDevice
    } else if of_system.is_char_device() {
        FileType::CharacterDevice
    } else if of_system.is_socket() {
        FileType::SocketStream
    } else {
        FileType::Unknown
    }
}

#[cfg(not(unix))]
fn special_type(_of_system: cap_std::fs::FileType) -> FileType {
    FileType::Unknown
}

pub(crate) fn set_times(
    call: &mut Call<'_>,
    fd: u32,
    accessed: u64,
    modified: u64,
    flags: u32,
) -> Outcome {
    let (accessed, modified) = times(call.context, accessed, modified, flags)?;
    let descriptor = call.context.descriptors.get(fd)?;
    descriptor.base.check(Rights::FD_FILESTAT_SET_TIMES)?;
    let mut changes = std::fs::FileTimes::new();
    if let Some(time) = accessed {
        changes = changes.set_accessed(time);
    }
    if let Some(time) = modified {
        changes = changes.set_modified(time);
    }
    match &descriptor.kind {
        Kind::File(file) => file.set_times(changes)?,
        Kind::Directory(directory) => {
            directory
                .dir
                .try_clone()?
                .into_std_file()
                .set_times(changes)?;
        }
        _ => return Err(Errno::Inval.into()),
    }
    Ok(())
}

type Times = (Option<std::time::SystemTime>, Option<std::time::SystemTime>);

/// The times that flags and numbers mean.
pub(crate) fn times(
    context: &WasiCtx,
    accessed: u64,
    modified: u64,
    flags: u32,
) -> Result<Times, Errno> {
    let flags = TimeFlags::read(flags)?;
    let now = || UNIX_EPOCH.checked_add(context.wall_clock.now());
    let given = |nanoseconds| UNIX_EPOCH.checked_add(Duration::from_nanos(nanoseconds));
    let choose = |exact: TimeFlags, current: TimeFlags, nanoseconds| match (
        flags.has(exact),
        flags.has(current),
    ) {
        (true, true) => Err(Errno::Inval),
        (true, false) => given(nanoseconds).map(Some).ok_or(Errno::Overflow),
        (false, true) => now().map(Some).ok_or(Errno::Overflow),
        (false, false) => Ok(None),
    };
    Ok((
        choose(TimeFlags::ACCESSED, TimeFlags::ACCESSED_NOW, accessed)?,
        choose(TimeFlags::MODIFIED, TimeFlags::MODIFIED_NOW, modified)?,
    ))
}

/// A time as paths take it.
pub(crate) fn time_of_path(time: Option<std::time::SystemTime>) -> Option<SystemTimeSpec> {
    time.map(|time| SystemTimeSpec::from(SystemTime::from_std(time)))
}
