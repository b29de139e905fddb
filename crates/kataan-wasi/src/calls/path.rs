//! Paths. Each is meant from a folder that the guest has open; `cap-std` sees to it that none leads
//! out of that folder: neither `..`, nor a name from the root, nor a link.
// The parameters are the standard's.
#![allow(clippy::too_many_arguments)]

use super::descriptor::{from_metadata, time_of_path, times};
use crate::abi::errno::Errno;
use crate::abi::flags::{FdFlags, LookupFlags, OpenFlags};
use crate::abi::rights::Rights;
use crate::call::{Call, Outcome};
use crate::descriptor::{Descriptor, Directory, Kind};
use crate::guest::Buffer;
use cap_fs_ext::{
    DirExt, FollowSymlinks, OpenOptionsFollowExt, OpenOptionsMaybeDirExt, OpenOptionsSyncExt,
};
use cap_std::fs::{Dir, OpenOptions};

/// The folder and the path in it that a guest names.
fn locate<'a>(
    call: &'a mut Call<'_>,
    fd: u32,
    needed: Rights,
    path: u32,
    length: u32,
) -> Result<(&'a Dir, String), Errno> {
    let path = call.memory.read_path(path, length)?;
    let directory = call.context.descriptors.directory(fd, needed)?;
    Ok((&directory.dir, path))
}

pub(crate) fn create_directory(call: &mut Call<'_>, fd: u32, path: u32, length: u32) -> Outcome {
    let (dir, path) = locate(call, fd, Rights::PATH_CREATE_DIRECTORY, path, length)?;
    Ok(dir.create_dir(path)?)
}

pub(crate) fn remove_directory(call: &mut Call<'_>, fd: u32, path: u32, length: u32) -> Outcome {
    let (dir, path) = locate(call, fd, Rights::PATH_REMOVE_DIRECTORY, path, length)?;
    Ok(dir.remove_dir(path)?)
}

pub(crate) fn unlink_file(call: &mut Call<'_>, fd: u32, path: u32, length: u32) -> Outcome {
    let (dir, path) = locate(call, fd, Rights::PATH_UNLINK_FILE, path, length)?;
    // A slash at the end asks for a folder.
    if path.ends_with('/') {
        let is_folder = dir.metadata(&path)?.is_dir();
        return Err(if is_folder {
            Errno::IsDir
        } else {
            Errno::NotDir
        }
        .into());
    }
    Ok(dir.remove_file_or_symlink(path)?)
}

pub(crate) fn file_stat(
    call: &mut Call<'_>,
    fd: u32,
    flags: u32,
    path: u32,
    length: u32,
    stat: u32,
) -> Outcome {
    let flags = LookupFlags::read(flags)?;
    let (dir, path) = locate(call, fd, Rights::PATH_FILESTAT_GET, path, length)?;
    let metadata = if flags.has(LookupFlags::SYMLINK_FOLLOW) {
        dir.metadata(path)?
    } else {
        dir.symlink_metadata(path)?
    };
    call.memory.write(stat, &from_metadata(&metadata).bytes())?;
    Ok(())
}

pub(crate) fn set_times(
    call: &mut Call<'_>,
    fd: u32,
    flags: u32,
    path: u32,
    length: u32,
    accessed: u64,
    modified: u64,
    time_flags: u32,
) -> Outcome {
    let flags = LookupFlags::read(flags)?;
    let (accessed, modified) = times(call.context, accessed, modified, time_flags)?;
    let (accessed, modified) = (time_of_path(accessed), time_of_path(modified));
    let (dir, path) = locate(call, fd, Rights::PATH_FILESTAT_SET_TIMES, path, length)?;
    if flags.has(LookupFlags::SYMLINK_FOLLOW) {
        DirExt::set_times(dir, path, accessed, modified)?;
    } else {
        dir.set_symlink_times(path, accessed, modified)?;
    }
    Ok(())
}

pub(crate) fn link(
    call: &mut Call<'_>,
    fd: u32,
    flags: u32,
    old: u32,
    old_length: u32,
    new_fd: u32,
    new: u32,
    new_length: u32,
) -> Outcome {
    // A link to what a link means is refused: systems differ in whether they can.
    if LookupFlags::read(flags)?.has(LookupFlags::SYMLINK_FOLLOW) {
        return Err(Errno::Inval.into());
    }
    let (new_dir, new) = locate(call, new_fd, Rights::PATH_LINK_TARGET, new, new_length)?;
    let new_dir = new_dir.try_clone()?;
    let (dir, old) = locate(call, fd, Rights::PATH_LINK_SOURCE, old, old_length)?;
    Ok(dir.hard_link(old, &new_dir, new)?)
}

pub(crate) fn rename(
    call: &mut Call<'_>,
    fd: u32,
    old: u32,
    old_length: u32,
    new_fd: u32,
    new: u32,
    new_length: u32,
) -> Outcome {
    let (new_dir, new) = locate(call, new_fd, Rights::PATH_RENAME_TARGET, new, new_length)?;
    let new_dir = new_dir.try_clone()?;
    let (dir, old) = locate(call, fd, Rights::PATH_RENAME_SOURCE, old, old_length)?;
    Ok(dir.rename(old, &new_dir, new)?)
}

pub(crate) fn symlink(
    call: &mut Call<'_>,
    target: u32,
    target_length: u32,
    fd: u32,
    path: u32,
    length: u32,
) -> Outcome {
    let target = call.memory.read_path(target, target_length)?;
    let (dir, path) = locate(call, fd, Rights::PATH_SYMLINK, path, length)?;
    Ok(DirExt::symlink(dir, target, path)?)
}

