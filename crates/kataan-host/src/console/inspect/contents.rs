//! What each kind of object shows besides its properties: items, entries, sources, stacks.

use kataan_builtins::inspect::{Internals, internals};
use kataan_gc::{Gc, OrderedTable};
use kataan_vm::execution::promise::{Promise, PromiseState};
use kataan_vm::object::{
    Array, ArrayBuffer, ErrorObject, MappedArguments, ModuleNamespace, NativeFunctionObject,
    Object, PrimitiveObject, PropertyKey, StringObject, TypedArray, UnmappedArguments,
    array_length, typed_array_get_element,
};
use kataan_vm::operation::{get, get_own_property, length_of_array_like};
use kataan_vm::string::Name;
use kataan_vm::{JsResult, Value, Vm};

use super::super::layout::Columns;
use super::{Inspector, name, primitive};

/// Items of a list that are shown.
const MOST_ITEMS: u64 = 100;

/// Bytes of a buffer that are shown.
const MOST_BYTES: usize = 100;

/// How an object is shown.
pub(super) enum Contents {
    /// All of it.
    Whole(String),
    /// In brackets.
    Parts(Kind),
}

/// Brackets, and what is between them besides properties.
pub(super) struct Kind {
    pub(super) head: String,
    pub(super) open: String,
    pub(super) close: &'static str,
    pub(super) columns: Option<Columns>,
    items: Items,
}

#[derive(Clone, Copy)]
enum Items {
    None,
    /// Indexed properties, holes counted.
    List(u64),
    /// Elements of a typed array.
    Elements(u64),
    /// Entries of a map.
    Entries(Gc<OrderedTable>),
    /// Members of a set.
    Members(Gc<OrderedTable>),
    /// What became of a promise.
    Outcome(Gc<Promise>),
    /// Bytes of a buffer.
    Bytes(Gc<ArrayBuffer>),
    /// Nobody may list them.
    Unknown,
}

/// Whether properties with integer keys are items.
pub(super) fn is_list(vm: &Vm, object: Gc<Object>) -> bool {
    let value = object.into();
    is_array(vm, object)
        || vm.heap.gc::<TypedArray>(value).is_some()
        || vm.heap.gc::<StringObject>(value).is_some()
}

pub(super) fn is_array(vm: &Vm, object: Gc<Object>) -> bool {
    vm.heap.gc::<Array>(object.into()).is_some()
}

fn is_arguments(vm: &Vm, object: Gc<Object>) -> bool {
    vm.heap.gc::<MappedArguments>(object.into()).is_some()
        || vm.heap.gc::<UnmappedArguments>(object.into()).is_some()
}

/// Whether a property of an error is shown although it is not enumerable.
pub(super) fn is_shown_of_error(vm: &Vm, key: PropertyKey) -> bool {
    key == vm.key(Name::Cause) || key == vm.key(Name::Errors)
}

/// How an object is shown that has `properties` of them to show.
pub(super) fn of(
    vm: &mut Vm,
    object: Gc<Object>,
    properties: usize,
    indentation: usize,
) -> JsResult<Contents> {
    let value: Value = object.into();
    if is_array(vm, object) {
        let length = u64::from(array_length(object));
        let name = name::constructor_name(vm, object)?;
        let tag = name::tag(vm, object, name.as_deref())?;
        let prefix = if name.as_deref() == Some("Array") && tag.is_empty() {
            String::new()
        } else {
            name::prefix(vm, object, "Array", Some(length))?
        };
        return Ok(list(prefix, Items::List(length), length, properties));
    }
    if is_arguments(vm, object) {
        return Ok(braces("[Arguments] ".to_owned(), properties));
    }
    if vm.heap.gc::<TypedArray>(value).is_some() {
        let length = length_of_array_like(vm, object)?;
        let prefix = name::prefix(vm, object, "TypedArray", Some(length))?;
        return Ok(list(prefix, Items::Elements(length), length, properties));
    }
    if vm.heap.gc::<ErrorObject>(value).is_some() {
        let text = error_text(vm, object, indentation)?;
        return Ok(headed(text, properties));
    }
    if object.is_callable() {
        let text = function_text(vm, object)?;
        return Ok(headed(text, properties));
    }
    if let Some(boxed) = boxed_text(vm, object)? {
        return Ok(headed(boxed, properties));
    }
    if vm.heap.gc::<ModuleNamespace>(value).is_some() {
        return Ok(braces("[Module: null prototype] ".to_owned(), properties));
    }
    if let Some(contents) = of_internals(vm, object, properties)? {
        return Ok(contents);
    }
    let constructor = name::constructor_name(vm, object)?;
    let tag = name::tag(vm, object, constructor.as_deref())?;
    let prefix = if constructor.as_deref() == Some("Object") && tag.is_empty() {
        String::new()
    } else {
        name::prefix(vm, object, "Object", None)?
    };
    Ok(braces(prefix, properties))
}

