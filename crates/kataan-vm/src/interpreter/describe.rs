//! Expressions in messages: what the program calls the thing that is wrong.
//!
//! The position of an instruction is where its trace points: at the last name of a callee, or right
//! after a callee that ends in none. The text is read backward from there, link by link, and what is
//! no plain chain of names, elements and calls is “(intermediate value)”.

use super::frame::Frame;
use super::pc::Pc;
use crate::Vm;
use crate::execution::closure::Closure;
use crate::value::Value;

/// Bytes of an expression that a message shows; what is before them is an intermediate value.
const EXPRESSION_LIMIT: usize = 120;

/// Bytes between brackets that are shown as they are.
const GROUP_LIMIT: usize = 40;

const INTERMEDIATE: &str = "(intermediate value)";

/// The callee of the call at `pc`, as its source has it, else a description of the value.
pub(super) fn callee_text(vm: &mut Vm, frame: Frame, pc: Pc, callee: Value) -> String {
    match with_source(vm, frame, pc, callee_at) {
        Some(text) => text,
        None => crate::error::describe(vm, callee),
    }
}

/// What is iterated at `pc`, as its source has it, else a description of the value.
pub(super) fn iterable_text(vm: &mut Vm, frame: Frame, pc: Pc, iterable: Value) -> String {
    match with_source(vm, frame, pc, iterable_at) {
        Some(text) => text,
        None => crate::error::describe(vm, iterable),
    }
}

/// Asks the source text of the running function, at the position of an instruction.
fn with_source(
    vm: &mut Vm,
    frame: Frame,
    pc: Pc,
    ask: impl Fn(&[u8], usize) -> Option<String>,
) -> Option<String> {
    let closure = vm.heap.gc::<Closure>(frame.get(0))?;
    let start = closure.feedback.get()?.entry.get();
    let at = (pc.address().wrapping_sub(start) / 8) as u32;
    let template = closure.template.get();
    let (code, index) = template.code_index(vm)?;
    let offset = code.function(vm, index).positions().offset_at(at)? as usize;
    let source = template.unit.get().source.get();
    let text = source.resource(vm).text();
    (offset < text.len()).then(|| ask(text, offset))?
}

/// The callee whose call or construction has its position at an offset.
fn callee_at(text: &[u8], offset: usize) -> Option<String> {
    let rest = text.get(offset..)?;
    if let Some(after) = rest.strip_prefix(b"new")
        && after.first().is_some_and(|&byte| !is_name_byte(byte))
    {
        let start = skip_space(text, offset + 3);
        let end = chain_end(text, start, Calls::Excluded);
        return (end > start).then(|| chain_before(text, end));
    }
    Some(chain_before(text, name_end(text, offset)))
}

