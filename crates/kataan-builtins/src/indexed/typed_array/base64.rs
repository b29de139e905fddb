//! The methods of `Uint8Array` for base64 and hexadecimal text
//! ([Additional Properties of the Uint8Array Constructor](https://tc39.es/ecma262/#sec-uint8array)).

use super::base64_codec::{self, Alphabet, Decoded, LastChunk};
use super::prototype_of;
use super::validate::{allocate, check_mutable, view_of};
use crate::message;
use kataan_gc::Gc;
use kataan_vm::error::describe;
use kataan_vm::native::{Args, receiver};
use kataan_vm::object::{ElementType, Object, TypedArray, read_buffer_bytes, write_buffer_bytes};
use kataan_vm::operation::{
    create_data_property_or_throw, get, ordinary_object_create, to_boolean,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{Flat, flatten, from_latin1};
use kataan_vm::{JsResult, Value, Vm};

/// [ValidateUint8Array](https://tc39.es/ecma262/#sec-validateuint8array)
fn validate_uint8_array(vm: &mut Vm, value: Value, method: &str) -> JsResult<Gc<TypedArray>> {
    let array = receiver::<TypedArray>(vm, value, method)?;
    if array.element_type.get() == ElementType::Uint8 {
        return Ok(array);
    }
    let text = describe(vm, value);
    Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]))
}

/// The code units of an argument that must be a string.
fn text_argument(vm: &mut Vm, value: Value) -> JsResult<Flat> {
    match vm.string(value) {
        Some(string) => flatten(vm, string),
        None => {
            let text = describe(vm, value);
            Err(vm.throw_type_error(message::NOT_A_STRING, &[&text]))
        }
    }
}

/// [GetOptionsObject](https://tc39.es/ecma262/#sec-getoptionsobject)
fn options_object(vm: &mut Vm, options: Value) -> JsResult<Option<Gc<Object>>> {
    if options.is_undefined() {
        return Ok(None);
    }
    match vm.object(options) {
        Some(options) => Ok(Some(options)),
        None => {
            let text = describe(vm, options);
            Err(vm.throw_type_error(message::NOT_AN_OBJECT, &[&text]))
        }
    }
}

/// The option `name`, which must be one of the strings of `choices`; the first is the default.
fn choice<T: Copy>(
    vm: &mut Vm,
    options: Option<Gc<Object>>,
    name: &'static str,
    choices: &[(&str, T)],
) -> JsResult<T> {
    let mut given = Value::UNDEFINED;
    if let Some(options) = options {
        let key = vm.intern(name)?;
        given = get(vm, options, key)?;
    }
    if given.is_undefined() {
        return Ok(choices[0].1);
    }
    if let Some(string) = vm.string(given) {
        let flat = flatten(vm, string)?;
        let chosen = choices
            .iter()
            .find(|(text, _)| flat.units().equals_latin1(text.as_bytes()));
        if let Some((_, chosen)) = chosen {
            return Ok(*chosen);
        }
    }
    let text = describe(vm, given);
    Err(vm.throw_type_error(message::INVALID_OPTION, &[&name, &text]))
}

const ALPHABETS: &[(&str, Alphabet)] = &[
    ("base64", Alphabet::Base64),
    ("base64url", Alphabet::Base64Url),
];

const LAST_CHUNKS: &[(&str, LastChunk)] = &[
    ("loose", LastChunk::Loose),
    ("strict", LastChunk::Strict),
    ("stop-before-partial", LastChunk::StopBeforePartial),
];

fn check(vm: &mut Vm, decoded: &Decoded) -> JsResult<()> {
    // What was broken off is malformed, too.
    vm.check_interrupt()?;
    if decoded.is_malformed {
        return Err(vm.throw_syntax_error(message::MALFORMED_BYTES, &[&decoded.read]));
    }
    Ok(())
}

/// A new array of the decoded bytes.
fn array_of(vm: &mut Vm, decoded: &Decoded) -> JsResult<Value> {
    check(vm, decoded)?;
    let prototype = vm.intrinsic(prototype_of(ElementType::Uint8));
    let length = decoded.bytes.len() as u64;
    let array = allocate(vm, prototype, ElementType::Uint8, length)?;
    write_buffer_bytes(vm, array.buffer.get(), 0, &decoded.bytes)?;
    Ok(array.into())
}