/// How an object is shown that has more in its internal slots.
fn of_internals(vm: &mut Vm, object: Gc<Object>, properties: usize) -> JsResult<Option<Contents>> {
    if let Some(promise) = vm.heap.gc::<Promise>(object.into()) {
        let prefix = name::prefix(vm, object, "Promise", None)?;
        return Ok(Some(filled(prefix, Items::Outcome(promise))));
    }
    if let Some(buffer) = vm.heap.gc::<ArrayBuffer>(object.into()) {
        let prefix = name::prefix(vm, object, "ArrayBuffer", None)?;
        return Ok(Some(filled(prefix, Items::Bytes(buffer))));
    }
    let Some(internals) = internals(vm, object)? else {
        return Ok(None);
    };
    Ok(Some(match internals {
        Internals::Map(table) => {
            let items = Items::Entries(table);
            collection(vm, object, "Map", table, items, properties)?
        }
        Internals::Set(table) => {
            let items = Items::Members(table);
            collection(vm, object, "Set", table, items, properties)?
        }
        Internals::Date(text) => {
            let text = text.unwrap_or_else(|| "Invalid Date".to_owned());
            headed(named(vm, object, "Date", text)?, properties)
        }
        Internals::RegExp(text) => headed(named(vm, object, "RegExp", text)?, properties),
        Internals::Weak => {
            let prefix = name::prefix(vm, object, "WeakMap", None)?;
            filled(prefix, Items::Unknown)
        }
    }))
}

/// A map or a set.
fn collection(
    vm: &mut Vm,
    object: Gc<Object>,
    usual: &str,
    table: Gc<OrderedTable>,
    items: Items,
    properties: usize,
) -> JsResult<Contents> {
    let prefix = name::prefix(vm, object, usual, Some(table.len() as u64))?;
    Ok(if table.is_empty() {
        braces(prefix, properties)
    } else {
        filled(prefix, items)
    })
}

/// `text`, after the object's class if that is not `usual`.
fn named(vm: &mut Vm, object: Gc<Object>, usual: &str, text: String) -> JsResult<String> {
    let prefix = name::prefix(vm, object, usual, None)?;
    Ok(if prefix.trim_end() == usual {
        text
    } else {
        prefix + &text
    })
}

/// In braces, with something in them in any case.
fn filled(prefix: String, items: Items) -> Contents {
    Contents::Parts(Kind {
        head: String::new(),
        open: prefix + "{",
        close: "}",
        columns: None,
        items,
    })
}

fn list(prefix: String, items: Items, length: u64, properties: usize) -> Contents {
    if length == 0 && properties == 0 {
        return Contents::Whole(prefix + "[]");
    }
    let columns = Columns {
        align_right: true,
        has_rest: length > MOST_ITEMS,
    };
    Contents::Parts(Kind {
        head: String::new(),
        open: prefix + "[",
        close: "]",
        columns: Some(columns),
        items,
    })
}

fn braces(prefix: String, properties: usize) -> Contents {
    if properties == 0 {
        return Contents::Whole(prefix + "{}");
    }
    Contents::Parts(Kind {
        head: String::new(),
        open: prefix + "{",
        close: "}",
        columns: None,
        items: Items::None,
    })
}

/// A text that says it all, unless there are properties.
fn headed(head: String, properties: usize) -> Contents {
    if properties == 0 {
        return Contents::Whole(head);
    }
    Contents::Parts(Kind {
        head,
        open: "{".to_owned(),
        close: "}",
        columns: None,
        items: Items::None,
    })
}

