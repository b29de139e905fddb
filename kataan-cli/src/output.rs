//! Standard output: buffered, and indifferent to a reader who leaves early.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::{LazyLock, Mutex, PoisonError};

static OUTPUT: LazyLock<Mutex<Output>> = LazyLock::new(|| {
    Mutex::new(Output {
        buffer: io::BufWriter::with_capacity(1 << 16, Raw),
        failed: None,
    })
});

/// Standard output without the line buffering of `std`.
struct Raw;

impl Write for Raw {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        io::stdout().lock().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stdout().lock().flush()
    }
}

struct Output {
    buffer: io::BufWriter<Raw>,
    /// The first error; after it nothing more is written.
    failed: Option<ErrorKind>,
}

impl Output {
    fn note(&mut self, result: io::Result<()>) {
        if let Err(error) = result {
            self.failed.get_or_insert(error.kind());
        }
    }
}

/// Writes to standard output. When its reader has left, the process ends without a word: a program
/// that prints for ever would never know.
pub(crate) fn write(text: &[u8]) {
    let mut output = OUTPUT.lock().unwrap_or_else(PoisonError::into_inner);
    if output.failed.is_none() {
        let result = output.buffer.write_all(text);
        output.note(result);
    }
    if output.failed == Some(ErrorKind::BrokenPipe) {
        std::process::exit(0);
    }
}

/// The streams of a program: standard output buffered unless it is a terminal.
#[derive(Default)]
pub(crate) struct ProgramOutput;

impl kataan::host::Output for ProgramOutput {
    fn out(&mut self, text: &[u8]) {
        write(text);
        if io::stdout().is_terminal() {
            let _ = flush();
        }
    }

    fn err(&mut self, text: &[u8]) {
        let _ = flush();
        // When standard error is gone there is nowhere to tell it.
        let _ = io::stderr().lock().write_all(text);
    }

    fn flush(&mut self) {
        let _ = flush();
    }
}

/// Writes what is buffered. An error tells that text was lost, unless its reader left.
pub(crate) fn flush() -> Result<(), ErrorKind> {
    let mut output = OUTPUT.lock().unwrap_or_else(PoisonError::into_inner);
    if output.failed.is_none() {
        let result = output.buffer.flush();
        output.note(result);
    }
    match output.failed {
        None | Some(ErrorKind::BrokenPipe) => Ok(()),
        Some(other) => Err(other),
    }
}
