//! Listings: one line an instruction, with labels and constants spelled out.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt::{self, Write};

use crate::container::{
    Constant, ConstantKind, FunctionFlags, FunctionIndex, FunctionRecord, Text, Unit,
};
use crate::opcode::Opcode;
use crate::opcode::operand::{ConstantIndex, ConstantRole, FeedbackKind, FeedbackSlot, Role};

/// The listing of a whole unit.
#[must_use]
pub fn disassemble(unit: Unit<'_>) -> String {
    let mut listing = String::new();
    for index in 0..unit.function_count() as u32 {
        if index > 0 {
            listing.push('\n');
        }
        if let Some(record) = unit.function(FunctionIndex(index)) {
            // Writing to a string cannot fail.
            let _ = write_function(&mut listing, unit, index, record, &|_, _| String::new());
        }
    }
    if let Some(module) = unit.module() {
        let _ = write!(listing, "\n{module:#?}\n");
    }
    listing
}

/// The listing of one function.
#[must_use]
pub fn disassemble_function(unit: Unit<'_>, index: FunctionIndex) -> String {
    disassemble_with_feedback(unit, index, &|_, _| String::new())
}

/// What was recorded at a feedback slot, in words; empty for nothing.
pub type FeedbackText<'a> = &'a dyn Fn(FeedbackSlot, FeedbackKind) -> String;

/// The listing of one function, with what its feedback slots hold beside the instructions.
#[must_use]
pub fn disassemble_with_feedback(
    unit: Unit<'_>,
    index: FunctionIndex,
    feedback: FeedbackText<'_>,
) -> String {
    let mut listing = String::new();
    if let Some(record) = unit.function(index) {
        let _ = write_function(&mut listing, unit, index.0, record, feedback);
    }
    listing
}

const FLAGS: [(FunctionFlags, &str); 13] = [
    (FunctionFlags::STRICT, "strict"),
    (FunctionFlags::ASYNC, "async"),
    (FunctionFlags::GENERATOR, "generator"),
    (FunctionFlags::CONSTRUCTOR, "constructor"),
    (FunctionFlags::PROTOTYPE, "prototype"),
    (FunctionFlags::REST, "rest"),
    (FunctionFlags::ARGUMENTS, "arguments"),
    (FunctionFlags::ARGUMENTS_LIST, "arguments-list"),
    (FunctionFlags::LAZY, "lazy"),
    (FunctionFlags::DIRECT_EVAL, "direct-eval"),
    (FunctionFlags::CLASS_MEMBER, "class-member"),
    (FunctionFlags::ANONYMOUS, "anonymous"),
    (FunctionFlags::DEFAULT_CONSTRUCTOR, "default-constructor"),
];

fn write_function(
    out: &mut String,
    unit: Unit<'_>,
    index: u32,
    record: FunctionRecord<'_>,
    feedback: FeedbackText<'_>,
) -> fmt::Result {
    write!(out, "function {index} {:?}", record.kind())?;
    if let Some(name) = unit.string(record.name()) {
        write!(out, " {}", quoted(name))?;
    }
    for (flag, name) in FLAGS {
        if record.flags().has(flag) {
            write!(out, " {name}")?;
        }
    }
    let flags = record.flags();
    write!(
        out,
        ", parameters {}, registers {}, length {}",
        record.parameter_count(),
        record.register_count(),
        record.length()
    )?;
    if flags.has(FunctionFlags::REST) {
        write!(out, ", rest {}", record.rest_register())?;
    }
    if flags.has(FunctionFlags::ARGUMENTS) || flags.has(FunctionFlags::ARGUMENTS_LIST) {
        write!(out, ", arguments {}", record.arguments_register())?;
    }
    writeln!(out, ", text {}..{}", record.span().start, record.span().end)?;
    let targets = jump_targets(record);
    let label = |at: u32| {
        let number = targets.iter().position(|&target| target == at);
        number.map_or_else(|| format!("@{at}"), |number| format!("L{number}"))
    };
    let code = record.code();
    let mut at = 0;
    while at < code.len() {
        if targets.contains(&(at as u32)) {
            writeln!(out, "{}:", label(at as u32))?;
        }
        let Some(opcode) = Opcode::of_word(code[at]) else {
            writeln!(out, "{at:5}  ? {:#x}", code[at])?;
            at += 1;
            continue;
        };
        let row = opcode.row();
        let second = code.get(at + 1).copied().unwrap_or(0);
        write!(out, "{at:5}  {}", row.name)?;
        let mut recorded = String::new();
        for (number, operand) in row.operands.iter().enumerate() {
            let raw = operand.field.extract(code[at], second);
            let before = if number == 0 { ' ' } else { ',' };
            let space = if number == 0 { "" } else { " " };
            write!(out, "{before}{space}")?;
            match operand.role {
                Role::Destination(_)
                | Role::Source(_)
                | Role::InOut
                | Role::DestinationPair
                | Role::SourcePair
                | Role::SourceRange
                | Role::Window(_)
                | Role::SpreadWindow(_)
                | Role::Iterator(_) => write!(out, "r{raw}")?,
                Role::Count | Role::Slot | Role::Depth => {
                    write!(out, "{}={raw}", operand.name)?;
                }
                Role::Immediate => write!(out, "#{}", raw as i32 as i64)?,
                Role::Enumeration(names) => {
                    out.push_str(names.get(raw as usize).copied().unwrap_or("?"));
                }
                Role::Constant(role) => write_constant(out, unit, ConstantIndex(raw), role)?,
                Role::Feedback(kind) => {
                    write!(out, "f{raw}")?;
                    recorded = feedback(FeedbackSlot(raw), kind);
                }
                Role::Jump => out.push_str(&label((at as u32).wrapping_add(raw))),
            }
        }
        if !recorded.is_empty() {
            write!(out, "  ; {recorded}")?;
        }
        out.push('\n');
        at += row.size;
    }
    for handler in record.handlers() {
        writeln!(
            out,
            "handler {}..{} -> {} {}",
            handler.start,
            handler.end,
            label(handler.target),
            handler.register
        )?;
    }
    Ok(())
}

