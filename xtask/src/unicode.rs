//! `cargo xtask unicode`: whether the Unicode tables of the regular expressions are what their
//! generator makes. It stands outside the workspace, with versions of its own.

use clap::Args;

use crate::{Outcome, Verdict, process, workspace};

/// Check, or write.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Write the tables instead of checking them.
    #[arg(long)]
    write: bool,
}

/// Runs the generator.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let manifest = workspace::root().join("tools/unicode-tables/Cargo.toml");
    let mut command = process::cargo();
    command
        .args(["run", "--quiet", "--locked", "--manifest-path"])
        .arg(manifest)
        .arg("--target-dir")
        .arg(workspace::target().join("unicode-tables"));
    if !arguments.write {
        command.args(["--", "--check"]);
    }
    Ok(Verdict::passed_if(process::succeeds(&mut command)?))
}

/// Fails when the tables are stale.
pub(crate) fn check() -> Outcome {
    run(&Arguments { write: false })
}