/// A chain of names, elements and calls that is a whole expression and begins at an offset.
fn iterable_at(text: &[u8], offset: usize) -> Option<String> {
    let end = chain_end(text, offset, Calls::Included);
    let next = text.get(skip_space(text, end));
    let whole = next.is_none_or(|byte| matches!(byte, b')' | b']' | b'}' | b',' | b';'));
    (end > offset && whole).then(|| chain_before(text, end))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Calls {
    Included,
    Excluded,
}

/// Where a chain ends that begins with a name at `start`; `start` if there is none.
fn chain_end(text: &[u8], start: usize, calls: Calls) -> usize {
    let mut at = name_end(text, start);
    if at == start {
        return start;
    }
    while let Some(byte) = text.get(at) {
        let end = match byte {
            b'.' => Some(name_end(text, at + 1)).filter(|&end| end > at + 1),
            b'[' => group_end(text, at),
            b'(' if calls == Calls::Included => group_end(text, at),
            _ => None,
        };
        let Some(end) = end else { break };
        at = end;
    }
    at
}

/// The chain of names, elements and calls that ends at `end`.
fn chain_before(text: &[u8], end: usize) -> String {
    let lowest = end.saturating_sub(EXPRESSION_LIMIT);
    let mut parts: Vec<String> = Vec::new();
    let mut at = end;
    loop {
        let Some(link) = link_before(text, at, lowest) else {
            parts.push(INTERMEDIATE.to_owned());
            break;
        };
        parts.push(link.text);
        at = link.start;
        match link.before {
            Before::Nothing => break,
            Before::Object => {}
            Before::Dot(dot, length) => {
                parts.push(String::from_utf8_lossy(&text[dot..dot + length]).into_owned());
                at = space_before(text, dot);
            }
        }
    }
    parts.reverse();
    parts.concat()
}

/// One link of a chain.
struct Link {
    text: String,
    start: usize,
    before: Before,
}

/// What stands before a link.
enum Before {
    Nothing,
    /// What the link is an element or a call of.
    Object,
    /// `.` or `?.`, where it begins, and its length.
    Dot(usize, usize),
}

fn link_before(text: &[u8], end: usize, lowest: usize) -> Option<Link> {
    match *text.get(end.checked_sub(1)?)? {
        b']' => {
            let start = group_start(text, end, lowest)?;
            let before = match before(text, start) {
                Before::Nothing if is_operand_end(text, start) => Before::Object,
                other => other,
            };
            let text = shown_group(&text[start..end]).unwrap_or_else(|| "[...]".to_owned());
            Some(Link {
                text,
                start,
                before,
            })
        }
        b')' => {
            let start = group_start(text, end, lowest)?;
            if is_operand_end(text, start) {
                let text = "(...)".to_owned();
                return Some(Link {
                    text,
                    start,
                    before: Before::Object,
                });
            }
            if let Before::Dot(dot, length) = before(text, start) {
                let text = "(...)".to_owned();
                return Some(Link {
                    text,
                    start,
                    before: Before::Dot(dot, length),
                });
            }
            let text = shown_group(&text[start..end])?;
            Some(Link {
                text,
                start,
                before: Before::Nothing,
            })
        }
        byte if is_name_byte(byte) => {
            let start = name_start(text, end, lowest);
            let name = core::str::from_utf8(&text[start..end]).ok()?;
            Some(Link {
                text: name.to_owned(),
                start,
                before: before(text, start),
            })
        }
        _ => None,
    }
}

/// The `.` or `?.` before `at`.
fn before(text: &[u8], at: usize) -> Before {
    let end = space_before(text, at);
    let chain = &text[..end];
    if chain.ends_with(b"?.") {
        Before::Dot(end - 2, 2)
    } else if chain.ends_with(b".") && !chain.ends_with(b"..") {
        Before::Dot(end - 1, 1)
    } else {
        Before::Nothing
    }
}

/// Whether what ends at `at` is a value that can be called or indexed, rather than a keyword or an
/// operator.
fn is_operand_end(text: &[u8], at: usize) -> bool {
    const KEYWORDS: [&[u8]; 12] = [
        b"if", b"while", b"for", b"with", b"switch", b"return", b"typeof", b"void", b"await",
        b"yield", b"in", b"of",
    ];
    match at.checked_sub(1).map(|last| text[last]) {
        Some(b')' | b']' | b'}') => true,
        Some(byte) if is_name_byte(byte) => !KEYWORDS.contains(&&text[name_start(text, at, 0)..at]),
        _ => false,
    }
}

/// A short group on one line, as it is.
fn shown_group(group: &[u8]) -> Option<String> {
    let short = group.len() <= GROUP_LIMIT && !group.contains(&b'\n');
    let text = core::str::from_utf8(group).ok().filter(|_| short)?;
    Some(text.to_owned())
}

/// Where the group of brackets that ends at `end` begins. Groups with comments, regular expressions
/// or templates cannot be read backward.
fn group_start(text: &[u8], end: usize, lowest: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = end;
    while at > lowest {
        at -= 1;
        match text[at] {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            quote @ (b'"' | b'\'') => {
                at = lowest + text[lowest..at].iter().rposition(|&byte| byte == quote)?;
            }
            b'/' | b'`' | b'\\' => return None,
            _ => {}
        }
    }
    None
}

/// Where the group of brackets that begins at `start` ends, if it is short and plain.
fn group_end(text: &[u8], start: usize) -> Option<usize> {
    let end = text.len().min(start + EXPRESSION_LIMIT);
    let mut depth = 0_usize;
    let mut at = start;
    while at < end {
        match text[at] {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            quote @ (b'"' | b'\'') => {
                at += 1 + text[at + 1..end].iter().position(|&byte| byte == quote)?;
            }
            b'/' | b'`' | b'\\' => return None,
            _ => {}
        }
        at += 1;
    }
    None
}

/// Where the name begins that ends at `end`, but not below `lowest`.
fn name_start(text: &[u8], end: usize, lowest: usize) -> usize {
    let before = text[lowest..end].iter().rev();
    end - before.take_while(|&&byte| is_name_byte(byte)).count()
}

/// Where the name ends that begins at `start`.
fn name_end(text: &[u8], start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    start + rest.iter().take_while(|&&byte| is_name_byte(byte)).count()
}

fn skip_space(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace())
        .count()
}