pub(crate) fn read_link(
    call: &mut Call<'_>,
    fd: u32,
    path: u32,
    length: u32,
    buffer: u32,
    room: u32,
    used: u32,
) -> Outcome {
    call.memory.check(Buffer {
        address: buffer,
        length: room,
    })?;
    let (dir, path) = locate(call, fd, Rights::PATH_READLINK, path, length)?;
    let target = dir.read_link(path)?.into_os_string();
    let target = target.into_string().map_err(|_| Errno::Ilseq)?;
    let shown = &target.as_bytes()[..target.len().min(room as usize)];
    call.memory.write(buffer, shown)?;
    call.memory.write_u32(used, shown.len() as u32)?;
    Ok(())
}

pub(crate) fn open(
    call: &mut Call<'_>,
    fd: u32,
    lookup: u32,
    path: u32,
    length: u32,
    flags: u32,
    base: u64,
    _inheriting: u64,
    fd_flags: u32,
    opened: u32,
) -> Outcome {
    let lookup = LookupFlags::read(lookup)?;
    let flags = OpenFlags::read(flags)?;
    let fd_flags = FdFlags::read(fd_flags)?;
    call.memory.check(Buffer {
        address: opened,
        length: 4,
    })?;
    call.context.descriptors.check_room()?;
    let wanted = Wanted::new(flags, Rights(base));
    let allowed = call.context.descriptors.get(fd)?.inheriting;
    let (dir, path) = locate(call, fd, wanted.needed(), path, length)?;
    allowed.check(wanted.of_file())?;
    let file = dir.open_with(path, &wanted.options(lookup, fd_flags))?;
    let is_folder = file.metadata()?.is_dir();
    let mut descriptor = if is_folder {
        let directory = Directory {
            dir: Dir::from_std_file(file.into_std()),
            name: None,
            listing: None,
        };
        let rights = Rights::DIRECTORY | Rights::DIRECTORY_MUTATE;
        let mut descriptor = Descriptor::new(Kind::Directory(directory), allowed & rights);
        descriptor.inheriting = allowed;
        descriptor
    } else if flags.has(OpenFlags::DIRECTORY) {
        return Err(Errno::NotDir.into());
    } else {
        Descriptor::new(Kind::File(file.into_std()), allowed & wanted.rights())
    };
    descriptor.flags = fd_flags;
    let number = call.context.descriptors.insert(descriptor)?;
    call.memory.write_u32(opened, number)?;
    Ok(())
}

/// What a guest wants of a file that it opens.
///
/// Of the rights that it asks for, those to read and to write are heeded; others come with the
/// file. Programs ask for them in many ways, and the folder's own rights are the border.
struct Wanted {
    flags: OpenFlags,
    read: bool,
    write: bool,
}

impl Wanted {
    fn new(flags: OpenFlags, base: Rights) -> Self {
        // A folder is not read or written as a file.
        let is_file = !flags.has(OpenFlags::DIRECTORY);
        let writing = Rights::FD_WRITE.0 | Rights::FD_ALLOCATE.0 | Rights::FD_FILESTAT_SET_SIZE.0;
        Self {
            flags,
            read: is_file && base.contains(Rights::FD_READ),
            write: is_file && base.0 & writing != 0,
        }
    }

    /// What the folder must allow.
    fn needed(&self) -> Rights {
        let mut needed = Rights::PATH_OPEN;
        if self.flags.has(OpenFlags::CREATE) {
            needed = needed | Rights::PATH_CREATE_FILE;
        }
        if self.flags.has(OpenFlags::TRUNCATE) {
            needed = needed | Rights::PATH_FILESTAT_SET_SIZE;
        }
        needed
    }

    /// What the folder must pass on.
    fn of_file(&self) -> Rights {
        let mut rights = Rights::NONE;
        if self.read {
            rights = rights | Rights::FD_READ;
        }
        if self.write {
            rights = rights | Rights::FD_WRITE;
        }
        rights
    }

    fn rights(&self) -> Rights {
        let mut rights = self.of_file() | Rights::FILE;
        if self.write {
            rights = rights | Rights::FILE_WRITE;
        }
        rights
    }

    fn options(&self, lookup: LookupFlags, fd_flags: FdFlags) -> OpenOptions {
        let flags = self.flags;
        let mut options = OpenOptions::new();
        // The system wants files that are made or cut to be open for writing.
        let write = self.write || flags.has(OpenFlags::CREATE) || flags.has(OpenFlags::TRUNCATE);
        options.read(self.read || !write).write(write);
        if flags.has(OpenFlags::EXCLUSIVE) {
            options.create_new(flags.has(OpenFlags::CREATE));
        } else {
            options.create(flags.has(OpenFlags::CREATE));
        }
        options
            .truncate(flags.has(OpenFlags::TRUNCATE))
            .maybe_dir(true)
            .follow(if lookup.has(LookupFlags::SYMLINK_FOLLOW) {
                FollowSymlinks::Yes
            } else {
                FollowSymlinks::No
            });
        options
            .sync(fd_flags.has(FdFlags::SYNC) || fd_flags.has(FdFlags::RSYNC))
            .dsync(fd_flags.has(FdFlags::DSYNC));
        if cfg!(unix) {
            options.nonblock(fd_flags.has(FdFlags::NONBLOCK));
        }
        options
    }
}
