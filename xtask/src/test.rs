//! `cargo xtask test`: every test of the workspace.

use std::path::Path;

use clap::Args;

use crate::{Outcome, Verdict, process, test262};

/// What to test.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Passed on to the test runner: a part of the tests' names, or its flags.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

impl Arguments {
    /// All tests.
    pub(crate) fn all() -> Arguments {
        Arguments { rest: Vec::new() }
    }
}

/// Runs the tests with `cargo nextest` where it is installed (each test in a process of its
/// own, in parallel over crates), else with `cargo test`.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let nextest = process::is_installed(Path::new("cargo-nextest"));
    let suite = test262::suite_for_tests()?;
    let mut command = process::cargo();
    if nextest {
        command.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
    } else {
        command.args(["test", "--workspace", "--no-fail-fast"]);
    }
    // The suite may be an archive, which only these tools unpack.
    if let Some((variable, folder)) = suite {
        command.env(variable, folder);
    }
    let mut passed = process::succeeds(command.args(&arguments.rest))?;
    if nextest && arguments.rest.is_empty() {
        // Nextest does not run examples in documentation.
        let mut command = process::cargo();
        passed &=
            process::succeeds(command.args(["test", "--workspace", "--doc", "--no-fail-fast"]))?;
    }
    Ok(Verdict::passed_if(passed))
}
