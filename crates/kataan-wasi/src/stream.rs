//! Standard streams: those of this process, or virtual ones.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::abi::flags::FileType;

/// Where a guest reads from.
pub(crate) enum Input {
    /// Nothing is ever there.
    Empty,
    /// Standard input of this process.
    Inherited,
    Reader(Box<dyn Read + Send>),
}

/// Where a guest writes to.
pub(crate) enum Output {
    /// All is lost.
    Sink,
    /// Standard output of this process.
    Inherited,
    /// Standard error of this process.
    InheritedError,
    Writer(Box<dyn Write + Send>),
}

impl Input {
    pub(crate) fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Empty => Ok(0),
            Self::Inherited => read_standard(room),
            Self::Reader(reader) => reader.read(room),
        }
    }

    pub(crate) fn file_type(&self) -> FileType {
        match self {
            Self::Inherited => type_of_standard(&io::stdin()),
            _ => FileType::Unknown,
        }
    }
}

/// Past the buffer of `std`, so that polling tells what there is to read.
#[cfg(unix)]
fn read_standard(room: &mut [u8]) -> io::Result<usize> {
    Ok(rustix::io::read(io::stdin(), room)?)
}

#[cfg(not(unix))]
fn read_standard(room: &mut [u8]) -> io::Result<usize> {
    io::stdin().lock().read(room)
}

impl Output {
    /// Writes all the parts, at once as far as a reader can see.
    pub(crate) fn write(&mut self, parts: &[&[u8]]) -> io::Result<usize> {
        let whole;
        let bytes = match parts {
            [only] => *only,
            _ => {
                whole = parts.concat();
                &whole[..]
            }
        };
        match self {
            Self::Sink => {}
            Self::Inherited => {
                let mut out = io::stdout().lock();
                out.write_all(bytes)?;
                out.flush()?;
            }
            Self::InheritedError => io::stderr().lock().write_all(bytes)?,
            Self::Writer(writer) => {
                writer.write_all(bytes)?;
                writer.flush()?;
            }
        }
        Ok(bytes.len())
    }

    pub(crate) fn file_type(&self) -> FileType {
        match self {
            Self::Inherited => type_of_standard(&io::stdout()),
            Self::InheritedError => type_of_standard(&io::stderr()),
            _ => FileType::Unknown,
        }
    }
}

/// A terminal is what C libraries take a character device for, so no other device is called one.
fn type_of_standard(stream: &impl io::IsTerminal) -> FileType {
    if stream.is_terminal() {
        FileType::CharacterDevice
    } else {
        FileType::Unknown
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Bytes for a guest to read, as its standard input.
#[derive(Clone, Debug, Default)]
pub struct MemoryInputPipe(Arc<Mutex<VecDeque<u8>>>);

impl MemoryInputPipe {
    /// A pipe with all that the guest will find in it, until more is pushed.
    pub fn new(bytes: impl AsRef<[u8]>) -> Self {
        Self(Arc::new(Mutex::new(
            bytes.as_ref().iter().copied().collect(),
        )))
    }

    /// Adds bytes at the end.
    pub fn push(&self, bytes: &[u8]) {
        lock(&self.0).extend(bytes);
    }

    /// Whether the guest has read everything.
    pub fn is_empty(&self) -> bool {
        lock(&self.0).is_empty()
    }
}

impl Read for MemoryInputPipe {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let mut bytes = lock(&self.0);
        let got = room.len().min(bytes.len());
        for (place, byte) in room.iter_mut().zip(bytes.drain(..got)) {
            *place = byte;
        }
        Ok(got)
    }
}

/// Bytes that a guest wrote, as its standard output.
#[derive(Clone, Debug)]
pub struct MemoryOutputPipe {
    bytes: Arc<Mutex<Vec<u8>>>,
    capacity: usize,
}

impl MemoryOutputPipe {
    /// A pipe that takes no more than `capacity` bytes; what a guest writes beyond fails.
    pub fn new(capacity: usize) -> Self {
        Self {
            bytes: Arc::default(),
            capacity,
        }
    }

    /// What was written so far.
    pub fn contents(&self) -> Vec<u8> {
        lock(&self.bytes).clone()
    }
}

impl Write for MemoryOutputPipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut written = lock(&self.bytes);
        let room = self.capacity.saturating_sub(written.len());
        if room == 0 && !bytes.is_empty() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let taken = bytes.len().min(room);
        written.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
