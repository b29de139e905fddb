//! `console.table`: rows and columns in a frame.

use kataan_gc::Gc;
use kataan_vm::native::Args;
use kataan_vm::object::{Object, PropertyKey};
use kataan_vm::operation::{get_own_property, own_property_keys};
use kataan_vm::string::to_rust_string;
use kataan_vm::{JsResult, Value, Vm};

use super::inspect::{InspectOptions, inspect};

/// The column of rows that are no objects.
const VALUES: &str = "Values";

/// A table in the making: titles of columns, and cells by row.
struct Table {
    titles: Vec<String>,
    /// Whether the columns were named by the caller, and others are left out.
    is_fixed: bool,
    rows: Vec<Row>,
}

struct Row {
    index: String,
    /// By column; shorter than the titles where later rows brought new columns.
    cells: Vec<String>,
    /// What a row shows that is no object.
    value: Option<String>,
}

/// The text of a table of `data`'s properties; `None` if it is no object.
pub(super) fn table(vm: &mut Vm, args: &Args<'_>) -> JsResult<Option<String>> {
    let Some(data) = vm.object(args.get(0)) else {
        return Ok(None);
    };
    let columns = column_names(vm, args.get(1))?;
    let mut table = Table {
        is_fixed: columns.is_some(),
        titles: columns.unwrap_or_default(),
        rows: Vec::new(),
    };
    each_property(vm, data, |vm, name, value| table.add_row(vm, name, value))?;
    Ok(Some(table.render()))
}

/// The second argument: the names of the columns to show.
fn column_names(vm: &mut Vm, value: Value) -> JsResult<Option<Vec<String>>> {
    let Some(list) = vm.object(value) else {
        return Ok(None);
    };
    let mut names = Vec::new();
    each_property(vm, list, |vm, _, value| {
        if let Some(name) = vm.string(value) {
            names.push(to_rust_string(vm, name)?);
        }
        Ok(())
    })?;
    Ok(Some(names))
}

/// Calls `visit` with name and value of each own enumerable property that is named by a string.
/// Getters are not called: they show as `undefined`.
fn each_property(
    vm: &mut Vm,
    object: Gc<Object>,
    mut visit: impl FnMut(&mut Vm, String, Value) -> JsResult<()>,
) -> JsResult<()> {
    let keys = own_property_keys(vm, object)?;
    for index in 0..keys.len() {
        let Some(raw) = keys.get(index) else { break };
        let key = PropertyKey::from_raw(raw);
        if key.is_symbol() {
            continue;
        }
        let Some(descriptor) = get_own_property(vm, object, key)? else {
            continue;
        };
        if !descriptor.is_enumerable() {
            continue;
        }
        let name = key.to_value(vm)?;
        let name = match vm.string(name) {
            Some(name) => to_rust_string(vm, name)?,
            None => String::new(),
        };
        visit(vm, name, descriptor.value.unwrap_or(Value::UNDEFINED))?;
    }
    Ok(())
}

fn cell(vm: &mut Vm, value: Value) -> JsResult<String> {
    let options = InspectOptions {
        depth: 0,
        ..InspectOptions::default()
    };
    Ok(inspect(vm, value, options)?.replace('\n', " "))
}

impl Table {
    fn add_row(&mut self, vm: &mut Vm, index: String, value: Value) -> JsResult<()> {
        let mut row = Row {
            index,
            cells: Vec::new(),
            value: None,
        };
        match vm.object(value).filter(|object| !object.is_callable()) {
            Some(object) => each_property(vm, object, |vm, name, value| {
                let column = match self.titles.iter().position(|title| *title == name) {
                    Some(column) => column,
                    None if self.is_fixed => return Ok(()),
                    None => {
                        self.titles.push(name);
                        self.titles.len() - 1
                    }
                };
                if row.cells.len() <= column {
                    row.cells.resize(column + 1, String::new());
                }
                row.cells[column] = cell(vm, value)?;
                Ok(())
            })?,
            None => row.value = Some(cell(vm, value)?),
        }
        self.rows.push(row);
        Ok(())
    }

    fn render(self) -> String {
        let has_values = self.rows.iter().any(|row| row.value.is_some());
        let mut header = vec!["(index)".to_owned()];
        header.extend(self.titles.iter().cloned());
        header.extend(has_values.then(|| VALUES.to_owned()));
        let mut lines = vec![header];
        for mut row in self.rows {
            row.cells.resize(self.titles.len(), String::new());
            let mut line = vec![row.index];
            line.append(&mut row.cells);
            line.extend(has_values.then(|| row.value.unwrap_or_default()));
            lines.push(line);
        }
        frame(&lines)
    }
}

/// Lines of cells in a frame; the first is the header.
fn frame(lines: &[Vec<String>]) -> String {
    let columns = lines.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let widths = lines.iter().map(|line| line[column].chars().count());
            widths.max().unwrap_or(0) + 2
        })
        .collect();
    let rule = |left: &str, middle: &str, right: &str| {
        let dashes: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
        format!("{left}{}{right}", dashes.join(middle))
    };
    let line = |cells: &Vec<String>| {
        let padded: Vec<String> = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| {
                let room = width.saturating_sub(cell.chars().count() + 1);
                format!(" {cell}{}", " ".repeat(room))
            })
            .collect();
        format!("│{}│", padded.join("│"))
    };
    let mut text = vec![rule("┌", "┬", "┐")];
    for (index, cells) in lines.iter().enumerate() {
        text.push(line(cells));
        if index == 0 {
            text.push(rule("├", "┼", "┤"));
        }
    }
    text.push(rule("└", "┴", "┘"));
    text.join("\n")
}
