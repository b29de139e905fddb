//! The process, its thread, and random numbers.

use crate::abi::errno::Errno;
use crate::call::{Call, Failure, I32Exit, Outcome};
use crate::guest::Buffer;
use std::io;

pub(crate) fn exit(_call: &mut Call<'_>, status: u32) -> Outcome {
    Err(Failure::Exit(I32Exit(status as i32)))
}

/// Signals are not part of this standard's world, but the function is.
pub(crate) fn raise(_call: &mut Call<'_>, _signal: u32) -> Outcome {
    Err(Errno::NotSup.into())
}

pub(crate) fn yield_now(_call: &mut Call<'_>) -> Outcome {
    std::thread::yield_now();
    Ok(())
}

/// Bytes that are made before the time is looked at again.
const STRETCH: u32 = 1 << 20;

pub(crate) fn random(call: &mut Call<'_>, buffer: u32, length: u32) -> Outcome {
    call.memory.check(Buffer {
        address: buffer,
        length,
    })?;
    let mut done = 0;
    while done < length {
        let stretch = Buffer {
            address: buffer + done,
            length: (length - done).min(STRETCH),
        };
        let (filled, _) = match &mut call.context.random {
            Some(source) => call.memory.fill_one(stretch, |room| {
                source(room);
                Ok(room.len())
            })?,
            None => call.memory.fill_one(stretch, |room| {
                getrandom::fill(room).map_err(|_| io::Error::from(io::ErrorKind::Other))?;
                Ok(room.len())
            })?,
        };
        done += filled as u32;
        call.interruption.check()?;
    }
    Ok(())
}
