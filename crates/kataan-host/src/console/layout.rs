//! How the parts of an inspected value are laid out: on one line, in columns, or on lines of
//! their own. The rules are those of Node, so that output can be compared.

/// Lines are kept below this.
const LINE: usize = 80;

/// Levels of nesting that may share a line.
const SHARED_LEVELS: usize = 3;

/// Columns a list may have at most.
const MOST_COLUMNS: usize = 15;

/// Lists longer than this are tried in columns.
const SHORT_LIST: usize = 6;

/// Parts between brackets.
pub(super) struct Parts {
    /// What stands before the brackets, like `[Function: f]`; may be empty.
    pub(super) head: String,
    pub(super) open: String,
    pub(super) close: &'static str,
    pub(super) entries: Vec<String>,
    /// Whether this is a list, and so may be set in columns.
    pub(super) columns: Option<Columns>,
}

/// How a list is set in columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    /// Numbers stand to the right of their column.
    pub(super) align_right: bool,
    /// Whether the last entry only says that there are more.
    pub(super) has_rest: bool,
}

/// Where a value stands.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Blanks before its lines.
    pub(super) indentation: usize,
    /// How many levels of values it contains, as far as its last part shows.
    pub(super) levels: usize,
}

/// Lays out the parts of a value.
pub(super) fn lay_out(parts: Parts, place: Place) -> String {
    let Parts {
        head,
        open,
        close,
        entries,
        columns,
    } = parts;
    let count = entries.len();
    let entries = match columns {
        Some(columns) if count > SHORT_LIST => set_in_columns(entries, columns, place.indentation),
        _ => entries,
    };
    let head = if head.is_empty() { head } else { head + " " };
    let is_grouped = entries.len() != count;
    if place.levels < SHARED_LEVELS && !is_grouped && fits_on_a_line(&entries, &head, &open, place)
    {
        let line = entries.join(", ");
        if !line.contains('\n') {
            return format!("{head}{open} {line} {close}");
        }
    }
    let margin = format!("\n{}", " ".repeat(place.indentation));
    format!(
        "{head}{open}{margin}  {}{margin}{close}",
        entries.join(&format!(",{margin}  "))
    )
}

fn fits_on_a_line(entries: &[String], head: &str, open: &str, place: Place) -> bool {
    let start = entries.len() + place.indentation + width(open) + width(head.trim_end()) + 10;
    let total: usize =
        start + entries.len() + entries.iter().map(|entry| width(entry)).sum::<usize>();
    total <= LINE && !head.contains('\n')
}

/// Length in code units, as scripts count.
fn width(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.encode_utf16().count()
    }
}

/// Puts several entries of a list on each line, in columns as wide as their widest entry.
fn set_in_columns(entries: Vec<String>, columns: Columns, indentation: usize) -> Vec<String> {
    const SEPARATOR: usize = 2;
    let listed = if columns.has_rest {
        entries.len() - 1
    } else {
        entries.len()
    };
    let widths: Vec<usize> = entries[..listed].iter().map(|entry| width(entry)).collect();
    let widest = widths.iter().copied().max().unwrap_or(0);
    let total: usize = widths.iter().map(|width| width + SEPARATOR).sum();
    let cell = widest + SEPARATOR;
    let is_even = total as f64 / cell as f64 > 5.0 || widest <= 6;
    if cell * 3 + indentation >= LINE || !is_even {
        return entries;
    }
    // About as wide as high, where a character is two and a half times as high as it is wide;
    // entries much shorter than the widest make room for more columns.
    let spread = (cell as f64 - total as f64 / entries.len() as f64).sqrt();
    let typical = (cell as f64 - 3.0 - spread).max(1.0);
    let square = (2.5 * typical * listed as f64).sqrt() / typical;
    let count = (square.round() as usize)
        .min((LINE - indentation) / cell)
        .min(SHARED_LEVELS * 4)
        .min(MOST_COLUMNS);
    if count <= 1 {
        return entries;
    }
    let column_width = |column: usize| {
        widths
            .iter()
            .skip(column)
            .step_by(count)
            .copied()
            .max()
            .unwrap_or(0)
            + SEPARATOR
    };
    let column_widths: Vec<usize> = (0..count).map(column_width).collect();
    let mut lines = Vec::new();
    for (row, cells) in entries[..listed].chunks(count).enumerate() {
        let mut line = String::new();
        for (column, entry) in cells.iter().enumerate() {
            let is_last = column + 1 == cells.len();
            let own = widths[row * count + column];
            let (text, own) = if is_last {
                (entry.clone(), own)
            } else {
                (format!("{entry}, "), own + SEPARATOR)
            };
            let room = if is_last {
                column_widths[column] - SEPARATOR
            } else {
                column_widths[column]
            };
            let padding = " ".repeat(room.saturating_sub(own));
            match (columns.align_right, is_last) {
                (true, _) => line.extend([padding, text]),
                (false, true) => line.push_str(&text),
                (false, false) => line.extend([text, padding]),
            }
        }
        lines.push(line);
    }
    lines.extend(entries.into_iter().skip(listed));
    lines
}

#[cfg(test)]
mod tests {
    use super::{Columns, Parts, Place, lay_out};

    fn list(entries: Vec<String>, align_right: bool) -> String {
        let columns = Some(Columns {
            align_right,
            has_rest: false,
        });
        let parts = Parts {
            head: String::new(),
            open: "[".to_owned(),
            close: "]",
            entries,
            columns,
        };
        lay_out(
            parts,
            Place {
                indentation: 0,
                levels: 0,
            },
        )
    }

    #[test]
    fn short_lists_share_a_line() {
        assert_eq!(list(vec!["1".to_owned(), "2".to_owned()], true), "[ 1, 2 ]");
    }

    #[test]
    fn long_lists_stand_in_columns() {
        let numbers = (0..30)
            .map(|number| (number * number).to_string())
            .collect();
        let expected = "[\n    0,   1,   4,   9,  16,  25,  36,  49,\n   64,  81, 100, 121, 144, 169, 196, 225,\n  \
                        256, 289, 324, 361, 400, 441, 484, 529,\n  576, 625, 676, 729, 784, 841\n]";
        assert_eq!(list(numbers, true), expected);
        let words = "the quick brown fox jumps over the lazy dog again and again";
        let quoted = words.split(' ').map(|word| format!("'{word}'")).collect();
        let expected = "[\n  'the',   'quick',\n  'brown', 'fox',\n  'jumps', 'over',\n  'the',   'lazy',\n  'dog',   'again',\n  \
             'and',   'again'\n]";
        assert_eq!(list(quoted, false), expected);
    }
}
