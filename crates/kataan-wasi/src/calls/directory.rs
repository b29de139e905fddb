//! Folders: those that were open from the start, and what is in one.

use super::descriptor::file_type;
use crate::abi::errno::Errno;
use crate::abi::flags::FileType;
use crate::abi::layout;
use crate::abi::rights::Rights;
use crate::call::{Call, Outcome};
use crate::descriptor::{Directory, Entry, Kind};
use crate::guest::Buffer;
use cap_fs_ext::MetadataExt;
use cap_std::fs::Dir;

fn preopened<'a>(call: &'a Call<'_>, fd: u32) -> Result<&'a str, Errno> {
    match &call.context.descriptors.get(fd)?.kind {
        Kind::Directory(Directory {
            name: Some(name), ..
        }) => Ok(name),
        // C libraries ask for one number after the other until there is none.
        _ => Err(Errno::Badf),
    }
}

pub(crate) fn prestat(call: &mut Call<'_>, fd: u32, prestat: u32) -> Outcome {
    let length = preopened(call, fd)?.len() as u32;
    call.memory.write(prestat, &layout::prestat(length))?;
    Ok(())
}

pub(crate) fn prestat_name(call: &mut Call<'_>, fd: u32, name: u32, length: u32) -> Outcome {
    let text = preopened(call, fd)?.to_owned();
    if text.len() > length as usize {
        return Err(Errno::NameTooLong.into());
    }
    call.memory.write(name, text.as_bytes())?;
    Ok(())
}

/// Writes entries from number `cookie` on. The last one is cut where the buffer ends, which tells
/// the guest that there is more.
pub(crate) fn read(
    call: &mut Call<'_>,
    fd: u32,
    buffer: u32,
    length: u32,
    cookie: u64,
    used: u32,
) -> Outcome {
    call.memory.check(Buffer {
        address: buffer,
        length,
    })?;
    let directory = call.context.descriptors.directory(fd, Rights::FD_READDIR)?;
    if cookie == 0 || directory.listing.is_none() {
        directory.listing = Some(list(&directory.dir)?);
    }
    let listing = directory.listing.as_deref().unwrap_or_default();
    let start = usize::try_from(cookie)
        .unwrap_or(usize::MAX)
        .min(listing.len());
    let mut at = 0;
    for (entry, next) in listing[start..].iter().zip(cookie + 1..) {
        let name = entry.name.as_bytes();
        let head = layout::directory_entry(next, entry.inode, name.len() as u32, entry.file_type);
        for part in [&head[..], name] {
            let room = (length - at) as usize;
            let part = &part[..part.len().min(room)];
            call.memory.write(buffer + at, part)?;
            at += part.len() as u32;
        }
        if at == length {
            break;
        }
    }
    call.memory.write_u32(used, at)?;
    Ok(())
}

/// The entries of a folder, with the two that name itself and its parent. Names that are not UTF-8
/// cannot be told to a guest and are left out.
fn list(dir: &Dir) -> Result<Vec<Entry>, Errno> {
    let itself = dir.dir_metadata()?.ino();
    let special = |name: &str| Entry {
        name: name.to_owned(),
        inode: itself,
        file_type: FileType::Directory,
    };
    let mut entries = vec![special("."), special("..")];
    for entry in dir.entries()? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        // An entry that is gone by now is no entry.
        let (Ok(kind), Ok(metadata)) = (entry.file_type(), entry.metadata()) else {
            continue;
        };
        entries.push(Entry {
            name,
            inode: metadata.ino(),
            file_type: file_type(kind),
        });
    }
    Ok(entries)
}
