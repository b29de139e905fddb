//! Reading what the user names; an error names it again.

use std::io::Read;
use std::path::Path;

use crate::diagnostic;
use crate::exit::Exit;

/// What a file or standard input holds, with the name to call it by.
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl Input {
    pub(crate) fn file(path: &Path) -> Result<Input, Exit> {
        let name = path.display().to_string();
        match std::fs::read(path) {
            Ok(bytes) => Ok(Input { name, bytes }),
            Err(error) => {
                diagnostic::failure(&format!("cannot read {name}: {}", reason(&error)));
                Err(Exit::Failure)
            }
        }
    }

    /// A program's file, by its full path: relative ones are meant from the current folder, and
    /// `.js` may be left out.
    pub(crate) fn program(path: &Path) -> Result<Input, Exit> {
        match kataan::host::module::resolve_entry(path) {
            Ok(file) => Input::file(&file),
            // The system's own words say why.
            Err(_) => Input::file(path),
        }
    }

    pub(crate) fn standard() -> Result<Input, Exit> {
        let mut bytes = Vec::new();
        match std::io::stdin().lock().read_to_end(&mut bytes) {
            Ok(_) => Ok(Input {
                name: "<stdin>".to_owned(),
                bytes,
            }),
            Err(error) => {
                diagnostic::failure(&format!("cannot read standard input: {}", reason(&error)));
                Err(Exit::Failure)
            }
        }
    }

    /// Text given with `-e` or `-p`.
    pub(crate) fn text_of_command_line(source: &str) -> Input {
        Input {
            name: "<eval>".to_owned(),
            bytes: source.into(),
        }
    }

    /// The bytes without the byte order mark that some editors write.
    pub(crate) fn text(&self) -> &[u8] {
        self.bytes
            .strip_prefix(b"\xEF\xBB\xBF")
            .unwrap_or(&self.bytes)
    }
}

/// The system's words, without the number that Rust adds.
pub(crate) fn reason(error: &std::io::Error) -> String {
    without_number(&error.to_string())
}

/// The same of an error that is text already.
pub(crate) fn without_number(words: &str) -> String {
    match words.split_once(" (os error") {
        Some((words, _)) => words.to_owned(),
        None => words.to_owned(),
    }
}
