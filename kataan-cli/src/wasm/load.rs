//! From a file to a module, in the binary or the text format.

use std::borrow::Cow;
use std::path::Path;

use kataan_wasm::{Engine, Module};

use crate::diagnostic;
use crate::exit::Exit;
use crate::input::Input;

/// What every module in the binary format starts with.
const MAGIC: &[u8] = b"\0asm";

/// The file, or standard input for `-`.
pub(crate) fn open(file: &Path) -> Result<Input, Exit> {
    if file == Path::new("-") {
        Input::standard()
    } else {
        Input::file(file)
    }
}

/// Whether a program is a module: by its bytes, or a text by its name.
pub(crate) fn is_module(input: &Input) -> bool {
    input.bytes.starts_with(MAGIC) || input.name.ends_with(".wat")
}

/// The bytes of a module in the binary format; prints what is wrong with its text.
pub(crate) fn binary(input: &Input) -> Result<Cow<'_, [u8]>, Exit> {
    if input.bytes.starts_with(MAGIC) {
        return Ok(Cow::Borrowed(&input.bytes));
    }
    wat::parse_bytes(&input.bytes).map_err(|mut error| {
        error.set_path(&input.name);
        diagnostic::failure(&format!("cannot read {}: {error}", input.name));
        Exit::Failure
    })
}

/// A valid module; prints what is wrong with it.
pub(crate) fn module(engine: &Engine, input: &Input) -> Result<Module, Exit> {
    Module::new(engine, binary(input)?).map_err(|error| {
        diagnostic::failure(&format!("{}: {error}", input.name));
        Exit::Failure
    })
}
