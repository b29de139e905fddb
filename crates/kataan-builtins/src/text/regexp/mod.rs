//! [RegExp (Regular Expression) Objects](https://tc39.es/ecma262/#sec-regexp-regular-expression-objects).

use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::operation::{construct, get, to_boolean};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::from_str;
use kataan_vm::symbol::WellKnownSymbol;
use kataan_vm::value::Value;

/// [IsRegExp](https://tc39.es/ecma262/#sec-isregexp)
pub(crate) fn is_reg_exp(vm: &mut Vm, value: Value) -> JsResult<bool> {
    let Some(object) = vm.object(value) else {
        return Ok(false);
    };
    let key = vm.symbol_key(WellKnownSymbol::Match);
    let matcher = get(vm, object, key)?;
    Ok(to_boolean(vm, matcher))
}

/// [RegExpCreate](https://tc39.es/ecma262/#sec-regexpcreate)
pub(crate) fn reg_exp_create(vm: &mut Vm, pattern: Value, flags: &str) -> JsResult<Value> {
    let flags = from_str(vm, flags)?;
    let constructor = vm.intrinsic(Intrinsic::RegExp);
    Ok(construct(vm, constructor, &[pattern, flags.into()], None)?.into())
}
