//! Values on the command line: arguments of `--invoke`, and the results that it prints.

use kataan_wasm::{HeapType, Val, ValType};

/// The value that a word of the command line means.
pub(crate) fn parse(text: &str, ty: ValType) -> Result<Val, String> {
    let value = match ty {
        ValType::I32 => integer(text, 32).map(|bits| Val::I32(bits as u32 as i32)),
        ValType::I64 => integer(text, 64).map(|bits| Val::I64(bits as u64 as i64)),
        ValType::F32 => text
            .parse::<f32>()
            .ok()
            .map(|value| Val::F32(value.to_bits())),
        ValType::F64 => text
            .parse::<f64>()
            .ok()
            .map(|value| Val::F64(value.to_bits())),
        ValType::V128 => integer(text, 128).map(|bits| Val::V128(bits as u128)),
        other => match other.as_ref() {
            Some(reference) if reference.is_nullable() && text == "null" => {
                Some(Val::null(reference.heap_type()))
            }
            _ => None,
        },
    };
    value.ok_or_else(|| format!("`{text}` is no value of type {ty}"))
}

/// A decimal or hexadecimal integer, signed or not, of so many bits.
fn integer(text: &str, bits: u32) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let magnitude = match digits.strip_prefix("0x") {
        Some(hexadecimal) => u128::from_str_radix(hexadecimal, 16).ok()?,
        None => digits.parse::<u128>().ok()?,
    };
    let fits = if negative {
        magnitude <= 1 << (bits - 1)
    } else {
        bits == 128 || magnitude < 1 << bits
    };
    let value = magnitude as i128;
    fits.then(|| {
        if negative {
            value.wrapping_neg()
        } else {
            value
        }
    })
}

/// A value as it is printed.
pub(crate) fn show(value: &Val) -> String {
    match value {
        Val::I32(value) => value.to_string(),
        Val::I64(value) => value.to_string(),
        Val::F32(bits) => f32::from_bits(*bits).to_string(),
        Val::F64(bits) => f64::from_bits(*bits).to_string(),
        Val::V128(bits) => format!("{bits:#034x}"),
        Val::FuncRef(None) | Val::ExternRef(None) | Val::AnyRef(None) | Val::ExnRef(None) => {
            "null".to_owned()
        }
        Val::FuncRef(_) => reference(HeapType::Func),
        Val::ExternRef(_) => reference(HeapType::Extern),
        Val::AnyRef(_) => reference(HeapType::Any),
        Val::ExnRef(_) => reference(HeapType::Exn),
    }
}

fn reference(heap: HeapType) -> String {
    format!("<{heap}ref>")
}

#[cfg(test)]
mod tests {
    use super::{parse, show};
    use kataan_wasm::ValType;

    #[test]
    fn values_are_read_and_printed() {
        for (text, ty, shown) in [
            ("7", ValType::I32, "7"),
            ("-1", ValType::I32, "-1"),
            ("4294967295", ValType::I32, "-1"),
            ("0xffffffffffffffff", ValType::I64, "-1"),
            ("1.5", ValType::F32, "1.5"),
            ("-inf", ValType::F64, "-inf"),
            ("null", ValType::FUNCREF, "null"),
        ] {
            let value = parse(text, ty).expect(text);
            assert_eq!(show(&value), shown);
        }
        assert!(parse("4294967296", ValType::I32).is_err());
        assert!(parse("-2147483649", ValType::I32).is_err());
        assert!(parse("x", ValType::F64).is_err());
        assert!(parse("1", ValType::FUNCREF).is_err());
    }
}
