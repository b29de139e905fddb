//! [The Global Object](https://tc39.es/ecma262/#sec-global-object): its value and function
//! properties.

mod uri;

use crate::message;
use kataan_vm::Vm;
use kataan_vm::error::{ErrorKind, JsResult};
use kataan_vm::native::{
    Args, IntrinsicObject, NativeFunction, ObjectForm, PropertyValue, constant, value,
};
use kataan_vm::object::Attributes;
use kataan_vm::operation::{to_int32, to_number, to_string};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{Flat, StringBuilder, Units, flatten};
use kataan_vm::value::Value;
use kataan_vm::value::long_number::{SHORT, compact_digits, decimal, is_digit_of, skip_while};
use kataan_vm::value::string_to_number::{
    decimal_prefix, digits_in_radix, is_white_space, short_digits,
};

/// A function that is a property of the global object.
const fn function(
    intrinsic: Intrinsic,
    name: &'static str,
    length: u8,
    code: NativeFunction,
) -> IntrinsicObject {
    IntrinsicObject {
        intrinsic,
        form: ObjectForm::Function(name, length, code),
        prototype: Some(Intrinsic::FunctionPrototype),
        properties: &[],
    }
}

pub(crate) static PARSE_INT: IntrinsicObject =
    function(Intrinsic::ParseInt, "parseInt", 2, parse_int);
pub(crate) static PARSE_FLOAT: IntrinsicObject =
    function(Intrinsic::ParseFloat, "parseFloat", 1, parse_float);
pub(crate) static IS_NAN: IntrinsicObject = function(Intrinsic::IsNan, "isNaN", 1, is_nan);
pub(crate) static IS_FINITE: IntrinsicObject =
    function(Intrinsic::IsFinite, "isFinite", 1, is_finite);
pub(crate) static DECODE_URI: IntrinsicObject =
    function(Intrinsic::DecodeUri, "decodeURI", 1, decode_uri);
pub(crate) static DECODE_URI_COMPONENT: IntrinsicObject = function(
    Intrinsic::DecodeUriComponent,
    "decodeURIComponent",
    1,
    decode_uri_component,
);
pub(crate) static ENCODE_URI: IntrinsicObject =
    function(Intrinsic::EncodeUri, "encodeURI", 1, encode_uri);
pub(crate) static ENCODE_URI_COMPONENT: IntrinsicObject = function(
    Intrinsic::EncodeUriComponent,
    "encodeURIComponent",
    1,
    encode_uri_component,
);
pub(crate) static ESCAPE: IntrinsicObject = function(Intrinsic::Escape, "escape", 1, escape);
pub(crate) static UNESCAPE: IntrinsicObject =
    function(Intrinsic::Unescape, "unescape", 1, unescape);

/// The properties of the global object that are not constructors or namespaces.
pub(crate) static GLOBAL: IntrinsicObject = IntrinsicObject {
    intrinsic: Intrinsic::Global,
    form: ObjectForm::Existing,
    prototype: Some(Intrinsic::ObjectPrototype),
    properties: &[
        value(
            "globalThis",
            PropertyValue::Intrinsic(Intrinsic::Global),
            Attributes::HIDDEN,
        ),
        constant("Infinity", PropertyValue::Number(f64::INFINITY)),
        constant("NaN", PropertyValue::Number(f64::NAN)),
        constant("undefined", PropertyValue::Undefined),
        value(
            "eval",
            PropertyValue::Intrinsic(Intrinsic::Eval),
            Attributes::HIDDEN,
        ),
        value(
            "isFinite",
            PropertyValue::Intrinsic(Intrinsic::IsFinite),
            Attributes::HIDDEN,
        ),
        value(
            "isNaN",
            PropertyValue::Intrinsic(Intrinsic::IsNan),
            Attributes::HIDDEN,
        ),
        value(
            "parseFloat",
            PropertyValue::Intrinsic(Intrinsic::ParseFloat),
            Attributes::HIDDEN,
        ),
        value(
            "parseInt",
            PropertyValue::Intrinsic(Intrinsic::ParseInt),
            Attributes::HIDDEN,
        ),
        value(
            "decodeURI",
            PropertyValue::Intrinsic(Intrinsic::DecodeUri),
            Attributes::HIDDEN,
        ),
        value(
            "decodeURIComponent",
            PropertyValue::Intrinsic(Intrinsic::DecodeUriComponent),
            Attributes::HIDDEN,
        ),
        value(
            "encodeURI",
            PropertyValue::Intrinsic(Intrinsic::EncodeUri),
            Attributes::HIDDEN,
        ),
        value(
            "encodeURIComponent",
            PropertyValue::Intrinsic(Intrinsic::EncodeUriComponent),
            Attributes::HIDDEN,
        ),
        value(
            "escape",
            PropertyValue::Intrinsic(Intrinsic::Escape),
            Attributes::HIDDEN,
        ),
        value(
            "unescape",
            PropertyValue::Intrinsic(Intrinsic::Unescape),
            Attributes::HIDDEN,
        ),
    ],
};

/// [isFinite](https://tc39.es/ecma262/#sec-isfinite-number)
fn is_finite(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(Value::from_bool(to_number(vm, args.get(0))?.is_finite()))
}

/// [isNaN](https://tc39.es/ecma262/#sec-isnan-number)
fn is_nan(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(Value::from_bool(to_number(vm, args.get(0))?.is_nan()))
}

