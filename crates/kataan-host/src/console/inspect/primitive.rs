//! Values that are not objects, and property keys.

use std::fmt::Write;

use kataan_vm::object::PropertyKey;
use kataan_vm::string::to_rust_string;
use kataan_vm::symbol::Symbol;
use kataan_vm::value::bigint::{JsBigInt, to_text};
use kataan_vm::value::number_to_string::NumberText;
use kataan_vm::value::{Type, type_of};
use kataan_vm::{JsResult, Value, Vm};

/// Strings shown in full; what is longer is cut.
const LONGEST: usize = 10_000;

/// Strings shorter than this are not split at their line ends.
const SHORTEST_SPLIT: usize = 16;

/// The text of a string value.
pub(super) fn text(vm: &mut Vm, value: Value) -> JsResult<String> {
    match vm.string(value) {
        Some(string) => to_rust_string(vm, string),
        None => Ok(String::new()),
    }
}

/// A primitive value; strings in quotes.
pub(super) fn show(vm: &mut Vm, value: Value) -> JsResult<String> {
    Ok(match type_of(value) {
        Type::Undefined | Type::Object => "undefined".to_owned(),
        Type::Null => "null".to_owned(),
        Type::Boolean => (value == Value::TRUE).to_string(),
        Type::Number => number(value.as_number().unwrap_or(f64::NAN)),
        Type::BigInt => match vm.heap.gc::<JsBigInt>(value) {
            Some(integer) => to_text(vm, &integer, 10)? + "n",
            None => String::new(),
        },
        Type::Symbol => symbol(vm, value)?,
        Type::String => quoted(&text(vm, value)?),
    })
}

/// A number; the sign of zero shows.
pub(crate) fn number(number: f64) -> String {
    if number == 0.0 && number.is_sign_negative() {
        return "-0".to_owned();
    }
    NumberText::new().format(number).to_owned()
}

/// `Symbol(description)`.
pub(super) fn symbol(vm: &mut Vm, value: Value) -> JsResult<String> {
    let description = match vm.heap.gc::<Symbol>(value) {
        Some(symbol) => symbol.description(),
        None => Value::UNDEFINED,
    };
    Ok(format!("Symbol({})", text(vm, description)?))
}

/// A property key as it would be written in an object literal; a symbol without brackets.
pub(super) fn key(vm: &mut Vm, key: PropertyKey) -> JsResult<String> {
    if key.is_symbol() {
        return symbol(vm, key.to_raw());
    }
    let name = key.to_value(vm)?;
    let name = text(vm, name)?;
    if name == "__proto__" {
        return Ok("['__proto__']".to_owned());
    }
    let mut letters = name.chars();
    let is_plain = letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    Ok(if is_plain { name } else { quoted(&name) })
}

/// A string in a value: long ones with line ends are split at these.
pub(super) fn quoted_lines(text: &str, indentation: usize) -> String {
    let (text, rest) = cut(text);
    let room = 80_usize.saturating_sub(indentation + 4);
    let length = text.chars().count();
    if length <= SHORTEST_SPLIT || length <= room || !text.contains('\n') {
        return quoted(text) + &rest;
    }
    let lines: Vec<String> = text.split_inclusive('\n').map(quoted).collect();
    lines.join(&format!(" +\n{}", " ".repeat(indentation + 2))) + &rest
}

fn cut(text: &str) -> (&str, String) {
    match text.char_indices().nth(LONGEST) {
        None => (text, String::new()),
        Some((end, _)) => {
            let more = text[end..].chars().count();
            let plural = if more == 1 { "" } else { "s" };
            (&text[..end], format!("... {more} more character{plural}"))
        }
    }
}

/// A string in the quotes that need least escaping.
pub(super) fn quoted(text: &str) -> String {
    let quote = match (
        text.contains('\''),
        text.contains('"'),
        text.contains('`') || text.contains("${"),
    ) {
        (true, false, _) => '"',
        (true, true, false) => '`',
        _ => '\'',
    };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for letter in text.chars() {
        match letter {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{B}' => out.push_str("\\v"),
            '\u{C}' => out.push_str("\\f"),
            '\\' => out.push_str("\\\\"),
            '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' => {
                let _infallible = write!(out, "\\x{:02X}", u32::from(letter));
            }
            _ if letter == quote => out.extend(['\\', letter]),
            _ => out.push(letter),
        }
    }
    out.push(quote);
    out
}

#[cfg(test)]
mod tests {
    use super::{quoted, quoted_lines};

    #[test]
    fn quotes() {
        assert_eq!(quoted("a'b"), "\"a'b\"");
        assert_eq!(quoted("a'b\"c"), "`a'b\"c`");
        assert_eq!(quoted("a'b\"c`d"), "'a\\'b\"c`d'");
        assert_eq!(quoted("\u{1b}\n\\"), "'\\x1B\\n\\\\'");
    }

    #[test]
    fn long_texts_are_split() {
        let line = "x".repeat(60) + "\n";
        let shown = quoted_lines(&line.repeat(2), 2);
        assert_eq!(shown, format!("'{0}\\n' +\n    '{0}\\n'", "x".repeat(60)));
    }
}
