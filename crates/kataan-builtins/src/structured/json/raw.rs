//! Raw JSON: [JSON.rawJSON](https://tc39.es/ecma262/#sec-json.rawjson).

use super::parse_json;
use crate::message;
use kataan_gc::{Field, Gc, cell};
use kataan_vm::Vm;
use kataan_vm::error::{ErrorKind, JsResult};
use kataan_vm::native::Args;
use kataan_vm::object::{Object, new_object_base};
use kataan_vm::operation::{IntegrityLevel, create_data_property, set_integrity_level, to_string};
use kataan_vm::string::{JsString, Name, unit_at};
use kataan_vm::value::Value;

cell! {
    /// An object that `JSON.stringify` prints as the text that it holds.
    pub struct RawJsonObject: Object {
        text: Field<JsString>,
    }
}

impl RawJsonObject {
    /// The text.
    pub(super) fn text(&self) -> Gc<JsString> {
        self.text.get()
    }
}

/// [JSON.isRawJSON](https://tc39.es/ecma262/#sec-json.israwjson)
pub(super) fn is_raw_json(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    Ok(Value::from(
        vm.heap.gc::<RawJsonObject>(args.get(0)).is_some(),
    ))
}

/// [JSON.rawJSON](https://tc39.es/ecma262/#sec-json.rawjson)
pub(super) fn raw_json(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = to_string(vm, args.get(0))?;
    let is_space = |unit: u16| matches!(unit, 0x09 | 0x0A | 0x0D | 0x20);
    let bad_edge = match text.len() {
        0 => true,
        length => {
            let first = unit_at(vm, text, 0)?;
            is_space(first)
                || is_space(unit_at(vm, text, length - 1)?)
                || first == u16::from(b'{')
                || first == u16::from(b'[')
        }
    };
    if bad_edge {
        return Err(vm.throw_error(ErrorKind::SyntaxError, message::NOT_RAW_JSON, &[]));
    }
    parse_json(vm, text)?;
    let base = new_object_base::<RawJsonObject>(vm, None, 1)?;
    let object = vm.heap.allocate(RawJsonObjectInit { base, text })?.upcast();
    let key = vm.key(Name::RawJson);
    create_data_property(vm, object, key, text.into())?;
    set_integrity_level(vm, object, IntegrityLevel::Frozen)?;
    Ok(object.into())
}
