//! What a program ended with, told on standard error: the error, where it arose, and its stack.

use kataan::{Error, Exception, Isolate, Location, Termination};

use crate::diagnostic::{self, Label, Report};
use crate::exit::Exit;
use crate::input::Input;
use crate::output;

/// Reports an error; gives the exit status.
pub(crate) fn report(isolate: &mut Isolate, input: &Input, error: &Error) -> Exit {
    // What the program printed comes first.
    let _ = output::flush();
    match error {
        Error::Exception(exception) => {
            report_exception(isolate, input, exception);
            Exit::Failure
        }
        Error::Terminated(termination) => match termination {
            Termination::Exit(status) => Exit::of_program(*status),
            Termination::Deadline => {
                diagnostic::failure("the program ran out of time");
                Exit::Deadline
            }
            Termination::OutOfMemory => {
                diagnostic::failure("the program ran out of memory");
                Exit::MemoryLimit
            }
            _ => Exit::Interrupted,
        },
        other => {
            diagnostic::failure(&other.to_string());
            Exit::Failure
        }
    }
}

fn report_exception(isolate: &mut Isolate, input: &Input, exception: &Exception) {
    let kind = if exception.name.is_empty() {
        "Uncaught".to_owned()
    } else {
        format!("Uncaught {}", exception.name)
    };
    let frames = exception
        .stack
        .as_deref()
        .map(frames_of)
        .unwrap_or_default();
    let place = exception
        .location
        .clone()
        .or_else(|| frames.lines().find_map(place_of_frame));
    let text = place.as_ref().and_then(|place| text_of(input, &place.name));
    match (place, text) {
        (Some(place), Some(text)) => {
            let span = place
                .span
                .clone()
                .unwrap_or_else(|| span_at(&text, place.line, place.column));
            let label = |(span, text): &(std::ops::Range<usize>, String)| Label {
                span: span.clone(),
                text: text.clone(),
            };
            diagnostic::print(&Report {
                kind: &kind,
                message: &exception.message,
                name: &place.name,
                text: &text,
                primary: Label {
                    span,
                    text: place.label.clone(),
                },
                secondary: place.others.iter().map(label).collect(),
            });
        }
        _ if exception.stack.is_none() && exception.name.is_empty() => {
            let shown = isolate
                .inspect(exception.value)
                .unwrap_or_else(|_| exception.message.clone());
            diagnostic::error_line(&format!("Uncaught {shown}\n"));
        }
        _ => {
            let separator = if exception.message.is_empty() {
                ""
            } else {
                ": "
            };
            diagnostic::error_line(&format!("{kind}{separator}{}\n", exception.message));
        }
    }
    if !frames.is_empty() && exception.location.is_none() {
        diagnostic::error_line(&format!("{frames}\n"));
    }
}

/// The frames of a stack: its lines that start with `at`.
fn frames_of(stack: &str) -> String {
    let frames: Vec<&str> = stack
        .lines()
        .filter(|line| line.trim_start().starts_with("at "))
        .collect();
    frames.join("\n")
}

/// `at name (file:line:column)` or `at file:line:column`.
fn place_of_frame(frame: &str) -> Option<Location> {
    let place = frame.trim().strip_prefix("at ")?;
    let place = place
        .strip_suffix(')')
        .and_then(|place| place.rsplit_once('('))
        .map_or(place, |(_, place)| place);
    let (rest, column) = place.rsplit_once(':')?;
    let (name, line) = rest.rsplit_once(':')?;
    Some(Location {
        name: name.to_owned(),
        line: line.parse().ok()?,
        column: column.parse().ok()?,
        span: None,
        label: String::new(),
        others: Vec::new(),
    })
}

/// The text that a place is in: the program's, or a file's.
fn text_of(input: &Input, name: &str) -> Option<Vec<u8>> {
    if name == input.name {
        return Some(input.text().to_vec());
    }
    std::fs::read(name).ok()
}

/// The word at a line and column, both from 1, the column in UTF-16 code units.
fn span_at(text: &[u8], line: u32, column: u32) -> std::ops::Range<usize> {
    let mut start = 0;
    for _ in 1..line {
        start += text[start..]
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(text.len() - start, |at| at + 1);
    }
    let end = text[start..]
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(text.len(), |at| start + at);
    let line = String::from_utf8_lossy(&text[start..end]);
    let mut units = column.saturating_sub(1) as usize;
    let mut at = 0;
    for letter in line.chars() {
        if units == 0 {
            break;
        }
        units = units.saturating_sub(letter.len_utf16());
        at += letter.len_utf8();
    }
    let word = line[at..]
        .chars()
        .take_while(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '$'));
    let width: usize = word.map(char::len_utf8).sum();
    start + at..(start + at + width.max(1)).min(end.max(start + at))
}
