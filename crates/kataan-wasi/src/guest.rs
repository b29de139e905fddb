//! The guest's memory. Every address comes from the guest, so every access is checked here.

use crate::abi::errno::Errno;
use crate::call::Failure;
use kataan_wasm::SharedMemory;
use std::borrow::Cow;
use std::io::{self, Read};

/// The most buffers of one call, as systems have it.
const MOST_BUFFERS: u32 = 1024;

/// The longest path that is looked at.
const LONGEST_PATH: u32 = 1 << 16;

/// The most bytes that are read in one go where they are copied on the way.
const STAGED: usize = 1 << 16;

/// The memory that addresses of a call mean.
pub(crate) enum GuestMemory<'a> {
    /// A memory that only this call can touch.
    Exclusive(&'a mut [u8]),
    /// A memory that other threads may change at any time; what is read of it is a copy.
    Shared(SharedMemory),
}

/// A range of the guest's memory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Buffer {
    pub(crate) address: u32,
    pub(crate) length: u32,
}

impl Buffer {
    fn range(self) -> std::ops::Range<usize> {
        let start = self.address as usize;
        start..start + self.length as usize
    }
}

impl GuestMemory<'_> {
    fn len(&self) -> u64 {
        match self {
            Self::Exclusive(bytes) => bytes.len() as u64,
            Self::Shared(memory) => memory.byte_size() as u64,
        }
    }

    /// Refuses a range that does not lie inside.
    pub(crate) fn check(&self, buffer: Buffer) -> Result<(), Errno> {
        let end = u64::from(buffer.address) + u64::from(buffer.length);
        if end > self.len() {
            return Err(Errno::Fault);
        }
        Ok(())
    }

    pub(crate) fn read(&self, buffer: Buffer) -> Result<Cow<'_, [u8]>, Errno> {
        self.check(buffer)?;
        match self {
            Self::Exclusive(bytes) => Ok(Cow::Borrowed(&bytes[buffer.range()])),
            Self::Shared(memory) => {
                let mut bytes = vec![0; buffer.length as usize];
                memory
                    .read(buffer.address as usize, &mut bytes)
                    .ok_or(Errno::Fault)?;
                Ok(Cow::Owned(bytes))
            }
        }
    }

    pub(crate) fn read_array<const N: usize>(&self, address: u32) -> Result<[u8; N], Errno> {
        let mut array = [0; N];
        let bytes = self.read(Buffer {
            address,
            length: N as u32,
        })?;
        array.copy_from_slice(&bytes);
        Ok(array)
    }

    pub(crate) fn write(&mut self, address: u32, bytes: &[u8]) -> Result<(), Errno> {
        match self {
            Self::Exclusive(memory) => {
                let start = address as usize;
                let end = start.checked_add(bytes.len()).ok_or(Errno::Fault)?;
                let target = memory.get_mut(start..end).ok_or(Errno::Fault)?;
                target.copy_from_slice(bytes);
            }
            Self::Shared(memory) => memory.write(address as usize, bytes).ok_or(Errno::Fault)?,
        }
        Ok(())
    }

    pub(crate) fn write_u32(&mut self, address: u32, value: u32) -> Result<(), Errno> {
        self.write(address, &value.to_le_bytes())
    }

    pub(crate) fn write_u64(&mut self, address: u32, value: u64) -> Result<(), Errno> {
        self.write(address, &value.to_le_bytes())
    }

    /// A path or a name: text in UTF-8.
    pub(crate) fn read_path(&self, address: u32, length: u32) -> Result<String, Errno> {
        if length > LONGEST_PATH {
            return Err(Errno::NameTooLong);
        }
        let bytes = self.read(Buffer { address, length })?;
        let text = std::str::from_utf8(&bytes).map_err(|_| Errno::Ilseq)?;
        if text.contains('\0') {
            return Err(Errno::Inval);
        }
        Ok(text.to_owned())
    }

    /// A list of buffers, all of which lie inside.
    pub(crate) fn read_buffers(&self, address: u32, count: u32) -> Result<Vec<Buffer>, Errno> {
        if count > MOST_BUFFERS {
            return Err(Errno::Inval);
        }
        let list = self.read(Buffer {
            address,
            length: count * 8,
        })?;
        let word = |bytes: &[u8]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        let mut total = 0u32;
        let mut buffers = Vec::with_capacity(count as usize);
        for entry in list.chunks_exact(8) {
            let buffer = Buffer {
                address: word(entry),
                length: word(&entry[4..]),
            };
            self.check(buffer)?;
            // What was transferred must be countable.
            total = total.checked_add(buffer.length).ok_or(Errno::Inval)?;
            buffers.push(buffer);
        }
        Ok(buffers)
    }

    /// What the buffers hold, for writing elsewhere.
    pub(crate) fn gather(&self, buffers: &[Buffer]) -> Result<Vec<Cow<'_, [u8]>>, Errno> {
        buffers.iter().map(|buffer| self.read(*buffer)).collect()
    }

    /// Fills the buffers in turn until a read gives less than there is room for.
    ///
    /// `read` is given room and how much was read before.
    pub(crate) fn fill(
        &mut self,
        buffers: &[Buffer],
        mut read: impl FnMut(&mut [u8], u64) -> io::Result<usize>,
    ) -> Result<u32, Failure> {
        let mut total = 0;
        for buffer in buffers.iter().filter(|buffer| buffer.length > 0) {
            let mut filled = 0;
            while filled < buffer.length {
                let rest = Buffer {
                    address: buffer.address + filled,
                    length: buffer.length - filled,
                };
                let (got, room) = match self.fill_one(rest, |room| read(room, u64::from(total))) {
                    Ok(progress) => progress,
                    // What was read before is not lost.
                    Err(_) if total > 0 => return Ok(total),
                    Err(error) => return Err(error.into()),
                };
                filled += got as u32;
                total += got as u32;
                if got < room {
                    return Ok(total);
                }
            }
        }
        Ok(total)
    }

    /// Reads once; gives how much was read, and how much there was room for.
    pub(crate) fn fill_one(
        &mut self,
        buffer: Buffer,
        read: impl FnOnce(&mut [u8]) -> io::Result<usize>,
    ) -> Result<(usize, usize), Errno> {
        self.check(buffer)?;
        match self {
            Self::Exclusive(memory) => {
                let room = &mut memory[buffer.range()];
                Ok((read(room)?.min(room.len()), room.len()))
            }
            Self::Shared(_) => {
                let mut staged = vec![0; (buffer.length as usize).min(STAGED)];
                let got = read(&mut staged)?.min(staged.len());
                self.write(buffer.address, &staged[..got])?;
                Ok((got, staged.len()))
            }
        }
    }

    /// Reads once, as much as is there, and spreads it over the buffers: a stream must not be waited
    /// for when it has given something.
    pub(crate) fn fill_from_stream(
        &mut self,
        buffers: &[Buffer],
        read: impl FnOnce(&mut [u8]) -> io::Result<usize>,
    ) -> Result<u32, Failure> {
        let mut wanted = buffers.iter().filter(|buffer| buffer.length > 0);
        match (wanted.next(), wanted.next()) {
            (None, _) => Ok(0),
            (Some(only), None) => Ok(self.fill_one(*only, read)?.0 as u32),
            _ => {
                let room: usize = buffers.iter().map(|buffer| buffer.length as usize).sum();
                let mut staged = vec![0; room.min(STAGED)];
                let got = read(&mut staged)?.min(staged.len());
                let mut rest = &staged[..got];
                self.fill(buffers, |room, _| rest.read(room))
            }
        }
    }
}
