//! [JSON.stringify](https://tc39.es/ecma262/#sec-json.stringify)

use super::quote::quote_json_string;
use super::raw::RawJsonObject;
use crate::message;
use kataan_gc::{Gc, RootedList};
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::object::{Object, PrimitiveObject, PropertyKey, StringObject};
use kataan_vm::operation::{
    PropertyKind, PropertyWalk, call, create_data_property, enumerable_own_properties, get,
    get_name_cached, get_v, is_array, is_callable, length_of_array_like, ordinary_object_create,
    to_integer_or_infinity, to_number, to_property_key, to_string,
};
use kataan_vm::realm::Intrinsic;
use kataan_vm::string::{Name, StringBuilder, Units, flatten, substring};
use kataan_vm::value::number_to_string::NumberText;
use kataan_vm::value::{Type, Value, type_of};

/// [JSON.stringify](https://tc39.es/ecma262/#sec-json.stringify)
pub(super) fn stringify(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let replacer = args.get(1);
    let (mut function, mut property_list) = (None, None);
    if let Some(object) = vm.object(replacer) {
        if is_callable(vm, replacer) {
            function = Some(replacer);
        } else if is_array(vm, replacer)? {
            property_list = Some(read_property_list(vm, object)?);
        }
    }
    let gap = read_gap(vm, args.get(2))?;
    let stack = vm.heap.new_list()?;
    let key = PropertyKey::from_raw(vm.empty_string().into());
    let mut wrapper = None;
    if function.is_some() {
        // Nobody else sees it.
        let prototype = vm.intrinsic(Intrinsic::ObjectPrototype);
        let object = ordinary_object_create(vm, Some(prototype))?;
        create_data_property(vm, object, key, args.get(0))?;
        wrapper = Some(object);
    }
    let mut serializer = Serializer {
        output: StringBuilder::new(),
        function,
        property_list,
        line: Vec::new(),
        gap,
        indent: 0,
        stack,
    };
    let value = serializer.prepare(vm, wrapper, key, args.get(0))?;
    if !serializer.serialize(vm, value)? {
        return Ok(Value::UNDEFINED);
    }
    Ok(serializer.output.finish(vm)?.into())
}

/// The keys that a replacer array names, each once.
fn read_property_list(vm: &mut Vm, array: Gc<Object>) -> JsResult<RootedList> {
    let list = vm.heap.new_list()?;
    let seen = ordinary_object_create(vm, None)?;
    for index in 0..length_of_array_like(vm, array)? {
        vm.check_interrupt_every(index)?;
        let element = get(vm, array, PropertyKey::from_index(index))?;
        let is_name = element.is_string()
            || element.is_number()
            || vm.heap.gc::<StringObject>(element).is_some()
            || is_number_object(vm, element);
        if !is_name {
            continue;
        }
        let name = to_string(vm, element)?;
        let key = to_property_key(vm, name.into())?;
        if !kataan_vm::operation::has_own_property(vm, seen, key)? {
            create_data_property(vm, seen, key, Value::TRUE)?;
            list.push(&mut vm.heap, key.to_raw())?;
        }
    }
    Ok(list)
}

/// Whether a value is an object with `[[NumberData]]`.
fn is_number_object(vm: &Vm, value: Value) -> bool {
    let object = vm.heap.gc::<PrimitiveObject>(value);
    object.is_some_and(|object| object.value().is_number())
}

/// The text of one level of indentation, at most ten units.
fn read_gap(vm: &mut Vm, space: Value) -> JsResult<Vec<u16>> {
    let space = if is_number_object(vm, space) {
        Value::from_number(to_number(vm, space)?)
    } else if vm.heap.gc::<StringObject>(space).is_some() {
        to_string(vm, space)?.into()
    } else {
        space
    };
    if space.is_number() {
        let count = to_integer_or_infinity(vm, space)?.clamp(0.0, 10.0) as usize;
        return Ok(vec![0x20; count]);
    }
    let Some(text) = vm.string(space) else {
        return Ok(Vec::new());
    };
    let end = text.len().min(10);
    let text = substring(vm, text, 0, end)?;
    Ok(flatten(vm, text)?.units().iter().collect())
}

