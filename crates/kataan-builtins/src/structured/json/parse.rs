//! JSON text to values, without recursion: values wait on a list until the bracket that ends their
//! container.
//!
//! For a reviver the parser also keeps a record of each value (see [`Record`]).

use super::record::{Record, RecordInit};
use super::scan::{JsonError, Scanned, Scanner, Unit};
use kataan_gc::{Gc, RootedList};
use kataan_vm::Vm;
use kataan_vm::error::{ErrorKind, JsResult};
use kataan_vm::object::{Object, PropertyKey, array_push, create_array_with_capacity};
use kataan_vm::operation::{create_data_property, ordinary_object_create};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{self, JsString, Units, flatten};
use kataan_vm::value::Value;
use kataan_vm::value::long_number::decimal;

/// [ParseJSON](https://tc39.es/ecma262/#sec-ParseJSON)
pub(crate) fn parse_json(vm: &mut Vm, text: Gc<JsString>) -> JsResult<Value> {
    let flat = flatten(vm, text)?;
    let parsed = match flat.units() {
        Units::Latin1(units) => Parser::new(vm, units)?.parse(vm),
        Units::Utf16(units) => Parser::new(vm, units)?.parse(vm),
    }?;
    Ok(parsed.0)
}

/// [ParseJSON](https://tc39.es/ecma262/#sec-ParseJSON) that also gives the record of the value.
pub(super) fn parse_json_with_record(
    vm: &mut Vm,
    text: Gc<JsString>,
) -> JsResult<(Value, Option<Gc<Record>>)> {
    let flat = flatten(vm, text)?;
    let (value, record) = match flat.units() {
        Units::Latin1(units) => Parser::new(vm, units)?.with_records(vm)?.parse(vm),
        Units::Utf16(units) => Parser::new(vm, units)?.with_records(vm)?.parse(vm),
    }?;
    Ok((value, vm.heap.gc(record)))
}

/// A code unit whose slices are text of the VM.
trait TextUnit: Unit {
    fn units(slice: &[Self]) -> Units<'_>;
}

impl TextUnit for u8 {
    fn units(slice: &[u8]) -> Units<'_> {
        Units::Latin1(slice)
    }
}

impl TextUnit for u16 {
    fn units(slice: &[u16]) -> Units<'_> {
        Units::Utf16(slice)
    }
}

/// A container whose end has not been read.
#[derive(Clone, Copy)]
struct Open {
    is_object: bool,
    /// Where its elements, or its keys and values in turn, begin on the list.
    first: usize,
}

struct Parser<'a, U> {
    scanner: Scanner<'a, U>,
    values: RootedList,
    /// The records of the values, at the same indices; `undefined` for a key.
    records: Option<RootedList>,
    open: Vec<Open>,
}

/// What comes after a value or the start of a container.
enum Next {
    Value,
    Done,
}

impl<'a, U: TextUnit> Parser<'a, U> {
    fn new(vm: &mut Vm, text: &'a [U]) -> JsResult<Self> {
        let values = vm.heap.new_list()?;
        Ok(Self {
            scanner: Scanner {
                text,
                at: 0,
                stop: Some(vm.stop_signal()),
                next_pause: 0,
            },
            values,
            records: None,
            open: Vec::new(),
        })
    }

    fn with_records(mut self, vm: &mut Vm) -> JsResult<Self> {
        self.records = Some(vm.heap.new_list()?);
        Ok(self)
    }

    /// Puts a primitive value, whose text begins at `start`, on the list.
    fn push_primitive(&mut self, vm: &mut Vm, value: Value, start: usize) -> JsResult<()> {
        self.values.push(&mut vm.heap, value)?;
        if let Some(records) = self.records {
            let text = &self.scanner.text[start..self.scanner.at];
            let source = string::from_units(vm, U::units(text))?;
            let record = vm.heap.allocate(RecordInit {
                value,
                source: Some(source),
                elements: None,
                entries: None,
            })?;
            records.push(&mut vm.heap, record.into())?;
        }
        Ok(())
    }

