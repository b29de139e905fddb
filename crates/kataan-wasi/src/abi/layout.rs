//! Structures as they lie in the guest's memory, all little-endian.

use super::errno::Errno;
use super::flags::{ClockFlags, ClockId, FdFlags, FileType};
use super::rights::Rights;

/// The bytes of a structure, filled field by field.
struct Fields<const N: usize>([u8; N]);

impl<const N: usize> Fields<N> {
    fn new() -> Self {
        Self([0; N])
    }

    fn put<const M: usize>(&mut self, at: usize, bytes: [u8; M]) {
        self.0[at..at + M].copy_from_slice(&bytes);
    }
}

fn take<const M: usize>(bytes: &[u8], at: usize) -> [u8; M] {
    let mut field = [0; M];
    field.copy_from_slice(&bytes[at..at + M]);
    field
}

/// What a descriptor is, and allows.
pub(crate) struct FdStat {
    pub(crate) file_type: FileType,
    pub(crate) flags: FdFlags,
    pub(crate) base: Rights,
    pub(crate) inheriting: Rights,
}

impl FdStat {
    pub(crate) fn bytes(&self) -> [u8; 24] {
        let mut fields = Fields::new();
        fields.put(0, [self.file_type as u8]);
        fields.put(2, self.flags.0.to_le_bytes());
        fields.put(8, self.base.0.to_le_bytes());
        fields.put(16, self.inheriting.0.to_le_bytes());
        fields.0
    }
}

/// What is known of a file; times in nanoseconds.
pub(crate) struct FileStat {
    pub(crate) device: u64,
    pub(crate) inode: u64,
    pub(crate) file_type: FileType,
    pub(crate) links: u64,
    pub(crate) size: u64,
    pub(crate) accessed: u64,
    pub(crate) modified: u64,
    pub(crate) changed: u64,
}

impl FileStat {
    /// Of something that is no file.
    pub(crate) fn of_type(file_type: FileType) -> Self {
        Self {
            device: 0,
            inode: 0,
            file_type,
            links: 0,
            size: 0,
            accessed: 0,
            modified: 0,
            changed: 0,
        }
    }

    pub(crate) fn bytes(&self) -> [u8; 64] {
        let mut fields = Fields::new();
        fields.put(0, self.device.to_le_bytes());
        fields.put(8, self.inode.to_le_bytes());
        fields.put(16, [self.file_type as u8]);
        fields.put(24, self.links.to_le_bytes());
        fields.put(32, self.size.to_le_bytes());
        fields.put(40, self.accessed.to_le_bytes());
        fields.put(48, self.modified.to_le_bytes());
        fields.put(56, self.changed.to_le_bytes());
        fields.0
    }
}

/// A descriptor that was open from the start: a folder, and the length of its name.
pub(crate) fn prestat(name_length: u32) -> [u8; 8] {
    let mut fields = Fields::new();
    fields.put(4, name_length.to_le_bytes());
    fields.0
}

/// The head of a directory entry; the name follows it.
pub(crate) fn directory_entry(next: u64, inode: u64, name_length: u32, kind: FileType) -> [u8; 24] {
    let mut fields = Fields::new();
    fields.put(0, next.to_le_bytes());
    fields.put(8, inode.to_le_bytes());
    fields.put(16, name_length.to_le_bytes());
    fields.put(20, [kind as u8]);
    fields.0
}

/// What is waited for.
pub(crate) enum Subscription {
    Clock {
        clock: ClockId,
        timeout: u64,
        flags: ClockFlags,
    },
    Read(u32),
    Write(u32),
}

/// Bytes of a subscription.
pub(crate) const SUBSCRIPTION_SIZE: u32 = 48;

/// Bytes of an event.
pub(crate) const EVENT_SIZE: u32 = 32;

/// A subscription as a guest wrote it: its name for it, its kind, and what it is, or why it is none.
pub(crate) struct RawSubscription {
    pub(crate) userdata: u64,
    pub(crate) kind: u8,
    pub(crate) what: Result<Subscription, Errno>,
}

impl RawSubscription {
    /// `None` if there is no such kind, so that not even an event can tell.
    pub(crate) fn read(bytes: &[u8; SUBSCRIPTION_SIZE as usize]) -> Option<Self> {
        let kind = bytes[8];
        let descriptor = u32::from_le_bytes(take(bytes, 16));
        let what = match kind {
            0 => Self::read_clock(bytes),
            1 => Ok(Subscription::Read(descriptor)),
            2 => Ok(Subscription::Write(descriptor)),
            _ => return None,
        };
        Some(Self {
            userdata: u64::from_le_bytes(take(bytes, 0)),
            kind,
            what,
        })
    }

    fn read_clock(bytes: &[u8]) -> Result<Subscription, Errno> {
        Ok(Subscription::Clock {
            clock: ClockId::read(u32::from_le_bytes(take(bytes, 16)))?,
            timeout: u64::from_le_bytes(take(bytes, 24)),
            flags: ClockFlags::read(u16::from_le_bytes(take(bytes, 40)).into())?,
        })
    }
}

/// What happened to a subscription.
pub(crate) struct Event {
    pub(crate) userdata: u64,
    pub(crate) errno: Option<Errno>,
    pub(crate) kind: u8,
    /// How many bytes can be read, as far as it is known.
    pub(crate) available: u64,
    pub(crate) hangup: bool,
}

impl Event {
    pub(crate) fn bytes(&self) -> [u8; EVENT_SIZE as usize] {
        let mut fields = Fields::new();
        fields.put(0, self.userdata.to_le_bytes());
        fields.put(8, self.errno.map_or(0, |errno| errno as u16).to_le_bytes());
        fields.put(10, [self.kind]);
        fields.put(16, self.available.to_le_bytes());
        fields.put(24, u16::from(self.hangup).to_le_bytes());
        fields.0
    }
}