struct Serializer {
    output: StringBuilder,
    /// The replacer function.
    function: Option<Value>,
    /// The replacer array's keys.
    property_list: Option<RootedList>,
    /// A line's end and the indentation of the next line, `gap` as often as the deepest level that
    /// was seen asked for; empty without a gap.
    line: Vec<u8>,
    gap: Vec<u16>,
    indent: usize,
    /// The objects that are being serialized.
    stack: RootedList,
}

impl Serializer {
    /// The first half of
    /// [SerializeJSONProperty](https://tc39.es/ecma262/#sec-serializejsonproperty): what `value`,
    /// found at `key` of `holder`, stands for after `toJSON`, the replacer and unwrapping.
    fn prepare(
        &mut self,
        vm: &mut Vm,
        holder: Option<Gc<Object>>,
        key: PropertyKey,
        value: Value,
    ) -> JsResult<Value> {
        let mut value = value;
        if value.is_object() || value.is_bigint() {
            let to_json = match vm.object(value) {
                Some(object) => get_name_cached(vm, object, Name::ToJson)?,
                None => {
                    let to_json_key = vm.key(Name::ToJson);
                    get_v(vm, value, to_json_key)?
                }
            };
            if is_callable(vm, to_json) {
                let name = key.to_value(vm)?;
                value = call(vm, to_json, value, &[name])?;
            }
        }
        if let Some(function) = self.function {
            let name = key.to_value(vm)?;
            let holder = holder.map_or(Value::UNDEFINED, Value::from);
            value = call(vm, function, holder, &[name, value])?;
        }
        if !value.is_object() {
            return Ok(value);
        }
        if let Some(object) = vm.heap.gc::<PrimitiveObject>(value) {
            value = match type_of(object.value()) {
                Type::Number => Value::from_number(to_number(vm, value)?),
                Type::Boolean | Type::BigInt => object.value(),
                _ => value,
            };
        } else if vm.heap.gc::<StringObject>(value).is_some() {
            value = to_string(vm, value)?.into();
        }
        Ok(value)
    }

    /// The second half: appends the text of a prepared value; false if it has none.
    fn serialize(&mut self, vm: &mut Vm, value: Value) -> JsResult<bool> {
        match type_of(value) {
            Type::Null => self.output.push_str("null"),
            Type::Boolean => self.output.push_str(if value == Value::TRUE {
                "true"
            } else {
                "false"
            }),
            Type::String => {
                let Some(text) = vm.string(value) else {
                    return Ok(false);
                };
                let flat = flatten(vm, text)?;
                quote_json_string(vm, &mut self.output, flat.units())?;
            }
            Type::Number => {
                let number = value.as_number().unwrap_or(f64::NAN);
                if number.is_finite() {
                    let mut text = NumberText::new();
                    let text = text.format(number);
                    self.output.push_units(Units::Latin1(text.as_bytes()));
                } else {
                    self.output.push_str("null");
                }
            }
            Type::BigInt => return Err(vm.throw_type_error(message::BIGINT_TO_JSON, &[])),
            Type::Object => return self.serialize_object(vm, value),
            Type::Undefined | Type::Symbol => return Ok(false),
        }
        Ok(true)
    }

    fn serialize_object(&mut self, vm: &mut Vm, value: Value) -> JsResult<bool> {
        if let Some(raw) = vm.heap.gc::<RawJsonObject>(value) {
            let text = raw.text();
            self.output.push_string(vm, text)?;
            return Ok(true);
        }
        let Some(object) = vm.object(value) else {
            return Ok(false);
        };
        if is_callable(vm, value) {
            return Ok(false);
        }
        vm.check_stack()?;
        vm.check_interrupt()?;
        if self.stack.iter().any(|active| active == value) {
            return Err(vm.throw_type_error(message::CYCLIC_STRUCTURE, &[]));
        }
        self.stack.push(&mut vm.heap, value)?;
        self.indent += 1;
        if is_array(vm, value)? {
            self.serialize_array(vm, object)?;
        } else {
            self.serialize_properties(vm, object)?;
        }
        self.indent -= 1;
        self.stack.pop();
        self.output.check(vm, 0)?;
        Ok(true)
    }

