//! The parts of the host's own modules that need Rust; the rest is the JavaScript beside this
//! file.

use kataan_vm::native::Args;
use kataan_vm::string::from_str;
use kataan_vm::{JsResult, Value, Vm};

use crate::console::{InspectOptions, format, inspect};
use crate::global::{Method, new_object_with};

static NATIVES: &[Method] = &[("inspect", 2, inspect_value), ("format", 1, format_values)];

/// What the scripted modules see as `host`.
pub(crate) fn natives(vm: &mut Vm) -> JsResult<Value> {
    Ok(new_object_with(vm, NATIVES)?.into())
}

/// `inspect(value, depth, showHidden)`
fn inspect_value(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let mut options = InspectOptions::default();
    if let Some(depth) = args.get(1).as_number() {
        options.depth = depth as usize;
    }
    options.show_hidden = args.get(2) == Value::TRUE;
    let text = inspect(vm, args.get(0), options)?;
    Ok(from_str(vm, &text)?.into())
}

fn format_values(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let text = format(vm, &args, 0)?;
    Ok(from_str(vm, &text)?.into())
}