/// Where the text ends before the white space that ends at `at`. A line before it that may end in a
/// comment is not read.
fn space_before(text: &[u8], at: usize) -> usize {
    let space = text[..at]
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_whitespace())
        .count();
    let end = at - space;
    if text[end..at].contains(&b'\n') {
        let line = text[..end]
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |at| at + 1);
        if text[line..end].windows(2).any(|pair| pair == b"//") {
            return at;
        }
    }
    end
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'#') || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The callee of the call whose position is marked with `@`.
    fn callee(marked: &str) -> String {
        let offset = marked.find('@').expect("marked");
        let text = marked.replacen('@', "", 1);
        callee_at(text.as_bytes(), offset).unwrap_or_default()
    }

    #[test]
    fn callees_are_read_backward() {
        for (marked, expected) in [
            ("x = o.@f()", "o.f"),
            ("return @f()", "f"),
            ("o.a.@b(1)", "o.a.b"),
            ("o[k]@()", "o[k]"),
            ("o['x-y']@()", "o['x-y']"),
            ("f(1, 2)@()", "f(...)"),
            ("f(')')[0].@g()", "f(...)[0].g"),
            ("(0, o.f)@()", "(0, o.f)"),
            ("o?.a?.@b()", "o?.a?.b"),
            ("o?.[k]@()", "o?.[k]"),
            ("a\n  .b()\n  .@c()", "a.b(...).c"),
            ("a // b\n  .@c()", "(intermediate value).c"),
            ("`t`.@c()", "(intermediate value).c"),
            ("(/[)]/.x).@c()", "(intermediate value).c"),
            ("return(y)@()", "(y)"),
            ("[].@f()", "[].f"),
            ("this.#@p()", "this.#p"),
            ("function(){}@()", "(intermediate value)"),
            ("function(){}()@()", "(intermediate value)(...)"),
            ("@new o.a.B(1)", "o.a.B"),
            ("@new (f())(1)", ""),
            ("@new  X", "X"),
            ("@newer()", "newer"),
        ] {
            assert_eq!(callee(marked), expected, "{marked}");
        }
    }

    #[test]
    fn iterables_are_whole_expressions() {
        for (text, expected) in [
            ("o.a)", Some("o.a")),
            ("f(x)]", Some("f(...)")),
            ("a + b)", None),
            ("[a] = 1", None),
            ("yield* x", None),
        ] {
            assert_eq!(
                iterable_at(text.as_bytes(), 0).as_deref(),
                expected,
                "{text}"
            );
        }
    }
}