fn jump_targets(record: FunctionRecord<'_>) -> BTreeSet<u32> {
    let code = record.code();
    let mut targets: BTreeSet<u32> = record.handlers().map(|handler| handler.target).collect();
    let mut at = 0;
    while at < code.len() {
        let Some(opcode) = Opcode::of_word(code[at]) else {
            break;
        };
        let row = opcode.row();
        let second = code.get(at + 1).copied().unwrap_or(0);
        for operand in row
            .operands
            .iter()
            .filter(|operand| operand.role == Role::Jump)
        {
            targets.insert((at as u32).wrapping_add(operand.field.extract(code[at], second)));
        }
        at += row.size;
    }
    targets
}

fn write_constant(
    out: &mut String,
    unit: Unit<'_>,
    index: ConstantIndex,
    role: ConstantRole,
) -> fmt::Result {
    if index == ConstantIndex::NONE {
        return out.write_str("-");
    }
    match unit.constant(index) {
        None => write!(out, "?{}", index.0),
        Some(Constant::Number(number)) => write!(out, "{number:?}"),
        Some(Constant::String(text)) if role == ConstantRole::Name => out.write_str(
            &String::from_utf16_lossy(&text.code_units().collect::<alloc::vec::Vec<_>>()),
        ),
        Some(Constant::String(text)) => out.write_str(&quoted(text)),
        Some(Constant::BigInt(text)) => {
            write!(
                out,
                "{}n",
                String::from_utf16_lossy(&text.code_units().collect::<alloc::vec::Vec<_>>())
            )
        }
        Some(Constant::Template(function)) => write!(out, "function {}", function.0),
        Some(Constant::Undefined) => out.write_str("undefined"),
        Some(Constant::Null) => out.write_str("null"),
        Some(Constant::True) => out.write_str("true"),
        Some(Constant::False) => out.write_str("false"),
        Some(Constant::Hole) => out.write_str("hole"),
        Some(
            Constant::KeyList(list) | Constant::ValueList(list) | Constant::TemplateStrings(list),
        ) => {
            out.push('[');
            for (number, index) in list.constants().enumerate() {
                if number > 0 {
                    out.push_str(", ");
                }
                // Lists hold no lists; a malformed one is not followed.
                match unit.constant_kind(index) {
                    Some(kind) if kind <= ConstantKind::Hole => {
                        write_constant(out, unit, index, ConstantRole::Literal)?;
                    }
                    _ => out.push('?'),
                }
            }
            out.push(']');
            Ok(())
        }
        Some(Constant::SlotList(list)) => {
            out.push('[');
            for (number, slot) in list.iter().enumerate() {
                let before = if number > 0 { ", " } else { "" };
                let slot = if slot == u32::MAX {
                    "-".to_string()
                } else {
                    slot.to_string()
                };
                write!(out, "{before}{slot}")?;
            }
            out.push(']');
            Ok(())
        }
        Some(Constant::RegExp { pattern, flags }) => {
            let text = |index| {
                unit.string(index).map_or_else(String::new, |text| {
                    String::from_utf16_lossy(&text.code_units().collect::<alloc::vec::Vec<_>>())
                })
            };
            write!(out, "/{}/{}", text(pattern), text(flags))
        }
        Some(Constant::Scope(_)) => write!(out, "scope {}", index.0),
        Some(Constant::Declarations(_)) => {
            let Some(declarations) = unit.declarations(index) else {
                return out.write_str("?");
            };
            let list = |names: &[ConstantIndex]| {
                let names: alloc::vec::Vec<String> = names
                    .iter()
                    .filter_map(|&name| unit.string(name))
                    .map(|text| {
                        String::from_utf16_lossy(&text.code_units().collect::<alloc::vec::Vec<_>>())
                    })
                    .collect();
                names.join(" ")
            };
            let lexical: alloc::vec::Vec<ConstantIndex> = declarations
                .lexical
                .iter()
                .map(|entry| entry.name)
                .collect();
            write!(
                out,
                "{{lexical: {}; functions: {}; variables: {}; hoisted: {}}}",
                list(&lexical),
                list(&declarations.functions),
                list(&declarations.variables),
                list(&declarations.hoisted)
            )
        }
        Some(Constant::Module(_)) => out.write_str("module"),
    }
}

fn quoted(text: Text<'_>) -> String {
    let text: alloc::vec::Vec<u16> = text.code_units().collect();
    format!("{:?}", String::from_utf16_lossy(&text))
}
