//! [ArrayBuffer Objects](https://tc39.es/ecma262/#sec-arraybuffer-objects) and
//! [SharedArrayBuffer Objects](https://tc39.es/ecma262/#sec-sharedarraybuffer-objects).

mod owned;
mod shared;

pub(crate) use owned::{ARRAY_BUFFER, ARRAY_BUFFER_PROTOTYPE};
pub(crate) use shared::{SHARED_ARRAY_BUFFER, SHARED_ARRAY_BUFFER_PROTOTYPE};

use crate::message;
use kataan_gc::Gc;
use kataan_vm::error::{describe, message as vm_message};
use kataan_vm::native::Args;
use kataan_vm::object::{ArrayBuffer, copy_buffer_bytes};
use kataan_vm::operation::{construct, get_name, species_constructor, to_index};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::Name;
use kataan_vm::{JsResult, Value, Vm};

use crate::indexed::relative_index::{relative_end, relative_index};
use crate::indexed::typed_array::check_mutable;

/// Whose memory a method is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sharing {
    Owned,
    Shared,
}

/// `RequireInternalSlot(this, [[ArrayBufferData]])`, and that the buffer is shared or not.
fn this_buffer(
    vm: &mut Vm,
    value: Value,
    sharing: Sharing,
    method: &str,
) -> JsResult<Gc<ArrayBuffer>> {
    match vm.heap.gc::<ArrayBuffer>(value) {
        Some(buffer) if buffer.is_shared() == (sharing == Sharing::Shared) => Ok(buffer),
        _ => {
            let text = describe(vm, value);
            Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]))
        }
    }
}

/// [GetArrayBufferMaxByteLengthOption](https://tc39.es/ecma262/#sec-getarraybuffermaxbytelengthoption)
fn max_byte_length_option(vm: &mut Vm, options: Value) -> JsResult<Option<u64>> {
    let Some(options) = vm.object(options) else {
        return Ok(None);
    };
    let max = get_name(vm, options, Name::MaxByteLength)?;
    if max.is_undefined() {
        return Ok(None);
    }
    to_index(vm, max).map(Some)
}

/// The `slice` of both kinds of buffers, which differ in what may be detached.
fn slice(vm: &mut Vm, args: Args<'_>, sharing: Sharing, method: &str) -> JsResult<Value> {
    let buffer = this_buffer(vm, args.this(), sharing, method)?;
    check_attached(vm, buffer)?;
    let length = buffer.byte_length(vm);
    let first = relative_index(vm, args.get(0), length)?;
    let end = relative_end(vm, args.get(1), length)?;
    let new_length = end.saturating_sub(first);
    let default = match sharing {
        Sharing::Owned => Intrinsic::ArrayBuffer,
        Sharing::Shared => Intrinsic::SharedArrayBuffer,
    };
    let constructor = species_constructor(vm, buffer.upcast(), default)?;
    let argument = Value::from_number(new_length as f64);
    let made = construct(vm, constructor, &[argument], None)?;
    let new = this_buffer(vm, made.into(), sharing, method)?;
    check_attached(vm, new)?;
    check_mutable(vm, new)?;
    let is_same = new == buffer
        || (sharing == Sharing::Shared
            && new.shared_bytes(vm).map(|bytes| bytes.address())
                == buffer.shared_bytes(vm).map(|bytes| bytes.address()));
    if is_same || new.byte_length(vm) < new_length {
        return Err(vm.throw_type_error(message::BAD_SPECIES_BUFFER, &[]));
    }
    check_attached(vm, buffer)?;
    // The constructor may have shrunk the buffer.
    let rest = buffer.byte_length(vm).saturating_sub(first);
    let count = new_length.min(rest) as usize;
    copy_buffer_bytes(vm, new, 0, buffer, first as usize, count)?;
    Ok(new.into())
}

fn check_attached(vm: &mut Vm, buffer: Gc<ArrayBuffer>) -> JsResult<()> {
    if buffer.is_detached() {
        return Err(vm.throw_type_error(vm_message::DETACHED_BUFFER, &[]));
    }
    Ok(())
}
