//! [The RegExp Constructor](https://tc39.es/ecma262/#sec-regexp-constructor), `RegExp.escape` and
//! `RegExp.prototype.compile`.

use super::is_reg_exp;
use super::object::{LastIndex, RegExpObject, program_of_values, regexp_create_from_program};
use crate::message;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::Args;
use kataan_vm::operation::{get_name, get_prototype_from_constructor};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{Name, flatten, from_str, from_utf16, pieces};
use kataan_vm::value::Value;

/// [RegExp](https://tc39.es/ecma262/#sec-regexp-pattern-flags)
pub(super) fn reg_exp(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let (pattern, flags) = (args.get(0), args.get(1));
    let pattern_is_reg_exp = is_reg_exp(vm, pattern)?;
    let mut new_target = args.new_target();
    if new_target.is_undefined() {
        new_target = args.callee();
        if let Some(object) = vm.object(pattern).filter(|_| pattern_is_reg_exp)
            && flags.is_undefined()
        {
            let constructor = get_name(vm, object, Name::Constructor)?;
            if constructor == new_target {
                return Ok(pattern);
            }
        }
    }
    let (mut source, mut source_flags) = (pattern, flags);
    if let Some(regexp) = vm.heap.gc::<RegExpObject>(pattern) {
        source = regexp.source().into();
        if flags.is_undefined() {
            let text = regexp.flags().to_string();
            source_flags = from_str(vm, &text)?.into();
        }
    } else if let Some(object) = vm.object(pattern).filter(|_| pattern_is_reg_exp) {
        source = get_name(vm, object, Name::Source)?;
        if flags.is_undefined() {
            source_flags = get_name(vm, object, Name::Flags)?;
        }
    }
    let prototype = get_prototype_from_constructor(vm, new_target, Intrinsic::RegExpPrototype)?;
    let is_legacy = new_target == vm.intrinsic(Intrinsic::RegExp).into();
    let program = program_of_values(vm, source, source_flags)?;
    Ok(regexp_create_from_program(vm, program, prototype, is_legacy)?.into())
}

/// [RegExp.prototype.compile](https://tc39.es/ecma262/#sec-regexp.prototype.compile)
pub(super) fn compile(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    const METHOD: &str = "RegExp.prototype.compile";
    let (pattern, flags) = (args.get(0), args.get(1));
    let regexp = super::this_regexp(vm, args, METHOD)?;
    if regexp.realm.get() != vm.realm() || !regexp.is_legacy.get() {
        let text = describe(vm, args.this());
        return Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&METHOD, &text]));
    }
    let program = match vm.heap.gc::<RegExpObject>(pattern) {
        Some(_) if !flags.is_undefined() => {
            return Err(vm.throw_type_error(message::FLAGS_WITH_REGEXP, &[]));
        }
        Some(other) => other.program.get(),
        None => program_of_values(vm, pattern, flags)?,
    };
    regexp.program.set(program);
    regexp.set_last_index(vm, 0)?;
    Ok(args.this())
}

/// [RegExp.escape](https://tc39.es/ecma262/#sec-regexp.escape)
pub(super) fn escape(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let Some(string) = vm.string(args.get(0)) else {
        let text = describe(vm, args.get(0));
        return Err(vm.throw_type_error(message::NOT_A_STRING, &[&text]));
    };
    let flat = flatten(vm, string)?;
    let units = flat.units();
    let mut escaped = Vec::new();
    for part in pieces(0..units.len()) {
        vm.check_interrupt()?;
        let cut = |at: usize| at - usize::from(units.is_inside_pair(at));
        let part: Vec<u16> = units.slice(cut(part.start)..cut(part.end)).iter().collect();
        vm.heap.make_room_outside(escaped.len() * 4)?;
        kataan_regexp::escape_into(&mut escaped, &part);
    }
    Ok(from_utf16(vm, &escaped)?.into())
}