    /// Replaces the records above `first` by that of the container that they were read for.
    fn close_records(
        &mut self,
        vm: &mut Vm,
        container: Gc<Object>,
        is_object: bool,
        first: usize,
    ) -> JsResult<()> {
        let Some(records) = self.records else {
            return Ok(());
        };
        let (mut elements, mut entries) = (None, None);
        if is_object {
            let table = ordinary_object_create(vm, None)?;
            for index in (first..records.len()).step_by(2) {
                vm.check_interrupt_every((index / 2) as u64)?;
                let key = PropertyKey::from_raw(self.values.get(index).unwrap_or(Value::UNDEFINED));
                let record = records.get(index + 1).unwrap_or(Value::UNDEFINED);
                create_data_property(vm, table, key, record)?;
            }
            entries = Some(table);
        } else {
            let list = vm.heap.new_list_with_capacity(records.len() - first)?;
            for index in first..records.len() {
                vm.check_interrupt_every(index as u64)?;
                let record = records.get(index).unwrap_or(Value::UNDEFINED);
                list.push(&mut vm.heap, record)?;
            }
            elements = Some(list);
        }
        let record = vm.heap.allocate(RecordInit {
            value: container.into(),
            source: None,
            elements,
            entries,
        })?;
        records.truncate(first);
        Ok(records.push(&mut vm.heap, record.into())?)
    }

    fn fail<T>(&self, vm: &mut Vm, error: JsonError) -> JsResult<T> {
        if error == JsonError::Stopped {
            vm.check_interrupt()?;
        }
        Err(vm.throw_error_text(ErrorKind::SyntaxError, &error.to_string()))
    }

    /// Passes a scanner's error on as a SyntaxError.
    fn check<T>(&self, vm: &mut Vm, result: Result<T, JsonError>) -> JsResult<T> {
        match result {
            Ok(value) => Ok(value),
            Err(error) => self.fail(vm, error),
        }
    }

    /// The value, and its record if records are kept.
    fn parse(mut self, vm: &mut Vm) -> JsResult<(Value, Value)> {
        let mut steps = 0;
        loop {
            steps += 1;
            vm.check_interrupt_every(steps)?;
            if self.value(vm)? && matches!(self.after_value(vm)?, Next::Done) {
                break;
            }
        }
        self.skip_space(vm)?;
        if self.scanner.peek().is_some() {
            let error = self.scanner.unexpected();
            return self.fail(vm, error);
        }
        let record = self.records.and_then(|records| records.pop());
        let value = self.values.pop().unwrap_or(Value::UNDEFINED);
        Ok((value, record.unwrap_or(Value::UNDEFINED)))
    }

    /// Reads a value onto the list, or the start of a container; false if that is not empty, so
    /// that a value of it follows.
    fn value(&mut self, vm: &mut Vm) -> JsResult<bool> {
        self.skip_space(vm)?;
        let start = self.scanner.at;
        let value = match self.scanner.peek().map(|unit| unit as u8 as char) {
            Some('"') => {
                let scanned = self.scanner.string();
                let scanned = self.check(vm, scanned)?;
                self.make_string(vm, scanned)?.into()
            }
            Some('-' | '0'..='9') => {
                let number = self.scanner.number();
                Value::from_number(match self.check(vm, number)? {
                    Some(number) => number,
                    None => decimal(vm, U::units(self.scanner.text), start..self.scanner.at)?.0,
                })
            }
            Some('[') => return self.open(vm, false),
            Some('{') => return self.open(vm, true),
            Some('t') => self.word(vm, "true", Value::TRUE)?,
            Some('f') => self.word(vm, "false", Value::FALSE)?,
            Some('n') => self.word(vm, "null", Value::NULL)?,
            _ => {
                let error = self.scanner.unexpected();
                return self.fail(vm, error);
            }
        };
        self.push_primitive(vm, value, start)?;
        Ok(true)
    }

    #[inline(always)]
    fn skip_space(&mut self, vm: &mut Vm) -> JsResult<()> {
        let skipped = self.scanner.skip_space();
        self.check(vm, skipped)
    }

