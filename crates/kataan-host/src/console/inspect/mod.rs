//! Values as text for people, in the form that Node gives them.
//!
//! Looking at a value must not disturb it: getters are named, not called, and proxies are looked
//! through. What fails to be looked at is shown by its class.

mod contents;
mod name;
mod primitive;

use kataan_gc::{Gc, RootedList};
use kataan_vm::object::{ErrorObject, Object, PropertyKey, Proxy};
use kataan_vm::operation::{get_own_property, own_property_keys};
use kataan_vm::value::{Type, type_of};
use kataan_vm::{JsResult, Value, Vm};

use self::contents::Contents;
pub(crate) use self::primitive::number;
use super::layout::{Place, lay_out};

/// How a value is shown.
#[derive(Clone, Copy, Debug)]
pub struct InspectOptions {
    /// Levels of objects within the value that are shown.
    pub depth: usize,
    /// Show properties that are not enumerable, too.
    pub show_hidden: bool,
}

impl Default for InspectOptions {
    fn default() -> InspectOptions {
        InspectOptions {
            depth: 2,
            show_hidden: false,
        }
    }
}

/// The text of a value.
pub fn inspect(vm: &mut Vm, value: Value, options: InspectOptions) -> JsResult<String> {
    let ancestors = vm.heap.new_list()?;
    let circular = vm.heap.new_list()?;
    Inspector {
        options,
        ancestors,
        circular,
        indentation: 0,
        deepest: 0,
    }
    .value(vm, value, 0)
}

struct Inspector {
    options: InspectOptions,
    /// The objects around the one at hand.
    ancestors: RootedList,
    /// Objects that contain themselves, in the order in which that was found.
    circular: RootedList,
    indentation: usize,
    /// The level of the object that was looked at last.
    deepest: usize,
}

impl Inspector {
    /// A value in another one, or the outermost.
    fn value(&mut self, vm: &mut Vm, value: Value, level: usize) -> JsResult<String> {
        match type_of(value) {
            Type::Object => self.object(vm, value, level),
            Type::String => {
                let text = primitive::text(vm, value)?;
                Ok(primitive::quoted_lines(&text, self.indentation))
            }
            _ => primitive::show(vm, value),
        }
    }

    fn object(&mut self, vm: &mut Vm, value: Value, level: usize) -> JsResult<String> {
        vm.check_stack()?;
        vm.check_interrupt()?;
        let Some(object) = vm.object(value) else {
            return Ok(String::new());
        };
        if let Some(proxy) = vm.heap.gc::<Proxy>(value) {
            return match proxy.target() {
                Some(target) => Ok(format!("Proxy({})", self.value(vm, target.into(), level)?)),
                None => Ok("<Revoked Proxy>".to_owned()),
            };
        }
        if self.ancestors.iter().any(|ancestor| ancestor == value) {
            let index = self.circular_index(vm, value)?;
            return Ok(format!("[Circular *{index}]"));
        }
        self.parts(vm, object, level)
    }

    /// The number of an object that contains itself.
    fn circular_index(&mut self, vm: &mut Vm, value: Value) -> JsResult<usize> {
        match self.circular.iter().position(|known| known == value) {
            Some(index) => Ok(index + 1),
            None => {
                self.circular.push(&mut vm.heap, value)?;
                Ok(self.circular.len())
            }
        }
    }

    fn parts(&mut self, vm: &mut Vm, object: Gc<Object>, level: usize) -> JsResult<String> {
        let keys = self.shown_keys(vm, object)?;
        let contents = contents::of(vm, object, keys.len(), self.indentation)?;
        let (mut head, open, close) = match &contents {
            Contents::Whole(text) => return Ok(text.clone()),
            Contents::Parts(parts) => (parts.head.clone(), parts.open.clone(), parts.close),
        };
        if level > self.options.depth {
            return Ok(format!("[{}]", name::short_name(vm, object)?));
        }
        let Contents::Parts(kind) = contents else {
            return Ok(String::new());
        };
        let level = level + 1;
        self.deepest = level;
        self.ancestors.push(&mut vm.heap, object.into())?;
        let (mut entries, are_numbers) = self.items(vm, object, &kind, level)?;
        for index in 0..keys.len() {
            if let Some(key) = keys.get(index) {
                let key = PropertyKey::from_raw(key);
                let entry = self.property(vm, object, key, level)?;
                entries.push(entry);
            }
        }
        self.ancestors.pop();
        if let Some(index) = self
            .circular
            .iter()
            .position(|known| known == object.into())
        {
            let reference = format!("<ref *{}>", index + 1);
            head = if head.is_empty() {
                reference
            } else {
                format!("{reference} {head}")
            };
        }
        let columns = kind.columns.map(|mut columns| {
            columns.has_rest &= keys.is_empty();
            columns.align_right = are_numbers && keys.is_empty();
            columns
        });
        let parts = super::layout::Parts {
            head,
            open,
            close,
            entries,
            columns,
        };
        let levels = self.deepest.saturating_sub(level);
        Ok(lay_out(
            parts,
            Place {
                indentation: self.indentation,
                levels,
            },
        ))
    }

    /// The keys of the properties that are shown as such: of lists, those that are no index.
    fn shown_keys(&mut self, vm: &mut Vm, object: Gc<Object>) -> JsResult<RootedList> {
        let shown = vm.heap.new_list()?;
        let is_list = contents::is_list(vm, object);
        let is_error = vm.heap.gc::<ErrorObject>(object.into()).is_some();
        let keys = own_property_keys(vm, object)?;
        for index in 0..keys.len() {
            let Some(raw) = keys.get(index) else { break };
            let key = PropertyKey::from_raw(raw);
            if is_list && key.is_integer() {
                continue;
            }
            let Some(descriptor) = get_own_property(vm, object, key)? else {
                continue;
            };
            let is_cause = is_error && contents::is_shown_of_error(vm, key);
            if descriptor.is_enumerable() || self.options.show_hidden || is_cause {
                shown.push(&mut vm.heap, raw)?;
            }
        }
        Ok(shown)
    }

    /// `key: value`.
    fn property(
        &mut self,
        vm: &mut Vm,
        object: Gc<Object>,
        key: PropertyKey,
        level: usize,
    ) -> JsResult<String> {
        let Some(descriptor) = get_own_property(vm, object, key)? else {
            return Ok(String::new());
        };
        let value = match descriptor.value {
            Some(value) => self.nested(vm, value, level)?,
            None => match (
                !descriptor.getter().is_undefined(),
                !descriptor.setter().is_undefined(),
            ) {
                (true, true) => "[Getter/Setter]".to_owned(),
                (true, false) => "[Getter]".to_owned(),
                (false, true) => "[Setter]".to_owned(),
                (false, false) => "undefined".to_owned(),
            },
        };
        let name = primitive::key(vm, key)?;
        Ok(if descriptor.is_enumerable() {
            format!("{name}: {value}")
        } else {
            format!("[{name}]: {value}")
        })
    }

    /// A value in the one at hand, indented.
    fn nested(&mut self, vm: &mut Vm, value: Value, level: usize) -> JsResult<String> {
        self.indentation += 2;
        let text = self.value(vm, value, level);
        self.indentation -= 2;
        text
    }
}