impl Inspector {
    /// What is between the brackets before the properties, and whether all of it is numbers.
    pub(super) fn items(
        &mut self,
        vm: &mut Vm,
        object: Gc<Object>,
        kind: &Kind,
        level: usize,
    ) -> JsResult<(Vec<String>, bool)> {
        let mut entries = Vec::new();
        let mut are_numbers = true;
        match kind.items {
            Items::None => {}
            Items::List(length) => {
                are_numbers = self.list_items(vm, object, length, level, &mut entries)?;
            }
            Items::Elements(length) => {
                let Some(array) = vm.heap.gc::<TypedArray>(object.into()) else {
                    return Ok((entries, true));
                };
                for index in 0..length.min(MOST_ITEMS) {
                    let value =
                        typed_array_get_element(vm, array, index)?.unwrap_or(Value::UNDEFINED);
                    entries.push(primitive::show(vm, value)?);
                }
                push_rest(&mut entries, length.saturating_sub(MOST_ITEMS));
            }
            Items::Entries(table) | Items::Members(table) => {
                for (key, value) in table.iter().take(MOST_ITEMS as usize) {
                    let mut text = self.nested(vm, key, level)?;
                    if matches!(kind.items, Items::Entries(_)) {
                        text += " => ";
                        text += &self.nested(vm, value, level)?;
                    }
                    entries.push(text);
                }
                push_rest(
                    &mut entries,
                    (table.len() as u64).saturating_sub(MOST_ITEMS),
                );
            }
            Items::Outcome(promise) => {
                entries.push(match promise.state.get() {
                    PromiseState::Pending => "<pending>".to_owned(),
                    PromiseState::Fulfilled => self.nested(vm, promise.result.get(), level)?,
                    PromiseState::Rejected => {
                        format!(
                            "<rejected> {}",
                            self.nested(vm, promise.result.get(), level)?
                        )
                    }
                });
            }
            Items::Bytes(buffer) => {
                entries.push(bytes_text(vm, buffer));
                entries.push(format!("[byteLength]: {}", buffer.byte_length(vm)));
            }
            Items::Unknown => entries.push("<items unknown>".to_owned()),
        }
        Ok((entries, are_numbers))
    }

    /// Adds the items; says whether all are numbers.
    fn list_items(
        &mut self,
        vm: &mut Vm,
        object: Gc<Object>,
        length: u64,
        level: usize,
        entries: &mut Vec<String>,
    ) -> JsResult<bool> {
        let mut are_numbers = true;
        let mut index = 0;
        let mut holes = 0_u64;
        while index < length && (entries.len() as u64) < MOST_ITEMS {
            let key = PropertyKey::from_index(index);
            let Some(descriptor) = get_own_property(vm, object, key)? else {
                are_numbers = false;
                holes += 1;
                index += 1;
                // Counting the holes of a sparse array one by one would take for ever.
                if holes == 100_000 {
                    holes += length - index;
                    index = length;
                }
                continue;
            };
            push_holes(entries, &mut holes);
            if entries.len() as u64 == MOST_ITEMS {
                break;
            }
            are_numbers &= descriptor
                .value
                .is_some_and(|value| value.is_number() || value.is_bigint());
            let entry = match descriptor.value {
                Some(value) => self.nested(vm, value, level)?,
                None if descriptor.getter().is_undefined() => "[Setter]".to_owned(),
                None if descriptor.setter().is_undefined() => "[Getter]".to_owned(),
                None => "[Getter/Setter]".to_owned(),
            };
            entries.push(entry);
            index += 1;
        }
        push_holes(entries, &mut holes);
        push_rest(entries, length - index);
        Ok(are_numbers)
    }
}

/// The first bytes of a buffer in hexadecimal digits.
fn bytes_text(vm: &Vm, buffer: Gc<ArrayBuffer>) -> String {
    if buffer.is_detached() {
        return "(detached)".to_owned();
    }
    let bytes = buffer.bytes(vm);
    let mut shown = vec![0; bytes.len().min(MOST_BYTES)];
    bytes.read_to(0, &mut shown);
    let digits: Vec<String> = shown.iter().map(|byte| format!("{byte:02x}")).collect();
    let rest = match bytes.len() - shown.len() {
        0 => String::new(),
        1 => " ... 1 more byte".to_owned(),
        more => format!(" ... {more} more bytes"),
    };
    format!("[Uint8Contents]: <{}{rest}>", digits.join(" "))
}

