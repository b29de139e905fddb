//! `kataan compile`: a text to a file that `kataan` runs without parsing it.

use std::path::{Path, PathBuf};

use clap::Args;

use super::TextArguments;
use crate::compiled;
use crate::diagnostic;
use crate::exit::Exit;
use crate::input;

/// Which text, and where the result goes.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(flatten)]
    text: TextArguments,
    /// Where to write [default: the file with the extension .ktbc].
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Compiles, and writes the file; a file that is there already is replaced whole.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
    let input = arguments.text.open()?;
    let words = compiled::compile(&input, arguments.text.goal())?;
    let output = match &arguments.output {
        Some(output) => output.clone(),
        None if arguments.text.file == Path::new("-") => PathBuf::from("stdin.ktbc"),
        None => arguments.text.file.with_extension("ktbc"),
    };
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_ne_bytes()).collect();
    std::fs::write(&output, bytes).map_err(|error| {
        diagnostic::failure(&format!(
            "cannot write {}: {}",
            output.display(),
            input::reason(&error)
        ));
        Exit::Failure
    })
}
