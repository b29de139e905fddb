//! Flags and small enumerations.

use super::errno::Errno;

macro_rules! flags {
    ($($(#[$doc:meta])* $name:ident: $repr:ty { $($flag:ident = $bit:literal;)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
            pub(crate) struct $name(pub(crate) $repr);

            impl $name {
                $(pub(crate) const $flag: Self = Self(1 << $bit);)*
                const ALL: $repr = 0 $(| 1 << $bit)*;

                /// The flags that a guest passed: unknown ones are an invalid argument.
                pub(crate) fn read(value: u32) -> Result<Self, Errno> {
                    match <$repr>::try_from(value) {
                        Ok(bits) if bits & !Self::ALL == 0 => Ok(Self(bits)),
                        _ => Err(Errno::Inval),
                    }
                }

                pub(crate) fn has(self, flag: Self) -> bool {
                    self.0 & flag.0 != 0
                }
            }
        )*
    };
}

flags! {
    /// How a descriptor behaves.
    FdFlags: u16 {
        APPEND = 0;
        DSYNC = 1;
        NONBLOCK = 2;
        RSYNC = 3;
        SYNC = 4;
    }

    /// How a path is followed.
    LookupFlags: u32 {
        SYMLINK_FOLLOW = 0;
    }

    /// How a file is opened.
    OpenFlags: u16 {
        CREATE = 0;
        DIRECTORY = 1;
        EXCLUSIVE = 2;
        TRUNCATE = 3;
    }

    /// Which times are set, and to what.
    TimeFlags: u16 {
        ACCESSED = 0;
        ACCESSED_NOW = 1;
        MODIFIED = 2;
        MODIFIED_NOW = 3;
    }

    /// How a subscription's time is meant.
    ClockFlags: u16 {
        ABSOLUTE = 0;
    }

    /// How bytes are received.
    ReceiveFlags: u16 {
        PEEK = 0;
        WAIT_ALL = 1;
    }

    /// Which directions of a connection are shut down.
    ShutdownFlags: u8 {
        READ = 0;
        WRITE = 1;
    }
}

/// What a file is.
// Only Unix tells block devices apart.
#[cfg_attr(not(unix), allow(dead_code))]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum FileType {
    Unknown = 0,
    BlockDevice = 1,
    CharacterDevice = 2,
    Directory = 3,
    RegularFile = 4,
    SocketStream = 6,
    SymbolicLink = 7,
}

/// A clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ClockId {
    Realtime,
    Monotonic,
    Process,
    Thread,
}

impl ClockId {
    pub(crate) fn read(value: u32) -> Result<Self, Errno> {
        match value {
            0 => Ok(Self::Realtime),
            1 => Ok(Self::Monotonic),
            2 => Ok(Self::Process),
            3 => Ok(Self::Thread),
            _ => Err(Errno::Inval),
        }
    }
}