/// Stores the decoded bytes, then throws if the text was malformed behind them.
fn store(vm: &mut Vm, array: Gc<TypedArray>, decoded: &Decoded) -> JsResult<Value> {
    let view = view_of(vm, array)?;
    let buffer = array.buffer.get();
    vm.check_interrupt()?;
    write_buffer_bytes(vm, buffer, view.byte_offset, &decoded.bytes)?;
    check(vm, decoded)?;
    let prototype = vm.intrinsic(Intrinsic::ObjectPrototype);
    let result = ordinary_object_create(vm, Some(prototype))?;
    for (name, count) in [("read", decoded.read), ("written", decoded.bytes.len())] {
        let key = vm.intern(name)?;
        create_data_property_or_throw(vm, result, key, Value::from_number(count as f64))?;
    }
    Ok(result.into())
}

/// [Uint8Array.fromBase64](https://tc39.es/ecma262/#sec-uint8array.frombase64)
pub(super) fn from_base64(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = text_argument(vm, args.get(0))?;
    let options = options_object(vm, args.get(1))?;
    let alphabet = choice(vm, options, "alphabet", ALPHABETS)?;
    let last_chunk = choice(vm, options, "lastChunkHandling", LAST_CHUNKS)?;
    let decoded = base64_codec::from_base64(
        vm.stop_signal(),
        text.units(),
        alphabet,
        last_chunk,
        usize::MAX,
    );
    array_of(vm, &decoded)
}

/// [Uint8Array.fromHex](https://tc39.es/ecma262/#sec-uint8array.fromhex)
pub(super) fn from_hex(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = text_argument(vm, args.get(0))?;
    let decoded = base64_codec::from_hex(vm.stop_signal(), text.units(), usize::MAX);
    array_of(vm, &decoded)
}

/// [Uint8Array.prototype.setFromBase64](https://tc39.es/ecma262/#sec-uint8array.prototype.setfrombase64)
pub(super) fn set_from_base64(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let array = validate_uint8_array(vm, args.this(), "Uint8Array.prototype.setFromBase64")?;
    check_mutable(vm, array.buffer.get())?;
    let text = text_argument(vm, args.get(0))?;
    let options = options_object(vm, args.get(1))?;
    let alphabet = choice(vm, options, "alphabet", ALPHABETS)?;
    let last_chunk = choice(vm, options, "lastChunkHandling", LAST_CHUNKS)?;
    let length = view_of(vm, array)?.length;
    let decoded =
        base64_codec::from_base64(vm.stop_signal(), text.units(), alphabet, last_chunk, length);
    store(vm, array, &decoded)
}

/// [Uint8Array.prototype.setFromHex](https://tc39.es/ecma262/#sec-uint8array.prototype.setfromhex)
pub(super) fn set_from_hex(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let array = validate_uint8_array(vm, args.this(), "Uint8Array.prototype.setFromHex")?;
    check_mutable(vm, array.buffer.get())?;
    let text = text_argument(vm, args.get(0))?;
    let length = view_of(vm, array)?.length;
    let decoded = base64_codec::from_hex(vm.stop_signal(), text.units(), length);
    store(vm, array, &decoded)
}

/// [GetUint8ArrayBytes](https://tc39.es/ecma262/#sec-getuint8arraybytes)
fn bytes_of(vm: &mut Vm, array: Gc<TypedArray>) -> JsResult<Vec<u8>> {
    let view = view_of(vm, array)?;
    let mut bytes = vec![0; view.length];
    let buffer = array.buffer.get();
    read_buffer_bytes(vm, buffer, view.byte_offset, &mut bytes)?;
    Ok(bytes)
}

/// [Uint8Array.prototype.toBase64](https://tc39.es/ecma262/#sec-uint8array.prototype.tobase64)
pub(super) fn to_base64(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let array = validate_uint8_array(vm, args.this(), "Uint8Array.prototype.toBase64")?;
    let options = options_object(vm, args.get(0))?;
    let alphabet = choice(vm, options, "alphabet", ALPHABETS)?;
    let mut omit_padding = false;
    if let Some(options) = options {
        let key = vm.intern("omitPadding")?;
        let given = get(vm, options, key)?;
        omit_padding = to_boolean(vm, given);
    }
    let bytes = bytes_of(vm, array)?;
    let text = base64_codec::to_base64(vm.stop_signal(), &bytes, alphabet, omit_padding);
    vm.check_interrupt()?;
    Ok(from_latin1(vm, &text)?.into())
}

/// [Uint8Array.prototype.toHex](https://tc39.es/ecma262/#sec-uint8array.prototype.tohex)
pub(super) fn to_hex(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let array = validate_uint8_array(vm, args.this(), "Uint8Array.prototype.toHex")?;
    let bytes = bytes_of(vm, array)?;
    let text = base64_codec::to_hex(vm.stop_signal(), &bytes);
    vm.check_interrupt()?;
    Ok(from_latin1(vm, &text)?.into())
}
