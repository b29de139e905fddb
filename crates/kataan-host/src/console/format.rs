//! `%` sequences in a first argument, and arguments side by side.

use kataan_vm::native::Args;
use kataan_vm::operation::{invoke, to_number, to_string};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::to_rust_string;
use kataan_vm::value::{Type, type_of};
use kataan_vm::{JsResult, Value, Vm};

use super::inspect::{InspectOptions, inspect};

/// The text of a call's arguments from `first` on.
pub(crate) fn format(vm: &mut Vm, args: &Args<'_>, first: usize) -> JsResult<String> {
    let mut next = first;
    let mut text = String::new();
    if args.len() > first + 1
        && let Some(string) = vm.string(args.get(first))
    {
        let template = to_rust_string(vm, string)?;
        next += 1;
        text = fill(vm, args, &template, &mut next)?;
    }
    for index in next..args.len() {
        if index > first {
            text.push(' ');
        }
        text.push_str(&show(vm, args.get(index))?);
    }
    Ok(text)
}

/// A string as it is, anything else inspected.
fn show(vm: &mut Vm, value: Value) -> JsResult<String> {
    match vm.string(value) {
        Some(string) => to_rust_string(vm, string),
        None => inspect(vm, value, InspectOptions::default()),
    }
}

/// Puts arguments in the places of a template.
fn fill(vm: &mut Vm, args: &Args<'_>, template: &str, next: &mut usize) -> JsResult<String> {
    let mut text = String::new();
    let mut letters = template.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        match letters.peek().copied() {
            Some('%') => {
                letters.next();
                text.push('%');
            }
            Some(directive @ ('s' | 'd' | 'i' | 'f' | 'j' | 'o' | 'O' | 'c'))
                if *next < args.len() =>
            {
                letters.next();
                let value = args.get(*next);
                *next += 1;
                text.push_str(&directive_text(vm, directive, value)?);
            }
            _ => text.push('%'),
        }
    }
    Ok(text)
}

fn directive_text(vm: &mut Vm, directive: char, value: Value) -> JsResult<String> {
    let kind = type_of(value);
    Ok(match directive {
        'c' => String::new(),
        's' => match kind {
            Type::String => show(vm, value)?,
            Type::Object => inspect(
                vm,
                value,
                InspectOptions {
                    depth: 0,
                    ..InspectOptions::default()
                },
            )?,
            _ => inspect(vm, value, InspectOptions::default())?,
        },
        'd' | 'i' | 'f' => match kind {
            Type::BigInt if directive != 'f' => inspect(vm, value, InspectOptions::default())?,
            Type::Symbol | Type::Object => "NaN".to_owned(),
            _ => {
                let number = numeric(vm, directive, value)?;
                super::inspect::number(number)
            }
        },
        'o' => inspect(
            vm,
            value,
            InspectOptions {
                depth: 4,
                show_hidden: true,
            },
        )?,
        'j' => {
            let json = vm.intrinsic(Intrinsic::Json);
            let stringify = vm.intern("stringify")?;
            let text = invoke(vm, json.into(), stringify, &[value])?;
            show(vm, text)?
        }
        _ => inspect(vm, value, InspectOptions::default())?,
    })
}

/// The number that `%d`, `%i` and `%f` show: the last two read as much of a text as is a number.
fn numeric(vm: &mut Vm, directive: char, value: Value) -> JsResult<f64> {
    if directive == 'd' {
        return to_number(vm, value);
    }
    let string = to_string(vm, value)?;
    let text = to_rust_string(vm, string)?;
    let number = kataan_vm::value::string_to_number::decimal_prefix(text.trim_start().as_bytes());
    let number = number.map_or(f64::NAN, |(number, _)| number);
    Ok(if directive == 'i' {
        number.trunc()
    } else {
        number
    })
}
