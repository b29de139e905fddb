//! Rights of descriptors: what may be done with one, and with what is opened through it.
//!
//! A right is a capability: a descriptor can lose some and never gains any. Every call checks those
//! that it needs, so that permissions of folders are nothing but the rights that their descriptors
//! begin with.

use super::errno::Errno;
use std::ops::{BitAnd, BitOr};

/// A set of rights.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Rights(pub(crate) u64);

macro_rules! rights {
    ($($name:ident = $bit:literal;)*) => {
        impl Rights {
            $(pub(crate) const $name: Self = Self(1 << $bit);)*
        }
    };
}

rights! {
    FD_DATASYNC = 0;
    FD_READ = 1;
    FD_SEEK = 2;
    FD_FDSTAT_SET_FLAGS = 3;
    FD_SYNC = 4;
    FD_TELL = 5;
    FD_WRITE = 6;
    FD_ADVISE = 7;
    FD_ALLOCATE = 8;
    PATH_CREATE_DIRECTORY = 9;
    PATH_CREATE_FILE = 10;
    PATH_LINK_SOURCE = 11;
    PATH_LINK_TARGET = 12;
    PATH_OPEN = 13;
    FD_READDIR = 14;
    PATH_READLINK = 15;
    PATH_RENAME_SOURCE = 16;
    PATH_RENAME_TARGET = 17;
    PATH_FILESTAT_GET = 18;
    PATH_FILESTAT_SET_SIZE = 19;
    PATH_FILESTAT_SET_TIMES = 20;
    FD_FILESTAT_GET = 21;
    FD_FILESTAT_SET_SIZE = 22;
    FD_FILESTAT_SET_TIMES = 23;
    PATH_SYMLINK = 24;
    PATH_REMOVE_DIRECTORY = 25;
    PATH_UNLINK_FILE = 26;
    POLL_FD_READWRITE = 27;
    SOCK_SHUTDOWN = 28;
    SOCK_ACCEPT = 29;
}

impl Rights {
    pub(crate) const NONE: Self = Self(0);

    /// What any open file allows.
    pub(crate) const FILE: Self = Self::all(&[
        Self::FD_SEEK,
        Self::FD_TELL,
        Self::FD_FDSTAT_SET_FLAGS,
        Self::FD_SYNC,
        Self::FD_DATASYNC,
        Self::FD_ADVISE,
        Self::FD_FILESTAT_GET,
        Self::POLL_FD_READWRITE,
    ]);

    /// What a file that may be written allows besides.
    pub(crate) const FILE_WRITE: Self = Self::all(&[
        Self::FD_WRITE,
        Self::FD_ALLOCATE,
        Self::FD_FILESTAT_SET_SIZE,
        Self::FD_FILESTAT_SET_TIMES,
    ]);

    /// What a folder that may be looked at allows.
    pub(crate) const DIRECTORY: Self = Self::all(&[
        Self::PATH_OPEN,
        Self::FD_READDIR,
        Self::PATH_READLINK,
        Self::PATH_FILESTAT_GET,
        Self::FD_FILESTAT_GET,
        Self::FD_FDSTAT_SET_FLAGS,
        Self::FD_SYNC,
        Self::FD_DATASYNC,
        Self::POLL_FD_READWRITE,
    ]);

    /// What a folder that may be changed allows besides.
    pub(crate) const DIRECTORY_MUTATE: Self = Self::all(&[
        Self::PATH_CREATE_DIRECTORY,
        Self::PATH_CREATE_FILE,
        Self::PATH_LINK_SOURCE,
        Self::PATH_LINK_TARGET,
        Self::PATH_RENAME_SOURCE,
        Self::PATH_RENAME_TARGET,
        Self::PATH_FILESTAT_SET_SIZE,
        Self::PATH_FILESTAT_SET_TIMES,
        Self::FD_FILESTAT_SET_TIMES,
        Self::PATH_SYMLINK,
        Self::PATH_REMOVE_DIRECTORY,
        Self::PATH_UNLINK_FILE,
    ]);

    /// Standard streams have no place: C libraries take a device that cannot seek for a terminal.
    pub(crate) const STREAM: Self = Self::all(&[
        Self::FD_FDSTAT_SET_FLAGS,
        Self::FD_FILESTAT_GET,
        Self::FD_SYNC,
        Self::FD_DATASYNC,
        Self::POLL_FD_READWRITE,
    ]);

    /// What a connection allows.
    pub(crate) const CONNECTION: Self = Self::all(&[
        Self::FD_READ,
        Self::FD_WRITE,
        Self::FD_FDSTAT_SET_FLAGS,
        Self::FD_FILESTAT_GET,
        Self::POLL_FD_READWRITE,
        Self::SOCK_SHUTDOWN,
    ]);

    /// What a socket that listens allows.
    pub(crate) const LISTENER: Self = Self::all(&[
        Self::FD_FDSTAT_SET_FLAGS,
        Self::FD_FILESTAT_GET,
        Self::POLL_FD_READWRITE,
        Self::SOCK_ACCEPT,
    ]);

    const fn all(list: &[Self]) -> Self {
        let mut bits = 0;
        let mut next = 0;
        while next < list.len() {
            bits |= list[next].0;
            next += 1;
        }
        Self(bits)
    }

    pub(crate) const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// An error unless all of `needed` are here.
    pub(crate) fn check(self, needed: Self) -> Result<(), Errno> {
        if self.contains(needed) {
            Ok(())
        } else {
            Err(Errno::NotCapable)
        }
    }
}

impl BitOr for Rights {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitAnd for Rights {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}