/// The argument's text, and where it begins behind white space.
fn number_text(vm: &mut Vm, args: Args<'_>) -> JsResult<(Flat, usize)> {
    let flat = argument(vm, args)?;
    let start = skip_while(vm, flat.units(), 0..flat.len(), is_white_space)?;
    Ok((flat, start))
}

/// [parseFloat](https://tc39.es/ecma262/#sec-parsefloat-string)
fn parse_float(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if args.get(0).is_i32() {
        return Ok(args.get(0));
    }
    let (text, start) = number_text(vm, args)?;
    if text.len() <= SHORT {
        let text: Vec<u8> = text
            .units()
            .iter()
            .skip(start)
            .map(ascii_or_other)
            .collect();
        let number = decimal_prefix(&text).map_or(f64::NAN, |(number, _)| number);
        return Ok(Value::from_number(number));
    }
    let (number, _) = decimal(vm, text.units(), start..text.len())?;
    Ok(Value::from_number(number))
}

/// A unit as a byte; `?` for what is not ASCII, and ends what a number could be.
fn ascii_or_other(unit: u16) -> u8 {
    let byte = u8::try_from(unit).ok();
    byte.filter(u8::is_ascii).unwrap_or(b'?')
}

/// [parseInt](https://tc39.es/ecma262/#sec-parseint-string-radix)
fn parse_int(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if args.get(0).is_i32() && args.len() < 2 {
        return Ok(args.get(0));
    }
    if let Some(number) = short_decimal(vm, args)? {
        return Ok(number);
    }
    let (text, mut start) = number_text(vm, args)?;
    let mut radix = to_int32(vm, args.get(1))?;
    let units = text.units();
    let byte = |index: usize| (index < units.len()).then(|| ascii_or_other(units.at(index)));
    let negative = byte(start) == Some(b'-');
    start += usize::from(negative || byte(start) == Some(b'+'));
    if radix != 0 && !(2..=36).contains(&radix) {
        return Ok(Value::from_number(f64::NAN));
    }
    if radix == 0 || radix == 16 {
        if byte(start) == Some(b'0') && matches!(byte(start + 1), Some(b'x' | b'X')) {
            radix = 16;
            start += 2;
        } else if radix == 0 {
            radix = 10;
        }
    }
    let radix = radix as u32;
    let end = skip_while(vm, units, start..units.len(), |unit| {
        is_digit_of(unit, radix)
    })?;
    if start == end {
        return Ok(Value::from_number(f64::NAN));
    }
    let digits = compact_digits(vm, units, start..end)?;
    let (number, _) = digits_in_radix(&digits, radix);
    Ok(Value::from_number(if negative { -number } else { number }))
}

/// `parseInt` of a string that begins with a few decimal digits, read as such.
fn short_decimal(vm: &mut Vm, args: Args<'_>) -> JsResult<Option<Value>> {
    let radix = args.get(1);
    let Some(string) = vm.string(args.get(0)) else {
        return Ok(None);
    };
    if !radix.is_undefined() && radix != Value::from_i32(10) {
        return Ok(None);
    }
    let flat = flatten(vm, string)?;
    Ok(match flat.units() {
        // `0x` asks for another radix.
        Units::Latin1([b'0', b'x' | b'X', ..]) | Units::Utf16(_) => None,
        Units::Latin1(text) => short_digits(text).map(|(number, _)| Value::from_i32(number)),
    })
}

/// The argument's units.
fn argument(vm: &mut Vm, args: Args<'_>) -> JsResult<Flat> {
    let string = to_string(vm, args.get(0))?;
    flatten(vm, string)
}

/// A result of [`uri`] as a string, or the URIError.
fn finish(vm: &mut Vm, result: Result<StringBuilder, uri::MalformedUri>) -> JsResult<Value> {
    match result {
        Ok(text) => Ok(text.finish(vm)?.into()),
        Err(uri::MalformedUri) => {
            Err(vm.throw_error(ErrorKind::UriError, message::MALFORMED_URI, &[]))
        }
    }
}

/// [decodeURI](https://tc39.es/ecma262/#sec-decodeuri-encodeduri)
fn decode_uri(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = argument(vm, args)?;
    let decoded = uri::decode(vm, text.units(), uri::URI_RESERVED_AND_HASH)?;
    finish(vm, decoded)
}

/// [decodeURIComponent](https://tc39.es/ecma262/#sec-decodeuricomponent-encodeduricomponent)
fn decode_uri_component(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = argument(vm, args)?;
    let decoded = uri::decode(vm, text.units(), uri::NONE)?;
    finish(vm, decoded)
}

/// [encodeURI](https://tc39.es/ecma262/#sec-encodeuri-uri)
fn encode_uri(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = argument(vm, args)?;
    let encoded = uri::encode(vm, text.units(), uri::URI_UNESCAPED)?;
    finish(vm, encoded)
}

/// [encodeURIComponent](https://tc39.es/ecma262/#sec-encodeuricomponent-uricomponent)
fn encode_uri_component(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = argument(vm, args)?;
    let encoded = uri::encode(vm, text.units(), uri::URI_UNRESERVED)?;
    finish(vm, encoded)
}

/// [escape](https://tc39.es/ecma262/#sec-escape-string)
fn escape(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = argument(vm, args)?;
    Ok(uri::escape(vm, text.units())?.finish(vm)?.into())
}

/// [unescape](https://tc39.es/ecma262/#sec-unescape-string)
fn unescape(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = argument(vm, args)?;
    Ok(uri::unescape(vm, text.units())?.finish(vm)?.into())
}
