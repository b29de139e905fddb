//! [QuoteJSONString](https://tc39.es/ecma262/#sec-quotejsonstring)

use core::ops::Range;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::string::{PIECE, StringBuilder, Units, pieces};

/// Appends `units` as a JSON string literal; lone surrogates are escaped.
pub(super) fn quote_json_string(
    vm: &mut Vm,
    output: &mut StringBuilder,
    units: Units<'_>,
) -> JsResult<()> {
    output.push_unit(u16::from(b'"'));
    if units.len() <= PIECE {
        quote_part(output, units, 0..units.len());
    } else {
        for part in pieces(0..units.len()) {
            vm.check_interrupt()?;
            quote_part(output, units, part);
            output.check(vm, 0)?;
        }
    }
    output.push_unit(u16::from(b'"'));
    Ok(())
}

fn quote_part(output: &mut StringBuilder, units: Units<'_>, part: Range<usize>) {
    match units {
        Units::Latin1(units) => {
            let mut rest = &units[part];
            // Long runs without anything to escape are the rule.
            while let Some(at) = rest
                .iter()
                .position(|&unit| NEEDS_ESCAPE[usize::from(unit)])
            {
                output.push_units(Units::Latin1(&rest[..at]));
                push_escape(output, u16::from(rest[at]));
                rest = &rest[at + 1..];
            }
            output.push_units(Units::Latin1(rest));
        }
        Units::Utf16(units) => {
            for index in part {
                let unit = units[index];
                let lone = match unit {
                    0xD800..=0xDBFF => !matches!(units.get(index + 1), Some(0xDC00..=0xDFFF)),
                    0xDC00..=0xDFFF => index == 0 || !matches!(units[index - 1], 0xD800..=0xDBFF),
                    _ => false,
                };
                if lone || needs_escape(unit) {
                    push_escape(output, unit);
                } else {
                    output.push_unit(unit);
                }
            }
        }
    }
}

/// [`needs_escape`] of Latin-1 units.
static NEEDS_ESCAPE: [bool; 256] = {
    let mut table = [false; 256];
    let mut unit = 0;
    while unit < 256 {
        table[unit] = needs_escape(unit as u16);
        unit += 1;
    }
    table
};

const fn needs_escape(unit: u16) -> bool {
    unit < 0x20 || unit == 0x22 || unit == 0x5C
}

fn push_escape(output: &mut StringBuilder, unit: u16) {
    match unit {
        0x08 => output.push_str("\\b"),
        0x09 => output.push_str("\\t"),
        0x0A => output.push_str("\\n"),
        0x0C => output.push_str("\\f"),
        0x0D => output.push_str("\\r"),
        0x22 => output.push_str("\\\""),
        0x5C => output.push_str("\\\\"),
        _ => output.push_str(&format!("\\u{unit:04x}")),
    }
}
