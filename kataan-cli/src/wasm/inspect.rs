//! `kataan wasm inspect`: what a module consists of.

use std::path::PathBuf;

use clap::Args;
use kataan_wasm::{Engine, ExternType, Limits, Module};
use serde_json::{Value, json};

use super::load;
use super::options::WasmOptions;
use super::sections::{self, Detail};
use crate::exit::Exit;
use crate::output;

/// Which module, and how to print.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The module (.wasm or .wat, or - for standard input).
    file: PathBuf,

    /// Print a JSON object.
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    options: WasmOptions,
}

/// Prints sections, imports and exports.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
    let engine = Engine::new(&arguments.options.resolve().0);
    let input = load::open(&arguments.file)?;
    let module = load::module(&engine, &input)?;
    let text = if arguments.json {
        format!("{:#}\n", as_json(&module))
    } else {
        as_text(&module)
    };
    output::write(text.as_bytes());
    Ok(())
}

fn as_text(module: &Module) -> String {
    let mut text = String::new();
    if let Some(name) = module.name() {
        text += &format!("module {name}\n");
    }
    text += &format!(
        "{} bytes, {} functions\n\nsections\n",
        module.bytes().len(),
        module.defined_functions()
    );
    for section in sections::list(module.bytes()) {
        let detail = match &section.detail {
            Detail::Entries(1) => "1 entry".to_owned(),
            Detail::Entries(count) => format!("{count} entries"),
            Detail::Custom(name) => format!("{name:?}"),
            Detail::Single => String::new(),
        };
        let line = format!(
            "  {:<10} {:>#10x} {:>10} bytes  {detail}",
            section.name, section.offset, section.size
        );
        text += line.trim_end();
        text += "\n";
    }
    if module.imports().len() > 0 {
        text += "\nimports\n";
    }
    for import in module.imports() {
        let (kind, ty) = describe(&import.ty);
        text += &format!("  {kind:<6} {}::{} {ty}\n", import.module, import.name);
    }
    if module.exports().len() > 0 {
        text += "\nexports\n";
    }
    for export in module.exports() {
        let (kind, ty) = describe(&export.ty);
        text += &format!("  {kind:<6} {} {ty}\n", export.name);
    }
    text
}

fn as_json(module: &Module) -> Value {
    let sections: Vec<Value> = sections::list(module.bytes())
        .into_iter()
        .map(|section| {
            let mut value = json!({
                "section": section.name,
                "offset": section.offset,
                "size": section.size,
            });
            match section.detail {
                Detail::Entries(count) => value["entries"] = json!(count),
                Detail::Custom(name) => value["name"] = json!(name),
                Detail::Single => {}
            }
            value
        })
        .collect();
    let imports: Vec<Value> = module
        .imports()
        .map(|import| {
            let (kind, ty) = describe(&import.ty);
            json!({ "module": import.module, "name": import.name, "kind": kind, "type": ty })
        })
        .collect();
    let exports: Vec<Value> = module
        .exports()
        .map(|export| {
            let (kind, ty) = describe(&export.ty);
            json!({ "name": export.name, "kind": kind, "type": ty })
        })
        .collect();
    json!({
        "name": module.name(),
        "size": module.bytes().len(),
        "functions": module.defined_functions(),
        "sections": sections,
        "imports": imports,
        "exports": exports,
    })
}

/// The kind of an entity, and its type as the text format has it, more or less.
fn describe(ty: &ExternType) -> (&'static str, String) {
    let limits = |limits: &Limits| match limits.max {
        Some(max) => format!("{} {max}", limits.min),
        None => limits.min.to_string(),
    };
    let wide = |is_64: bool| if is_64 { "i64 " } else { "" };
    match ty {
        ExternType::Func(ty) => ("func", ty.to_string()),
        ExternType::Tag(ty) => ("tag", ty.to_string()),
        ExternType::Memory(ty) => {
            let shared = if ty.shared { " shared" } else { "" };
            let page = match ty.page_size_log2 {
                16 => String::new(),
                log2 => format!(" (pagesize {})", 1u64 << log2),
            };
            (
                "memory",
                format!("{}{}{shared}{page}", wide(ty.is_64), limits(&ty.limits)),
            )
        }
        ExternType::Table(ty) => (
            "table",
            format!("{}{} {}", wide(ty.is_64), limits(&ty.limits), ty.element),
        ),
        ExternType::Global(ty) if ty.mutable => ("global", format!("(mut {})", ty.content)),
        ExternType::Global(ty) => ("global", ty.content.to_string()),
    }
}
