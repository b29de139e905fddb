//! What went wrong, told on standard error: a title, and the place in the text with an excerpt.
//!
//! Colors only on a terminal, and never under `NO_COLOR`: `anstream` sees to that.

use std::borrow::Cow;
use std::io::Write;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// A place in a text, and what is there.
pub(crate) struct Label {
    /// In bytes.
    pub(crate) span: Range<usize>,
    pub(crate) text: String,
}

/// An error at a place in a text.
pub(crate) struct Report<'a> {
    /// `SyntaxError`, `Uncaught TypeError`, …
    pub(crate) kind: &'a str,
    pub(crate) message: &'a str,
    /// The name of the text.
    pub(crate) name: &'a str,
    pub(crate) text: &'a [u8],
    pub(crate) primary: Label,
    pub(crate) secondary: Vec<Label>,
}

/// Lines shown beyond this are cut: a minified file has lines of megabytes.
const WIDTH: usize = 100;

/// How much of a long line is kept on each side of a label.
const KEPT: usize = 400;

/// Tells that the command itself failed.
pub(crate) fn failure(message: &str) {
    error_line(&format!("kataan: {message}\n"));
}

/// Writes text, with ANSI styles, to standard error.
pub(crate) fn error_line(text: &str) {
    // When standard error is gone there is nowhere to tell it.
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Renders and prints an error.
pub(crate) fn print(report: &Report<'_>) {
    error_line(&(render(report) + "\n"));
}

fn render(report: &Report<'_>) -> String {
    let excerpt = Excerpt::cut(report);
    let primary = AnnotationKind::Primary.span(excerpt.span(&report.primary.span));
    let mut snippet = Snippet::source(excerpt.text.as_ref())
        .line_start(excerpt.first_line)
        .path(report.name)
        .annotation(primary.label(some(&report.primary.text)));
    for label in &report.secondary {
        if excerpt.contains(&label.span) {
            let annotation = AnnotationKind::Context.span(excerpt.span(&label.span));
            snippet = snippet.annotation(annotation.label(some(&label.text)));
        }
    }
    let title = Level::ERROR
        .with_name(report.kind)
        .primary_title(report.message);
    let groups: [Group<'_>; 1] = [title.element(snippet)];
    Renderer::styled().term_width(WIDTH).render(&groups)
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// The part of a text that a report shows: the lines from the first label to the last.
struct Excerpt<'a> {
    text: Cow<'a, str>,
    first_line: usize,
    /// Where the part starts in the whole.
    start: usize,
}

impl<'a> Excerpt<'a> {
    fn cut(report: &Report<'a>) -> Excerpt<'a> {
        /// Labels further away than this are left out.
        const NEAR: usize = 20_000;
        let text = report.text;
        let primary = clamp(&report.primary.span, text.len());
        let (mut start, mut end) = (primary.start, primary.end);
        for label in &report.secondary {
            let span = clamp(&label.span, text.len());
            if span.start.abs_diff(primary.start) < NEAR {
                start = start.min(span.start);
                end = end.max(span.end);
            }
        }
        let is_break = |byte: &u8| *byte == b'\n';
        let line_start = text[..start]
            .iter()
            .rposition(is_break)
            .map_or(0, |at| at + 1);
        let line_end = text[end..]
            .iter()
            .position(is_break)
            .map_or(text.len(), |at| end + at);
        // A cut inside a line must not split a character: lossy decoding would then move the
        // labels after it. Bytes 10xxxxxx continue a character.
        let mut end = line_end.min(end + KEPT);
        while end < line_end && text[end] & 0xC0 == 0x80 {
            end += 1;
        }
        Excerpt {
            text: decode(&text[line_start..end]),
            first_line: text[..line_start]
                .iter()
                .filter(|byte| is_break(byte))
                .count()
                + 1,
            start: line_start,
        }
    }

    fn contains(&self, span: &Range<usize>) -> bool {
        span.start >= self.start && span.end <= self.start + self.text.len()
    }

    /// A span of the whole text as one of the excerpt.
    fn span(&self, span: &Range<usize>) -> Range<usize> {
        let floor = |at: usize| {
            let mut at = at.saturating_sub(self.start).min(self.text.len());
            while !self.text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        floor(span.start)..floor(span.end.max(span.start))
    }
}

fn clamp(span: &Range<usize>, length: usize) -> Range<usize> {
    let start = span.start.min(length);
    start..span.end.clamp(start, length)
}

/// Text for people: what is no character shows as U+FFFD, one for each run of three bytes or less
/// so that positions after a lone surrogate stay where they are.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        match chunk.invalid() {
            [] => {}
            // The three bytes of a surrogate come as three invalid chunks: ED, and two
            // continuations. U+FFFD is three bytes long too.
            [0xED] => text.push('\u{FFFD}'),
            [byte] if byte & 0xC0 == 0x80 => {}
            _ => text.push('\u{FFFD}'),
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::{Label, Report, render};

    fn plain(text: &[u8], span: std::ops::Range<usize>) -> String {
        let report = Report {
            kind: "SyntaxError",
            message: "it is wrong",
            name: "a.js",
            text,
            primary: Label {
                span,
                text: "here".to_owned(),
            },
            secondary: Vec::new(),
        };
        anstream::adapter::strip_str(&render(&report)).to_string()
    }

    #[test]
    fn shows_the_line() {
        let shown = plain(b"one;\nlet a b;\nthree;", 11..12);
        assert!(
            shown.contains("a.js:2:7") && shown.contains("let a b;"),
            "{shown}"
        );
        assert!(!shown.contains("three"), "{shown}");
    }

    #[test]
    fn survives_odd_places() {
        plain(b"", 0..0);
        plain(b"x", 5..9);
        plain("é".as_bytes(), 1..2);
        plain(b"a\xED\xA0\x80b", 4..5);
        plain(&vec![b'x'; 1 << 20], 500_000..500_001);
        plain(&"é".repeat(1 << 16).into_bytes(), 4..6);
    }
}
