//! `kataan wasm wast`: specification scripts.

use std::path::PathBuf;

use clap::Args;
use kataan_wasm::script;
use serde_json::json;

use super::load;
use super::options::{Tier, WasmOptions};
use crate::diagnostic;
use crate::exit::Exit;
use crate::output;

/// Which scripts.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The scripts.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Print one JSON object a file.
    #[arg(long)]
    json: bool,

    /// How modules are executed.
    #[arg(long, value_enum, default_value_t)]
    tier: Tier,

    #[command(flatten)]
    options: WasmOptions,
}

/// Runs the scripts; prints each directive that fails, and how many there were.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
    arguments.tier.check()?;
    let config = arguments.options.resolve().0;
    let (mut passed, mut failed) = (0, 0);
    let mut exit = Ok(());
    for file in &arguments.files {
        let input = load::open(file)?;
        let name = &input.name;
        let ran = std::str::from_utf8(input.text())
            .map_err(|error| error.to_string())
            .and_then(|source| script::run_with(source, &config));
        let outcomes = match ran {
            Ok(outcomes) => outcomes,
            Err(reason) => {
                diagnostic::failure(&format!("cannot run {name}: {reason}"));
                exit = Err(Exit::Failure);
                continue;
            }
        };
        let failures: Vec<_> = outcomes
            .iter()
            .filter_map(|outcome| Some((outcome, outcome.failure.as_deref()?)))
            .collect();
        passed += outcomes.len() - failures.len();
        failed += failures.len();
        if arguments.json {
            let failures: Vec<_> = failures
                .iter()
                .map(|(outcome, reason)| {
                    json!({
                        "line": outcome.line,
                        "directive": outcome.directive,
                        "reason": reason,
                    })
                })
                .collect();
            let report = json!({
                "file": name,
                "passed": outcomes.len() - failures.len(),
                "failures": failures,
            });
            output::write(format!("{report}\n").as_bytes());
            continue;
        }
        for (outcome, reason) in failures {
            let line = format!("{name}:{}: {}: {reason}", outcome.line, outcome.directive);
            diagnostic::error_line(&(line + "\n"));
        }
    }
    if !arguments.json {
        output::write(format!("{passed} passed, {failed} failed\n").as_bytes());
    }
    if failed > 0 { Err(Exit::Failure) } else { exit }
}