fn push_holes(entries: &mut Vec<String>, holes: &mut u64) {
    match std::mem::take(holes) {
        0 => {}
        1 => entries.push("<1 empty item>".to_owned()),
        more => entries.push(format!("<{more} empty items>")),
    }
}

fn push_rest(entries: &mut Vec<String>, rest: u64) {
    match rest {
        0 => {}
        1 => entries.push("... 1 more item".to_owned()),
        more => entries.push(format!("... {more} more items")),
    }
}

/// The stack trace of an error, or `[Error: message]` if it has none.
fn error_text(vm: &mut Vm, object: Gc<Object>, indentation: usize) -> JsResult<String> {
    let key = vm.key(Name::Stack);
    let stack = name::data(vm, object, key)?.unwrap_or(Value::UNDEFINED);
    let stack = primitive::text(vm, stack)?;
    let text = if stack.is_empty() {
        format!("[{}]", error_title(vm, object)?)
    } else {
        stack
    };
    Ok(if indentation == 0 {
        text
    } else {
        text.replace('\n', &format!("\n{}", " ".repeat(indentation)))
    })
}

/// `Name: message`.
pub(crate) fn error_title(vm: &mut Vm, object: Gc<Object>) -> JsResult<String> {
    let text = |vm: &mut Vm, name: Name| -> JsResult<String> {
        let key = vm.key(name);
        let value = get(vm, object, key)?;
        if value.is_string() {
            primitive::text(vm, value)
        } else {
            Ok(String::new())
        }
    };
    let (name, message) = (text(vm, Name::Name)?, text(vm, Name::Message)?);
    Ok(match (name.as_str(), message.as_str()) {
        (_, "") => name,
        ("", _) => message,
        _ => format!("{name}: {message}"),
    })
}

/// `[Function: name]`, `[class A extends B]`, …
fn function_text(vm: &mut Vm, object: Gc<Object>) -> JsResult<String> {
    let constructor = name::constructor_name(vm, object)?;
    let key = vm.key(Name::Name);
    let name = name::data(vm, object, key)?.unwrap_or(Value::UNDEFINED);
    let name = primitive::text(vm, name)?;
    let is_class = is_class(vm, object)?;
    let shown = if name.is_empty() {
        "(anonymous)"
    } else {
        &name
    };
    if is_class {
        let parent = kataan_vm::operation::get_prototype_of(vm, object)?;
        let mut extends = String::new();
        if let Some(parent) = parent {
            let key = vm.key(Name::Name);
            let parent = name::data(vm, parent, key)?.unwrap_or(Value::UNDEFINED);
            let parent = primitive::text(vm, parent)?;
            if !parent.is_empty() {
                extends = format!(" extends {parent}");
            }
        }
        return Ok(format!("[class {shown}{extends}]"));
    }
    let kind = match constructor.as_deref() {
        Some(kind @ ("AsyncFunction" | "GeneratorFunction" | "AsyncGeneratorFunction")) => kind,
        Some(_) => "Function",
        None => "Function (null prototype)",
    };
    Ok(if name.is_empty() {
        format!("[{kind} (anonymous)]")
    } else {
        format!("[{kind}: {name}]")
    })
}

/// A class of the program: its `prototype` cannot be replaced, which tells it from a function.
fn is_class(vm: &mut Vm, object: Gc<Object>) -> JsResult<bool> {
    if !object.is_constructor() || vm.heap.gc::<NativeFunctionObject>(object.into()).is_some() {
        return Ok(false);
    }
    let key = vm.key(Name::Prototype);
    Ok(get_own_property(vm, object, key)?.is_some_and(|prototype| !prototype.is_writable()))
}

/// `[Number: 1]` and the like.
fn boxed_text(vm: &mut Vm, object: Gc<Object>) -> JsResult<Option<String>> {
    let value = match vm.heap.gc::<StringObject>(object.into()) {
        Some(string) => string.string().into(),
        None => match vm.heap.gc::<PrimitiveObject>(object.into()) {
            Some(boxed) => boxed.value(),
            None => return Ok(None),
        },
    };
    let kind = if value.is_string() {
        "String"
    } else if value.is_number() {
        "Number"
    } else if value.is_symbol() {
        "Symbol"
    } else if value.is_bool() {
        "Boolean"
    } else {
        "BigInt"
    };
    Ok(Some(format!("[{kind}: {}]", primitive::show(vm, value)?)))
}
