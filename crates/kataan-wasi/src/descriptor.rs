//! Descriptors, and the table of those that a guest has open.

use crate::abi::errno::Errno;
use crate::abi::flags::{FdFlags, FileType};
use crate::abi::rights::Rights;
use crate::stream::{Input, Output};
use cap_std::fs::Dir;
use std::fs::File;
use std::net::{TcpListener, TcpStream};

/// What a descriptor stands for.
pub(crate) enum Kind {
    Input(Input),
    Output(Output),
    File(File),
    Directory(Directory),
    Listener(TcpListener),
    Connection(TcpStream),
}

/// An open folder.
pub(crate) struct Directory {
    pub(crate) dir: Dir,
    /// The guest's name for it, if it was open from the start.
    pub(crate) name: Option<String>,
    /// Its entries as they were when a listing began, so that a listing is of one moment.
    pub(crate) listing: Option<Vec<Entry>>,
}

/// An entry of a folder.
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) inode: u64,
    pub(crate) file_type: FileType,
}

/// An open descriptor.
pub(crate) struct Descriptor {
    pub(crate) kind: Kind,
    pub(crate) flags: FdFlags,
    /// What may be done with it.
    pub(crate) base: Rights,
    /// What may be done with descriptors that are opened through it.
    pub(crate) inheriting: Rights,
}

impl Descriptor {
    pub(crate) fn new(kind: Kind, base: Rights) -> Self {
        Self {
            kind,
            flags: FdFlags::default(),
            base,
            inheriting: Rights::NONE,
        }
    }

    /// The type, as far as it is known without asking the system.
    pub(crate) fn file_type(&self) -> FileType {
        match &self.kind {
            Kind::Input(input) => input.file_type(),
            Kind::Output(output) => output.file_type(),
            Kind::File(_) => FileType::RegularFile,
            Kind::Directory(_) => FileType::Directory,
            Kind::Listener(_) | Kind::Connection(_) => FileType::SocketStream,
        }
    }
}

/// The descriptors that a guest has open.
pub(crate) struct DescriptorTable {
    slots: Vec<Option<Descriptor>>,
    most: usize,
}

impl DescriptorTable {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            slots: Vec::new(),
            most,
        }
    }

    /// Opens a descriptor under the lowest free number.
    pub(crate) fn insert(&mut self, descriptor: Descriptor) -> Result<u32, Errno> {
        match self.slots.iter().position(Option::is_none) {
            Some(free) => {
                self.slots[free] = Some(descriptor);
                Ok(free as u32)
            }
            None if self.slots.len() < self.most => {
                self.slots.push(Some(descriptor));
                Ok(self.slots.len() as u32 - 1)
            }
            None => Err(Errno::Mfile),
        }
    }

    /// Refuses to open one more.
    pub(crate) fn check_room(&self) -> Result<(), Errno> {
        if self.slots.len() < self.most || self.slots.iter().any(Option::is_none) {
            Ok(())
        } else {
            Err(Errno::Mfile)
        }
    }

    pub(crate) fn get(&self, fd: u32) -> Result<&Descriptor, Errno> {
        self.slots
            .get(fd as usize)
            .and_then(Option::as_ref)
            .ok_or(Errno::Badf)
    }

    pub(crate) fn get_mut(&mut self, fd: u32) -> Result<&mut Descriptor, Errno> {
        self.slots
            .get_mut(fd as usize)
            .and_then(Option::as_mut)
            .ok_or(Errno::Badf)
    }

    pub(crate) fn close(&mut self, fd: u32) -> Result<(), Errno> {
        self.get(fd)?;
        self.slots[fd as usize] = None;
        Ok(())
    }

    /// Moves a descriptor over another, which is closed.
    pub(crate) fn renumber(&mut self, from: u32, to: u32) -> Result<(), Errno> {
        self.get(from)?;
        self.get(to)?;
        if from != to {
            self.slots[to as usize] = self.slots[from as usize].take();
        }
        Ok(())
    }

    /// A file that may be used so.
    pub(crate) fn file(&mut self, fd: u32, needed: Rights) -> Result<&mut File, Errno> {
        let descriptor = self.get_mut(fd)?;
        let base = descriptor.base;
        match &mut descriptor.kind {
            Kind::File(file) => {
                base.check(needed)?;
                Ok(file)
            }
            Kind::Directory(_) => Err(Errno::Badf),
            _ => {
                base.check(needed)?;
                Err(Errno::Spipe)
            }
        }
    }

    /// A folder that may be used so.
    pub(crate) fn directory(&mut self, fd: u32, needed: Rights) -> Result<&mut Directory, Errno> {
        let descriptor = self.get_mut(fd)?;
        match &mut descriptor.kind {
            Kind::Directory(directory) => {
                descriptor.base.check(needed)?;
                Ok(directory)
            }
            _ => Err(Errno::NotDir),
        }
    }
}