    /// Begins a line at the current level, if there is a gap.
    fn new_line(&mut self) {
        if self.gap.is_empty() {
            return;
        }
        let length = 1 + self.indent * self.gap.len();
        if self.line.is_empty() {
            self.line.push(b'\n');
        }
        while self.line.len() < length {
            // A gap that is not Latin-1 goes the long way.
            match self.gap.iter().map(|&unit| u8::try_from(unit)).collect() {
                Ok::<Vec<u8>, _>(gap) => self.line.extend_from_slice(&gap),
                Err(_) => return self.push_wide_line(),
            }
        }
        self.output.push_units(Units::Latin1(&self.line[..length]));
    }

    fn push_wide_line(&mut self) {
        self.output.push_unit(u16::from(b'\n'));
        for _ in 0..self.indent {
            self.output.push_units(Units::Utf16(&self.gap));
        }
    }

    /// Ends a container: its bracket stands on a line of its own if there is a gap and it is not
    /// empty.
    fn end(&mut self, bracket: u8, is_empty: bool) {
        if !is_empty {
            self.indent -= 1;
            self.new_line();
            self.indent += 1;
        }
        self.output.push_unit(u16::from(bracket));
    }

    /// [SerializeJSONObject](https://tc39.es/ecma262/#sec-serializejsonobject)
    fn serialize_properties(&mut self, vm: &mut Vm, object: Gc<Object>) -> JsResult<()> {
        self.output.push_unit(u16::from(b'{'));
        let mut is_empty = true;
        if self.property_list.is_none()
            && let Some(mut walk) = PropertyWalk::begin(object)
        {
            while let Some(property) = walk.next_string() {
                if property.attributes.is_enumerable() {
                    let value = match property.value {
                        Some(value) => value,
                        None => get(vm, object, property.key)?,
                    };
                    self.serialize_member(vm, object, property.key, value, &mut is_empty)?;
                }
            }
            self.end(b'}', is_empty);
            return Ok(());
        }
        let keys = match self.property_list {
            Some(list) => list,
            None => enumerable_own_properties(vm, object, PropertyKind::RawKey)?,
        };
        for (count, key) in keys.iter().map(PropertyKey::from_raw).enumerate() {
            vm.check_interrupt_every(count as u64)?;
            let value = get(vm, object, key)?;
            self.serialize_member(vm, object, key, value, &mut is_empty)?;
        }
        self.end(b'}', is_empty);
        Ok(())
    }

    /// One member of an object, unless it has no text.
    fn serialize_member(
        &mut self,
        vm: &mut Vm,
        object: Gc<Object>,
        key: PropertyKey,
        value: Value,
        is_empty: &mut bool,
    ) -> JsResult<()> {
        vm.check_interrupt()?;
        let value = self.prepare(vm, Some(object), key, value)?;
        if has_no_text(vm, value) {
            return Ok(());
        }
        if !*is_empty {
            self.output.push_unit(u16::from(b','));
        }
        *is_empty = false;
        self.new_line();
        let name = key.to_value(vm)?;
        let Some(name) = vm.string(name) else {
            return Ok(());
        };
        let flat = flatten(vm, name)?;
        quote_json_string(vm, &mut self.output, flat.units())?;
        self.output.push_unit(u16::from(b':'));
        if !self.gap.is_empty() {
            self.output.push_unit(u16::from(b' '));
        }
        self.serialize(vm, value)?;
        self.output.check(vm, 0)
    }

    /// [SerializeJSONArray](https://tc39.es/ecma262/#sec-serializejsonarray)
    fn serialize_array(&mut self, vm: &mut Vm, array: Gc<Object>) -> JsResult<()> {
        let length = length_of_array_like(vm, array)?;
        self.output.push_unit(u16::from(b'['));
        for index in 0..length {
            vm.check_interrupt_every(index)?;
            if index > 0 {
                self.output.push_unit(u16::from(b','));
            }
            self.new_line();
            let key = PropertyKey::from_index(index);
            let value = get(vm, array, key)?;
            let value = self.prepare(vm, Some(array), key, value)?;
            if !self.serialize(vm, value)? {
                self.output.push_str("null");
            }
            self.output.check(vm, 0)?;
        }
        self.end(b']', length == 0);
        Ok(())
    }
}

/// Whether a prepared value is left out of objects.
fn has_no_text(vm: &mut Vm, value: Value) -> bool {
    value.is_undefined() || value.is_symbol() || is_callable(vm, value)
}
