//! `kataan wasm validate`: whether modules are valid.

use std::path::PathBuf;

use clap::Args;
use kataan_wasm::{Engine, Error, Module, ModuleErrorKind};
use serde_json::json;

use super::load;
use super::options::WasmOptions;
use crate::diagnostic;
use crate::exit::Exit;
use crate::output;

/// Which modules, by which rules.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The modules (.wasm or .wat, or - for standard input).
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Print one JSON object a file.
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    options: WasmOptions,
}

/// Says nothing of valid modules, and what is wrong with others.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
    let engine = Engine::new(&arguments.options.resolve().0);
    let mut exit = Ok(());
    for file in &arguments.files {
        let checked = load::open(file).and_then(|input| {
            let bytes = load::binary(&input)?;
            let error = Module::validate(&engine, &bytes).err();
            if arguments.json {
                output::write(format!("{}\n", report(&input.name, error.as_ref())).as_bytes());
            } else if let Some(error) = &error {
                diagnostic::failure(&format!("{}: {error}", input.name));
            }
            error.map_or(Ok(()), |_| Err(Exit::Failure))
        });
        exit = exit.and(checked);
    }
    exit
}

fn report(name: &str, error: Option<&Error>) -> serde_json::Value {
    match error {
        None => json!({ "file": name, "valid": true }),
        Some(Error::Module(error)) => json!({
            "file": name,
            "valid": false,
            "kind": match error.kind() {
                ModuleErrorKind::Malformed => "malformed",
                ModuleErrorKind::Invalid => "invalid",
                ModuleErrorKind::Limit => "limit",
            },
            "offset": error.offset(),
            "message": error.message(),
        }),
        Some(other) => json!({ "file": name, "valid": false, "message": other.to_string() }),
    }
}
