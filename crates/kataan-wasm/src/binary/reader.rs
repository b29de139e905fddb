//! Reading the binary format's primitive values from a slice.

use crate::error::ModuleError;
use core::ops::Range;

type Result<T> = core::result::Result<T, ModuleError>;

/// A cursor over bytes of a module that knows its offset in it.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
    base: usize,
}

impl<'a> Reader<'a> {
    /// A reader of `bytes`, which start at offset `base` of the module.
    pub(crate) fn new(bytes: &'a [u8], base: usize) -> Self {
        Self {
            bytes,
            position: 0,
            base,
        }
    }

    /// A reader of a range of the module.
    pub(crate) fn at(module: &'a [u8], range: Range<usize>) -> Self {
        Self {
            bytes: &module[range.clone()],
            position: 0,
            base: range.start,
        }
    }

    /// The offset of the next byte in the module.
    #[inline]
    pub(crate) fn offset(&self) -> usize {
        self.base + self.position
    }

    #[inline]
    pub(crate) fn is_at_end(&self) -> bool {
        self.position >= self.bytes.len()
    }

    pub(crate) fn remaining(&self) -> usize {
        self.bytes.len() - self.position
    }

    #[cold]
    pub(crate) fn malformed(&self, message: &'static str) -> ModuleError {
        ModuleError::malformed(self.offset(), message)
    }

    #[cold]
    fn end(&self) -> ModuleError {
        ModuleError::malformed(self.offset(), "unexpected end")
    }

    #[inline]
    pub(crate) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    #[inline]
    pub(crate) fn byte(&mut self) -> Result<u8> {
        match self.bytes.get(self.position) {
            Some(byte) => {
                self.position += 1;
                Ok(*byte)
            }
            None => Err(self.end()),
        }
    }

    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        if length > self.remaining() {
            return Err(ModuleError::malformed(
                self.offset(),
                "unexpected end: length out of bounds",
            ));
        }
        let bytes = &self.bytes[self.position..self.position + length];
        self.position += length;
        Ok(bytes)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    #[inline]
    pub(crate) fn u32(&mut self) -> Result<u32> {
        match self.short() {
            Some(value) => Ok(u32::from(value)),
            None => self.unsigned(32).map(|value| value as u32),
        }
    }

    #[inline]
    pub(crate) fn u64(&mut self) -> Result<u64> {
        match self.short() {
            Some(value) => Ok(u64::from(value)),
            None => self.unsigned(64),
        }
    }

    /// An unsigned integer of one or two bytes.
    #[inline(always)]
    fn short(&mut self) -> Option<u16> {
        let low = *self.bytes.get(self.position)?;
        if low < 0x80 {
            self.position += 1;
            return Some(u16::from(low));
        }
        let high = *self.bytes.get(self.position + 1)?;
        if high >= 0x80 {
            return None;
        }
        self.position += 2;
        Some(u16::from(low & 0x7f) | u16::from(high) << 7)
    }

    /// A signed integer of one or two bytes.
    #[inline(always)]
    fn short_signed(&mut self) -> Option<i16> {
        let low = *self.bytes.get(self.position)?;
        if low < 0x80 {
            self.position += 1;
            return Some(i16::from((low << 1) as i8 >> 1));
        }
        let high = *self.bytes.get(self.position + 1)?;
        if high >= 0x80 {
            return None;
        }
        self.position += 2;
        let bits = u16::from(low & 0x7f) | u16::from(high) << 7;
        Some((bits << 2) as i16 >> 2)
    }

    #[inline]
    pub(crate) fn s32(&mut self) -> Result<i32> {
        match self.short_signed() {
            Some(value) => Ok(i32::from(value)),
            None => self.signed(32).map(|value| value as i32),
        }
    }

    pub(crate) fn s33(&mut self) -> Result<i64> {
        self.signed(33)
    }

    #[inline]
    pub(crate) fn s64(&mut self) -> Result<i64> {
        match self.short_signed() {
            Some(value) => Ok(i64::from(value)),
            None => self.signed(64),
        }
    }

    fn unsigned(&mut self, bits: u32) -> Result<u64> {
        let mut result = 0_u64;
        let mut shift = 0;
        loop {
            let byte = self.byte()?;
            result |= u64::from(byte & 0x7f) << shift;
            let room = bits - shift;
            if room < 7 && (byte & 0x7f) >> room != 0 {
                // A continuation at the last byte is a longer fault than bits that do not fit.
                return Err(self.too_long_or_large(byte));
            }
            if byte & 0x80 == 0 {
                return Ok(result);
            }
            shift += 7;
            if shift >= bits {
                return Err(self.malformed("integer representation too long"));
            }
        }
    }

    #[cold]
    fn too_long_or_large(&self, byte: u8) -> ModuleError {
        self.malformed(if byte & 0x80 != 0 {
            "integer representation too long"
        } else {
            "integer too large"
        })
    }

    fn signed(&mut self, bits: u32) -> Result<i64> {
        let mut result = 0_i64;
        let mut shift = 0;
        loop {
            let byte = self.byte()?;
            result |= i64::from(byte & 0x7f) << shift;
            let room = bits - shift;
            if room < 7 {
                // The unused bits must repeat the sign.
                let rest = (byte << 1) as i8 >> room;
                if byte & 0x80 != 0 || (rest != 0 && rest != -1) {
                    return Err(self.too_long_or_large(byte));
                }
            }
            shift += 7;
            if byte & 0x80 == 0 {
                if shift < 64 && byte & 0x40 != 0 {
                    result |= -1 << shift;
                }
                return Ok(result);
            }
            if shift >= bits {
                return Err(self.malformed("integer representation too long"));
            }
        }
    }

    /// A vector's length, which cannot exceed the bytes that are left.
    pub(crate) fn count(&mut self) -> Result<usize> {
        let offset = self.offset();
        let count = self.u32()? as usize;
        if count > self.remaining() {
            return Err(ModuleError::malformed(
                offset,
                "unexpected end: length out of bounds",
            ));
        }
        Ok(count)
    }

    pub(crate) fn name(&mut self) -> Result<&'a str> {
        let length = self.u32()? as usize;
        let offset = self.offset();
        core::str::from_utf8(self.take(length)?)
            .map_err(|_| ModuleError::malformed(offset, "malformed UTF-8 encoding"))
    }
}
