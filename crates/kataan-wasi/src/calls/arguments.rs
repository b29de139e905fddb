//! Arguments and environment: lists of strings that end at a zero byte.

use crate::abi::errno::Errno;
use crate::call::{Call, Outcome};
use crate::guest::GuestMemory;

pub(crate) fn args_get(call: &mut Call<'_>, list: u32, text: u32) -> Outcome {
    write_strings(&mut call.memory, &call.context.arguments, list, text)
}

pub(crate) fn args_sizes_get(call: &mut Call<'_>, count: u32, size: u32) -> Outcome {
    write_sizes(&mut call.memory, &call.context.arguments, count, size)
}

pub(crate) fn environ_get(call: &mut Call<'_>, list: u32, text: u32) -> Outcome {
    write_strings(&mut call.memory, &call.context.environment, list, text)
}

pub(crate) fn environ_sizes_get(call: &mut Call<'_>, count: u32, size: u32) -> Outcome {
    write_sizes(&mut call.memory, &call.context.environment, count, size)
}

fn write_sizes(
    memory: &mut GuestMemory<'_>,
    strings: &[Vec<u8>],
    count: u32,
    size: u32,
) -> Outcome {
    let total: usize = strings.iter().map(|string| string.len() + 1).sum();
    let total = u32::try_from(total).map_err(|_| Errno::Overflow)?;
    memory.write_u32(count, strings.len() as u32)?;
    memory.write_u32(size, total)?;
    Ok(())
}

/// The strings one after the other at `text`, and where each begins at `list`.
fn write_strings(
    memory: &mut GuestMemory<'_>,
    strings: &[Vec<u8>],
    mut list: u32,
    mut text: u32,
) -> Outcome {
    for string in strings {
        memory.write_u32(list, text)?;
        memory.write(text, string)?;
        let end = text.checked_add(string.len() as u32).ok_or(Errno::Fault)?;
        memory.write(end, &[0])?;
        text = end.wrapping_add(1);
        list = list.wrapping_add(4);
    }
    Ok(())
}
