//! `kataan wasm features`: what of WebAssembly there is.

use clap::Args;
use kataan_wasm::{Engine, FEATURES};
use serde_json::json;

use super::options::WasmOptions;
use crate::exit::Exit;
use crate::output;

/// How to print, and under which options.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Print a JSON array.
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    options: WasmOptions,
}

/// Prints a line a feature.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
    let on = Engine::new(&arguments.options.resolve().0).features();
    if arguments.json {
        let list: Vec<_> = FEATURES
            .iter()
            .map(|info| {
                json!({
                    "name": info.name,
                    "stage": info.stage,
                    "default": info.default,
                    "on": on.contains(info.feature),
                    "brings": info.brings,
                })
            })
            .collect();
        output::write(format!("{:#}\n", serde_json::Value::Array(list)).as_bytes());
        return Ok(());
    }
    let mut text = String::new();
    for info in FEATURES {
        let state = if on.contains(info.feature) {
            "on"
        } else {
            "off"
        };
        text += &format!(
            "{:<24} {:<10} {state:<3}  {}\n",
            info.name, info.stage, info.brings
        );
    }
    output::write(text.as_bytes());
    Ok(())
}
