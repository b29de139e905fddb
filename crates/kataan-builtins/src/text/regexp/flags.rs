//! The accessors of single flags.

use super::object::RegExpObject;
use crate::message;
use kataan_regexp::Flags;
use kataan_vm::Vm;
use kataan_vm::error::{JsResult, describe};
use kataan_vm::native::Args;
use kataan_vm::realm::Intrinsic;
use kataan_vm::value::Value;

/// [RegExpHasFlag](https://tc39.es/ecma262/#sec-regexphasflag)
fn has_flag(vm: &mut Vm, args: Args<'_>, flag: Flags, method: &'static str) -> JsResult<Value> {
    if let Some(regexp) = vm.heap.gc::<RegExpObject>(args.this()) {
        return Ok(Value::from_bool(regexp.flags().contains(flag)));
    }
    if args.this() == vm.intrinsic(Intrinsic::RegExpPrototype).into() {
        return Ok(Value::UNDEFINED);
    }
    let text = describe(vm, args.this());
    Err(vm.throw_type_error(message::INCOMPATIBLE_RECEIVER, &[&method, &text]))
}

macro_rules! flags {
    ($($function:ident = $flag:ident, $name:literal;)*) => {
        $(
            #[doc = concat!("`", $name, "`")]
            pub(super) fn $function(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
                has_flag(vm, args, Flags::$flag, $name)
            }
        )*
    };
}

flags! {
    has_indices = HAS_INDICES, "get RegExp.prototype.hasIndices";
    global = GLOBAL, "get RegExp.prototype.global";
    ignore_case = IGNORE_CASE, "get RegExp.prototype.ignoreCase";
    multiline = MULTILINE, "get RegExp.prototype.multiline";
    dot_all = DOT_ALL, "get RegExp.prototype.dotAll";
    unicode = UNICODE, "get RegExp.prototype.unicode";
    unicode_sets = UNICODE_SETS, "get RegExp.prototype.unicodeSets";
    sticky = STICKY, "get RegExp.prototype.sticky";
}
