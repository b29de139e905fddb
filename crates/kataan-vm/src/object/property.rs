//! Attributes of properties, and the Property Descriptor type (clause 6.2.6).

use crate::value::Value;
use kataan_gc::PlainData;

/// The attributes of a property as bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(transparent)]
pub struct Attributes(u8);

impl PlainData for Attributes {}

impl Attributes {
    /// `[[Writable]]`.
    pub const WRITABLE: Attributes = Attributes(1);
    /// `[[Enumerable]]`.
    pub const ENUMERABLE: Attributes = Attributes(2);
    /// `[[Configurable]]`.
    pub const CONFIGURABLE: Attributes = Attributes(4);
    /// The property has a getter and setter, in two slots.
    pub const ACCESSOR: Attributes = Attributes(8);
    /// None.
    pub const NONE: Attributes = Attributes(0);
    /// What assignment creates: writable, enumerable, configurable.
    pub const ALL: Attributes = Attributes(7);
    /// What built-in methods have: writable and configurable.
    pub const HIDDEN: Attributes = Attributes(5);

    /// Both.
    #[inline(always)]
    pub const fn with(self, other: Attributes) -> Attributes {
        Attributes(self.0 | other.0)
    }

    /// The first without the second.
    #[inline(always)]
    pub const fn without(self, other: Attributes) -> Attributes {
        Attributes(self.0 & !other.0)
    }

    /// With or without.
    #[inline(always)]
    pub const fn set(self, other: Attributes, on: bool) -> Attributes {
        if on {
            self.with(other)
        } else {
            self.without(other)
        }
    }

    #[inline(always)]
    const fn has(self, other: Attributes) -> bool {
        self.0 & other.0 != 0
    }

    /// The bits.
    #[inline(always)]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// From bits.
    #[inline(always)]
    pub const fn from_bits(bits: u8) -> Attributes {
        Attributes(bits & 15)
    }

    /// `[[Writable]]`; of an accessor, false.
    #[inline(always)]
    pub const fn is_writable(self) -> bool {
        self.has(Attributes::WRITABLE)
    }

    /// `[[Enumerable]]`.
    #[inline(always)]
    pub const fn is_enumerable(self) -> bool {
        self.has(Attributes::ENUMERABLE)
    }

    /// `[[Configurable]]`.
    #[inline(always)]
    pub const fn is_configurable(self) -> bool {
        self.has(Attributes::CONFIGURABLE)
    }

    /// Whether it is an accessor property.
    #[inline(always)]
    pub const fn is_accessor(self) -> bool {
        self.has(Attributes::ACCESSOR)
    }

    /// How many slots a property with these attributes takes.
    #[inline(always)]
    pub(crate) const fn slots(self) -> u32 {
        if self.is_accessor() { 2 } else { 1 }
    }
}

/// A [Property Descriptor](https://tc39.es/ecma262/#sec-property-descriptor-specification-type):
/// each field may be absent. A function field is an object or `undefined`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PropertyDescriptor {
    /// `[[Value]]`.
    pub value: Option<Value>,
    /// `[[Get]]`.
    pub get: Option<Value>,
    /// `[[Set]]`.
    pub set: Option<Value>,
    /// `[[Writable]]`.
    pub writable: Option<bool>,
    /// `[[Enumerable]]`.
    pub enumerable: Option<bool>,
    /// `[[Configurable]]`.
    pub configurable: Option<bool>,
}

impl PropertyDescriptor {
    /// A full data descriptor.
    #[inline]
    pub fn data(value: Value, attributes: Attributes) -> PropertyDescriptor {
        PropertyDescriptor {
            value: Some(value),
            get: None,
            set: None,
            writable: Some(attributes.is_writable()),
            enumerable: Some(attributes.is_enumerable()),
            configurable: Some(attributes.is_configurable()),
        }
    }

    /// A full accessor descriptor.
    pub fn accessor(get: Value, set: Value, attributes: Attributes) -> PropertyDescriptor {
        PropertyDescriptor {
            value: None,
            get: Some(get),
            set: Some(set),
            writable: None,
            enumerable: Some(attributes.is_enumerable()),
            configurable: Some(attributes.is_configurable()),
        }
    }

    /// Only a value.
    pub fn only_value(value: Value) -> PropertyDescriptor {
        PropertyDescriptor {
            value: Some(value),
            ..PropertyDescriptor::default()
        }
    }

    /// [IsAccessorDescriptor](https://tc39.es/ecma262/#sec-isaccessordescriptor).
    #[inline]
    pub fn is_accessor(&self) -> bool {
        self.get.is_some() || self.set.is_some()
    }

    /// [IsDataDescriptor](https://tc39.es/ecma262/#sec-isdatadescriptor).
    #[inline]
    pub fn is_data(&self) -> bool {
        self.value.is_some() || self.writable.is_some()
    }

    /// [IsGenericDescriptor](https://tc39.es/ecma262/#sec-isgenericdescriptor).
    pub fn is_generic(&self) -> bool {
        !self.is_accessor() && !self.is_data()
    }

    /// The attributes, absent ones as false.
    pub fn attributes(&self) -> Attributes {
        Attributes::NONE
            .set(Attributes::WRITABLE, self.writable.unwrap_or(false))
            .set(Attributes::ENUMERABLE, self.enumerable.unwrap_or(false))
            .set(Attributes::CONFIGURABLE, self.configurable.unwrap_or(false))
            .set(Attributes::ACCESSOR, self.is_accessor())
    }

    /// [CompletePropertyDescriptor](https://tc39.es/ecma262/#sec-completepropertydescriptor).
    pub fn complete(&mut self) {
        if self.is_accessor() {
            self.get.get_or_insert(Value::UNDEFINED);
            self.set.get_or_insert(Value::UNDEFINED);
        } else {
            self.value.get_or_insert(Value::UNDEFINED);
            self.writable.get_or_insert(false);
        }
        self.enumerable.get_or_insert(false);
        self.configurable.get_or_insert(false);
    }

    /// `[[Configurable]]` of a full descriptor.
    #[inline]
    pub fn is_configurable(&self) -> bool {
        self.configurable == Some(true)
    }

    /// `[[Enumerable]]` of a full descriptor.
    #[inline]
    pub fn is_enumerable(&self) -> bool {
        self.enumerable == Some(true)
    }

    /// `[[Writable]]` of a full data descriptor.
    #[inline]
    pub fn is_writable(&self) -> bool {
        self.writable == Some(true)
    }

    /// `[[Value]]`, or `undefined`.
    #[inline]
    pub fn value_or_undefined(&self) -> Value {
        self.value.unwrap_or(Value::UNDEFINED)
    }

    /// `[[Get]]`, or `undefined`.
    #[inline]
    pub fn getter(&self) -> Value {
        self.get.unwrap_or(Value::UNDEFINED)
    }

    /// `[[Set]]`, or `undefined`.
    #[inline]
    pub fn setter(&self) -> Value {
        self.set.unwrap_or(Value::UNDEFINED)
    }
}
