//! [GetSubstitution](https://tc39.es/ecma262/#sec-getsubstitution)

use kataan_gc::{Gc, RootedList};
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::object::Object;
use kataan_vm::operation::{get, to_string};
use kataan_vm::string::{JsString, StringBuilder, Units, flatten, index_of};

/// What a replacement template can refer to.
#[derive(Clone, Copy)]
pub(crate) struct Substitution {
    pub(crate) text: Gc<JsString>,
    pub(crate) position: usize,
    pub(crate) matched: Gc<JsString>,
    /// Strings or undefined, from `$1` on; `None` for none.
    pub(crate) captures: Option<RootedList>,
    pub(crate) named_captures: Option<Gc<Object>>,
}

/// Appends `template` with its `$` forms replaced.
pub(crate) fn get_substitution(
    vm: &mut Vm,
    output: &mut StringBuilder,
    substitution: &Substitution,
    template: Gc<JsString>,
) -> JsResult<()> {
    let flat = flatten(vm, template)?;
    let units = flat.units();
    let mut at = 0;
    let mut count = 0;
    while at < units.len() {
        let dollar = index_of(vm, units, Units::Latin1(b"$"), at)?;
        let Some(dollar) = dollar else { break };
        vm.check_interrupt_every(count)?;
        count += 1;
        output.push_many(vm, units.slice(at..dollar))?;
        at = dollar + reference(vm, output, substitution, units.slice(dollar..units.len()))?;
        output.check(vm, 0)?;
    }
    output.push_many(vm, units.slice(at.min(units.len())..units.len()))
}

/// Appends what the `$` form at the start of `rest` stands for; how many units it took.
fn reference(
    vm: &mut Vm,
    output: &mut StringBuilder,
    substitution: &Substitution,
    rest: Units<'_>,
) -> JsResult<usize> {
    let Substitution {
        text,
        position,
        matched,
        ..
    } = *substitution;
    let next = if rest.len() > 1 { rest.at(1) } else { 0 };
    match u8::try_from(next).unwrap_or(0) {
        b'$' => output.push_str("$"),
        b'&' => output.push_string(vm, matched)?,
        b'`' => {
            let flat = flatten(vm, text)?;
            output.push_many(vm, flat.units().slice(0..position))?;
        }
        b'\'' => {
            let flat = flatten(vm, text)?;
            let end = (position + matched.len()).min(flat.len());
            output.push_many(vm, flat.units().slice(end..flat.len()))?;
        }
        b'0'..=b'9' => return capture(vm, output, substitution, rest),
        b'<' => return named_capture(vm, output, substitution, rest),
        _ => {
            output.push_str("$");
            return Ok(1);
        }
    }
    Ok(2)
}

/// `$1` to `$99`: two digits if there are so many captures, else one.
fn capture(
    vm: &mut Vm,
    output: &mut StringBuilder,
    substitution: &Substitution,
    rest: Units<'_>,
) -> JsResult<usize> {
    let digit = |index: usize| {
        let unit = if index < rest.len() {
            rest.at(index)
        } else {
            0
        };
        char::from_u32(u32::from(unit)).and_then(|character| character.to_digit(10))
    };
    let count = substitution.captures.map_or(0, |captures| captures.len());
    let first = digit(1).unwrap_or(0) as usize;
    let two = digit(2).map(|second| first * 10 + second as usize);
    let (number, length) = match two {
        Some(number) if (1..=count).contains(&number) => (number, 3),
        _ => (first, 2),
    };
    if number == 0 || number > count {
        output.push_units(rest.slice(0..2));
        return Ok(2);
    }
    let value = substitution
        .captures
        .and_then(|captures| captures.get(number - 1));
    if let Some(value) = value.filter(|value| !value.is_undefined()) {
        let string = to_string(vm, value)?;
        output.push_string(vm, string)?;
    }
    Ok(length)
}

/// `$<name>`, which stands for itself where there are no named groups.
fn named_capture(
    vm: &mut Vm,
    output: &mut StringBuilder,
    substitution: &Substitution,
    rest: Units<'_>,
) -> JsResult<usize> {
    let close = index_of(vm, rest, Units::Latin1(b">"), 2.min(rest.len()))?;
    let (Some(groups), Some(close)) = (substitution.named_captures, close) else {
        output.push_str("$<");
        return Ok(2);
    };
    let key = vm.intern_units(rest.slice(2..close))?;
    let capture = get(vm, groups, key)?;
    if !capture.is_undefined() {
        let string = to_string(vm, capture)?;
        output.push_string(vm, string)?;
    }
    Ok(close + 1)
}