    fn word(&mut self, vm: &mut Vm, word: &str, value: Value) -> JsResult<Value> {
        let found = self.scanner.word(word);
        self.check(vm, found)?;
        Ok(value)
    }

    /// Reads an opening bracket; true if the container is empty and so ready.
    fn open(&mut self, vm: &mut Vm, is_object: bool) -> JsResult<bool> {
        self.scanner.at += 1;
        self.skip_space(vm)?;
        self.open.push(Open {
            is_object,
            first: self.values.len(),
        });
        let close = if is_object { b'}' } else { b']' };
        if self.scanner.peek() == Some(u16::from(close)) {
            self.close(vm)?;
            return Ok(true);
        }
        if is_object {
            self.key(vm)?;
        }
        Ok(false)
    }

    /// Reads a key and its colon onto the list.
    fn key(&mut self, vm: &mut Vm) -> JsResult<()> {
        self.skip_space(vm)?;
        let scanned = self.scanner.string();
        let scanned = self.check(vm, scanned)?;
        let key = match &scanned {
            Scanned::Plain(start, end) => {
                vm.intern_units(U::units(&self.scanner.text[*start..*end]))?
            }
            Scanned::Escaped(units) => vm.intern_units(Units::Utf16(units))?,
        };
        self.values.push(&mut vm.heap, key.to_raw())?;
        if let Some(records) = self.records {
            records.push(&mut vm.heap, Value::UNDEFINED)?;
        }
        self.skip_space(vm)?;
        let colon = self.scanner.expect(b':');
        self.check(vm, colon)
    }

    /// Reads what follows a whole value: commas and closing brackets.
    fn after_value(&mut self, vm: &mut Vm) -> JsResult<Next> {
        loop {
            let Some(&Open { is_object, .. }) = self.open.last() else {
                return Ok(Next::Done);
            };
            self.skip_space(vm)?;
            let close = u16::from(if is_object { b'}' } else { b']' });
            match self.scanner.peek() {
                Some(0x2C) => {
                    self.scanner.at += 1;
                    if is_object {
                        self.key(vm)?;
                    }
                    return Ok(Next::Value);
                }
                Some(unit) if unit == close => self.close(vm)?,
                _ => {
                    let error = self.scanner.unexpected();
                    return self.fail(vm, error);
                }
            }
        }
    }

    /// Replaces the contents of the innermost container by the container.
    fn close(&mut self, vm: &mut Vm) -> JsResult<()> {
        self.scanner.at += 1;
        let Some(Open { is_object, first }) = self.open.pop() else {
            return Ok(());
        };
        let container = if is_object {
            let prototype = vm.intrinsic(Intrinsic::ObjectPrototype);
            let object = ordinary_object_create(vm, Some(prototype))?;
            for index in (first..self.values.len()).step_by(2) {
                vm.check_interrupt_every((index / 2) as u64)?;
                let at = |index| self.values.get(index).unwrap_or(Value::UNDEFINED);
                let (key, value) = (PropertyKey::from_raw(at(index)), at(index + 1));
                create_data_property(vm, object, key, value)?;
            }
            object
        } else {
            let array = create_array_with_capacity(vm, (self.values.len() - first) as u32)?;
            for index in first..self.values.len() {
                vm.check_interrupt_every(index as u64)?;
                array_push(
                    vm,
                    array,
                    self.values.get(index).unwrap_or(Value::UNDEFINED),
                )?;
            }
            array
        };
        self.close_records(vm, container, is_object, first)?;
        self.values.truncate(first);
        Ok(self.values.push(&mut vm.heap, container.into())?)
    }

    fn make_string(&self, vm: &mut Vm, scanned: Scanned) -> JsResult<Gc<JsString>> {
        match scanned {
            Scanned::Plain(start, end) => {
                string::from_units(vm, U::units(&self.scanner.text[start..end]))
            }
            Scanned::Escaped(units) => string::from_utf16(vm, &units),
        }
    }
}
