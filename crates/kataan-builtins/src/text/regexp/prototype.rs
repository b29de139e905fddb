//! [Properties of the RegExp Prototype Object](https://tc39.es/ecma262/#sec-properties-of-the-regexp-prototype-object)
//! that are not symbol methods.

use super::exec::{reg_exp_builtin_exec, reg_exp_test};
use super::object::RegExpObject;
use super::{this_object, this_regexp};
use crate::message;
use kataan_gc::Gc;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::Args;
use kataan_vm::operation::{get_name, to_boolean, to_string};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{JsString, Name, StringBuilder, flatten, from_latin1, to_rust_string};
use kataan_vm::value::Value;
use kataan_vm::value::long_number::skip_while;

/// [RegExp.prototype.exec](https://tc39.es/ecma262/#sec-regexp.prototype.exec)
pub(super) fn exec(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let regexp = this_regexp(vm, args, "RegExp.prototype.exec")?;
    let string = to_string(vm, args.get(0))?;
    let result = reg_exp_builtin_exec(vm, regexp, string)?;
    Ok(result.map_or(Value::NULL, Value::from))
}

/// [RegExp.prototype.test](https://tc39.es/ecma262/#sec-regexp.prototype.test)
pub(super) fn test(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = this_object(vm, args, "RegExp.prototype.test")?;
    let string = to_string(vm, args.get(0))?;
    Ok(Value::from_bool(reg_exp_test(vm, object, string)?))
}

/// [RegExp.prototype.toString](https://tc39.es/ecma262/#sec-regexp.prototype.tostring)
pub(super) fn to_string_method(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = this_object(vm, args, "RegExp.prototype.toString")?;
    let mut text = StringBuilder::new();
    text.push_str("/");
    let source = get_name(vm, object, Name::Source)?;
    let source = to_string(vm, source)?;
    text.push_string(vm, source)?;
    text.push_str("/");
    let flags = get_name(vm, object, Name::Flags)?;
    let flags = to_string(vm, flags)?;
    text.push_string(vm, flags)?;
    Ok(text.finish(vm)?.into())
}

/// [get RegExp.prototype.flags](https://tc39.es/ecma262/#sec-get-regexp.prototype.flags)
pub(super) fn flags(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let object = this_object(vm, args, "get RegExp.prototype.flags")?;
    let mut letters = [0; 8];
    let mut count = 0;
    for (name, letter) in [
        (Name::HasIndices, b'd'),
        (Name::Global, b'g'),
        (Name::IgnoreCase, b'i'),
        (Name::Multiline, b'm'),
        (Name::DotAll, b's'),
        (Name::Unicode, b'u'),
        (Name::UnicodeSets, b'v'),
        (Name::Sticky, b'y'),
    ] {
        let value = get_name(vm, object, name)?;
        if to_boolean(vm, value) {
            letters[count] = letter;
            count += 1;
        }
    }
    Ok(from_latin1(vm, &letters[..count])?.into())
}

/// [get RegExp.prototype.source](https://tc39.es/ecma262/#sec-get-regexp.prototype.source)
pub(super) fn source(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    if let Some(regexp) = vm.heap.gc::<RegExpObject>(args.this()) {
        return escape_reg_exp_pattern(vm, regexp.source());
    }
    if args.this() == vm.intrinsic(Intrinsic::RegExpPrototype).into() {
        return Ok(from_latin1(vm, b"(?:)")?.into());
    }
    let text = describe(vm, args.this());
    let parts: [&dyn core::fmt::Display; 2] = [&"get RegExp.prototype.source", &text];
    Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &parts))
}

/// The literal that makes such a regular expression, whatever its properties say.
pub(crate) fn literal_text(vm: &mut Vm, regexp: Gc<RegExpObject>) -> JsResult<String> {
    let source = escape_reg_exp_pattern(vm, regexp.source())?;
    let source = match vm.string(source) {
        Some(source) => to_rust_string(vm, source)?,
        None => String::new(),
    };
    Ok(format!("/{source}/{}", regexp.flags()))
}

/// [EscapeRegExpPattern](https://tc39.es/ecma262/#sec-escaperegexppattern): the pattern as a
/// literal would have it.
fn escape_reg_exp_pattern(vm: &mut Vm, source: Gc<JsString>) -> JsResult<Value> {
    if source.is_empty() {
        return Ok(from_latin1(vm, b"(?:)")?.into());
    }
    let flat = flatten(vm, source)?;
    let special = |unit: u16| matches!(unit, 0x2F | 0x0A | 0x0D | 0x2028 | 0x2029);
    if skip_while(vm, flat.units(), 0..flat.len(), |unit| !special(unit))? == flat.len() {
        return Ok(source.into());
    }
    let mut text = StringBuilder::new();
    let (mut in_class, mut after_backslash) = (false, false);
    for (index, unit) in flat.units().iter().enumerate() {
        if index.is_multiple_of(1024) {
            vm.check_interrupt()?;
            text.check(vm, 1024 * 6)?;
        }
        let letters = match unit {
            0x2F if !in_class && !after_backslash => Some("\\/"),
            0x0A => Some("\\n"),
            0x0D => Some("\\r"),
            0x2028 => Some("\\u2028"),
            0x2029 => Some("\\u2029"),
            _ => None,
        };
        match letters {
            // The backslash is there already.
            Some(letters) if after_backslash => text.push_str(&letters[1..]),
            Some(letters) => text.push_str(letters),
            None => text.push_unit(unit),
        }
        if after_backslash {
            after_backslash = false;
        } else {
            match unit {
                0x5C => after_backslash = true,
                0x5B => in_class = true,
                0x5D => in_class = false,
                _ => {}
            }
        }
    }
    Ok(text.finish(vm)?.into())
}
