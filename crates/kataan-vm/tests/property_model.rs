//! Random programs of property operations on real objects and on a model that follows the
//! specification's general algorithms with lists and without shapes, elements or fast paths.

use core::sync::atomic::{AtomicI64, Ordering};
use kataan_gc::HeapOptions;
use kataan_vm::native::Args;
use kataan_vm::object::{
    Attributes, LoadLookup, Object, PropertyDescriptor, PropertyKey, array_create,
    create_native_function, lookup_for_cache, lookup_for_store_cache, ordinary_object_create,
};
use kataan_vm::operation::{self as op, IntegrityLevel};
use kataan_vm::{Gc, JsResult, Value, Vm, VmOptions};

const OBJECTS: usize = 6;
const KEYS: usize = 16;
const NAMES: [&str; KEYS] = [
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
    "length",
    "0",
    "1",
    "2",
    "3",
    "9",
    "700",
    "9999",
    "4294967295",
    "1.5",
];
const LENGTH: usize = 6;
/// The value of a property that was defined without one.
const NO_VALUE: i64 = i64::MIN;

/// The array index that a key is.
fn index_of(key: usize) -> Option<u32> {
    NAMES[key]
        .parse::<u32>()
        .ok()
        .filter(|index| *index < u32::MAX)
}

#[derive(Clone, Copy, PartialEq, Debug)]
struct Property {
    value: i64,
    get: i64,
    set: i64,
    is_accessor: bool,
    writable: bool,
    enumerable: bool,
    configurable: bool,
}

#[derive(Clone, Copy, Default, Debug)]
struct Change {
    value: Option<i64>,
    get: Option<i64>,
    set: Option<i64>,
    writable: Option<bool>,
    enumerable: Option<bool>,
    configurable: Option<bool>,
}

#[derive(Default)]
struct Model {
    properties: Vec<(usize, Property)>,
    prototype: Option<usize>,
    fixed: bool,
    is_array: bool,
}

impl Model {
    fn find(&self, key: usize) -> Option<Property> {
        self.properties
            .iter()
            .find(|(other, _)| *other == key)
            .map(|(_, property)| *property)
    }

    fn put(&mut self, key: usize, property: Property) {
        match self.properties.iter_mut().find(|(other, _)| *other == key) {
            Some((_, old)) => *old = property,
            None => self.properties.push((key, property)),
        }
    }

    fn ordinary_define(&mut self, key: usize, change: Change) -> bool {
        let is_accessor = change.get.is_some() || change.set.is_some();
        let is_data = change.value.is_some() || change.writable.is_some();
        let Some(old) = self.find(key) else {
            if self.fixed {
                return false;
            }
            let property = Property {
                value: change.value.unwrap_or(NO_VALUE),
                get: change.get.unwrap_or(0),
                set: change.set.unwrap_or(0),
                is_accessor,
                writable: change.writable.unwrap_or(false),
                enumerable: change.enumerable.unwrap_or(false),
                configurable: change.configurable.unwrap_or(false),
            };
            self.put(key, property);
            return true;
        };
        if !old.configurable {
            if change.configurable == Some(true)
                || change
                    .enumerable
                    .is_some_and(|enumerable| enumerable != old.enumerable)
                || ((is_accessor || is_data) && is_accessor != old.is_accessor)
            {
                return false;
            }
            if old.is_accessor {
                if change.get.is_some_and(|get| get != old.get)
                    || change.set.is_some_and(|set| set != old.set)
                {
                    return false;
                }
            } else if !old.writable
                && (change.writable == Some(true)
                    || change.value.is_some_and(|value| value != old.value))
            {
                return false;
            }
        }
        let mut new = old;
        new.enumerable = change.enumerable.unwrap_or(old.enumerable);
        new.configurable = change.configurable.unwrap_or(old.configurable);
        if is_accessor && !old.is_accessor {
            (new.is_accessor, new.get, new.set, new.value, new.writable) = (true, 0, 0, 0, false);
        } else if is_data && old.is_accessor {
            (new.is_accessor, new.get, new.set, new.value, new.writable) =
                (false, 0, 0, NO_VALUE, false);
        }
        if is_accessor {
            new.get = change.get.unwrap_or(new.get);
            new.set = change.set.unwrap_or(new.set);
        } else if is_data {
            new.value = change.value.unwrap_or(new.value);
            new.writable = change.writable.unwrap_or(new.writable);
        }
        self.put(key, new);
        true
    }

    fn define(&mut self, key: usize, change: Change) -> bool {
        if !self.is_array {
            return self.ordinary_define(key, change);
        }
        let length = self.find(LENGTH).expect("arrays have a length");
        if key == LENGTH {
            return self.set_length(length, change);
        }
        let Some(index) = index_of(key) else {
            return self.ordinary_define(key, change);
        };
        let beyond = i64::from(index) >= length.value;
        if (beyond && !length.writable) || !self.ordinary_define(key, change) {
            return false;
        }
        if beyond {
            self.put(
                LENGTH,
                Property {
                    value: i64::from(index) + 1,
                    ..length
                },
            );
        }
        true
    }

    fn set_length(&mut self, length: Property, change: Change) -> bool {
        let Some(new) = change.value.filter(|new| *new < length.value) else {
            return self.ordinary_define(LENGTH, change);
        };
        if !length.writable {
            return false;
        }
        let keep = Change {
            writable: change.writable.map(|_| true),
            ..change
        };
        if !self.ordinary_define(LENGTH, keep) {
            return false;
        }
        let mut reached = new;
        let mut indices: Vec<(u32, usize)> = self
            .properties
            .iter()
            .filter_map(|(key, _)| Some((index_of(*key)?, *key)))
            .collect();
        indices.sort_unstable();
        for (index, key) in indices
            .into_iter()
            .rev()
            .filter(|(index, _)| i64::from(*index) >= new)
        {
            if !self.delete(key) {
                reached = i64::from(index) + 1;
                break;
            }
        }
        let writable = change.writable.unwrap_or(true);
        let old = self.find(LENGTH).expect("arrays have a length");
        self.put(
            LENGTH,
            Property {
                value: reached,
                writable,
                ..old
            },
        );
        reached == new
    }

    fn delete(&mut self, key: usize) -> bool {
        match self.find(key) {
            None => true,
            Some(property) if !property.configurable => false,
            Some(_) => {
                self.properties.retain(|(other, _)| *other != key);
                true
            }
        }
    }

    fn keys(&self) -> Vec<usize> {
        let mut indices: Vec<usize> = self
            .properties
            .iter()
            .map(|(key, _)| *key)
            .filter(|key| index_of(*key).is_some())
            .collect();
        indices.sort_by_key(|key| index_of(*key));
        let names = self
            .properties
            .iter()
            .map(|(key, _)| *key)
            .filter(|key| index_of(*key).is_none());
        indices.extend(names);
        indices
    }
}

fn model_get(models: &[Model], object: usize, key: usize) -> Option<Property> {
    let mut current = Some(object);
    while let Some(object) = current {
        if let Some(property) = models[object].find(key) {
            return Some(property);
        }
        current = models[object].prototype;
    }
    None
}

fn model_set(models: &mut [Model], object: usize, key: usize, value: i64) -> bool {
    match model_get(models, object, key) {
        Some(property) if property.is_accessor => {
            if property.set != 0 {
                LAST_SET.store(property.set * 1000 + value, Ordering::Relaxed);
            }
            property.set != 0
        }
        Some(property) if !property.writable => false,
        _ => {
            let change = match models[object].find(key) {
                Some(_) => Change {
                    value: Some(value),
                    ..Change::default()
                },
                None => Change {
                    value: Some(value),
                    writable: Some(true),
                    enumerable: Some(true),
                    configurable: Some(true),
                    ..Change::default()
                },
            };
            models[object].define(key, change)
        }
    }
}

static LAST_SET: AtomicI64 = AtomicI64::new(0);

fn getter<const N: i64>(_: &mut Vm, _: Args<'_>) -> JsResult<Value> {
    Ok(Value::from_i32(N as i32 * 100_000))
}

fn setter<const N: i64>(_: &mut Vm, args: Args<'_>) -> JsResult<Value> {
    let value = args.get(0).as_number().unwrap_or(0.0) as i64;
    LAST_SET.store(-(N * 1000 + value), Ordering::Relaxed);
    Ok(Value::UNDEFINED)
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }

    fn index(&mut self, limit: usize) -> usize {
        self.below(limit as u64) as usize
    }

    fn maybe(&mut self) -> Option<bool> {
        [None, Some(true), Some(true), Some(false)][self.index(4)]
    }
}

struct Session<'a> {
    vm: &'a mut Vm,
    objects: [Gc<Object>; OBJECTS],
    functions: [Value; 6],
    models: Vec<Model>,
    random: Random,
}

impl Session<'_> {
    fn key(&mut self, key: usize) -> PropertyKey {
        self.vm.intern(NAMES[key]).expect("an atom")
    }

    fn function_of(&self, number: i64, is_setter: bool) -> Value {
        if number == 0 {
            Value::UNDEFINED
        } else {
            self.functions[number as usize - 1 + 3 * usize::from(is_setter)]
        }
    }

    fn change(&mut self, key: usize) -> Change {
        let random = &mut self.random;
        let mut change = Change {
            enumerable: random.maybe(),
            configurable: random.maybe(),
            ..Change::default()
        };
        if random.below(3) == 0 && key != LENGTH {
            change.get = (random.below(3) > 0).then(|| random.below(4) as i64);
            change.set = (random.below(3) > 0).then(|| random.below(4) as i64);
        } else {
            change.value = (random.below(4) > 0).then(|| random.below(12) as i64);
            change.writable = random.maybe();
        }
        change
    }

    fn step(&mut self) -> JsResult<()> {
        let (target, key) = (self.random.index(OBJECTS), self.random.index(KEYS));
        let object = self.objects[target];
        let property = self.key(key);
        match self.random.below(100) {
            0..=39 => {
                let value = self.random.below(12) as i64;
                let real = op::set_with_receiver(
                    self.vm,
                    object,
                    property,
                    Value::from_i32(value as i32),
                    object.into(),
                )?;
                let set_by_real = LAST_SET.swap(0, Ordering::Relaxed);
                let model = model_set(&mut self.models, target, key, value);
                let set_by_model = LAST_SET.swap(0, Ordering::Relaxed);
                assert_eq!(real, model, "set {} on {target}", NAMES[key]);
                assert_eq!(-set_by_real, set_by_model, "setter of {}", NAMES[key]);
            }
            40..=54 => {
                let change = self.change(key);
                let descriptor = PropertyDescriptor {
                    value: change.value.map(|value| Value::from_i32(value as i32)),
                    get: change.get.map(|get| self.function_of(get, false)),
                    set: change.set.map(|set| self.function_of(set, true)),
                    writable: change.writable,
                    enumerable: change.enumerable,
                    configurable: change.configurable,
                };
                let real = op::define_own_property(self.vm, object, property, &descriptor)?;
                let model = self.models[target].define(key, change);
                assert_eq!(real, model, "define {} on {target}: {change:?}", NAMES[key]);
            }
            55..=74 => {
                let real = op::delete(self.vm, object, property)?;
                assert_eq!(
                    real,
                    self.models[target].delete(key),
                    "delete {}",
                    NAMES[key]
                );
            }
            75..=76 => {
                let prototype = (self.random.below(3) > 0).then(|| self.random.index(OBJECTS));
                // The specification's check for cycles.
                let mut ancestor = prototype;
                let mut cyclic = false;
                while let Some(current) = ancestor {
                    cyclic |= current == target;
                    ancestor = self.models[current].prototype;
                    if cyclic {
                        break;
                    }
                }
                let same = self.models[target].prototype == prototype;
                let expected = same || (!self.models[target].fixed && !cyclic);
                let real = op::set_prototype_of(
                    self.vm,
                    object,
                    prototype.map(|index| self.objects[index]),
                )?;
                assert_eq!(real, expected, "set prototype");
                if expected {
                    self.models[target].prototype = prototype;
                }
            }
            77 if self.random.below(6) == 0 => {
                self.models[target].fixed = true;
                op::prevent_extensions(self.vm, object)?;
            }
            78 if self.random.below(6) == 0 => {
                let freeze = self.random.below(2) == 0;
                let level = if freeze {
                    IntegrityLevel::Frozen
                } else {
                    IntegrityLevel::Sealed
                };
                op::set_integrity_level(self.vm, object, level)?;
                let model = &mut self.models[target];
                model.fixed = true;
                for (_, property) in &mut model.properties {
                    property.configurable = false;
                    property.writable &= !freeze;
                }
            }
            _ => self.check_cache(target, key)?,
        }
        self.check(target, key)
    }

    /// What an inline cache is told must be what a load gives.
    fn check_cache(&mut self, target: usize, key: usize) -> JsResult<()> {
        let property = self.key(key);
        let object = self.objects[target];
        lookup_for_store_cache(self.vm, object, property)?;
        let found = model_get(&self.models, target, key);
        match lookup_for_cache(self.vm, object, property)? {
            LoadLookup::Uncacheable => {}
            LoadLookup::Own(_) => assert!(
                self.models[target]
                    .find(key)
                    .is_some_and(|it| !it.is_accessor)
            ),
            LoadLookup::OwnGetter(_) => assert!(
                self.models[target]
                    .find(key)
                    .is_some_and(|it| it.is_accessor)
            ),
            LoadLookup::Inherited(_, _, validity) => {
                assert!(validity.is_valid() && found.is_some_and(|it| !it.is_accessor));
            }
            LoadLookup::InheritedGetter(_, _, validity) => {
                assert!(validity.is_valid() && found.is_some_and(|it| it.is_accessor));
            }
            LoadLookup::Absent(validity) => {
                assert!(validity.is_none_or(|validity| validity.is_valid()) && found.is_none());
            }
        }
        Ok(())
    }

    fn check(&mut self, target: usize, key: usize) -> JsResult<()> {
        let property = self.key(key);
        let object = self.objects[target];
        let expected = match model_get(&self.models, target, key) {
            None => Value::UNDEFINED,
            Some(it) if it.is_accessor && it.get == 0 => Value::UNDEFINED,
            Some(it) if it.is_accessor => Value::from_i32(it.get as i32 * 100_000),
            Some(it) if it.value == NO_VALUE => Value::UNDEFINED,
            Some(it) => Value::from_number(it.value as f64),
        };
        assert_eq!(
            op::get(self.vm, object, property)?,
            expected,
            "get {} of {target}",
            NAMES[key]
        );
        let has = model_get(&self.models, target, key).is_some();
        assert_eq!(op::has_property(self.vm, object, property)?, has);
        let own = op::get_own_property(self.vm, object, property)?;
        let model = self.models[target].find(key);
        assert_eq!(own.is_some(), model.is_some(), "own {}", NAMES[key]);
        if let (Some(own), Some(model)) = (own, model) {
            let flags = Attributes::NONE
                .set(Attributes::ENUMERABLE, model.enumerable)
                .set(Attributes::CONFIGURABLE, model.configurable)
                .set(Attributes::ACCESSOR, model.is_accessor)
                .set(Attributes::WRITABLE, !model.is_accessor && model.writable);
            assert_eq!(own.attributes(), flags, "attributes of {}", NAMES[key]);
        }
        let keys = op::own_property_keys(self.vm, object)?;
        let mut found = Vec::new();
        for raw in keys.iter() {
            let text = PropertyKey::from_raw(raw).to_value(self.vm)?;
            let text = op::value_to_display(self.vm, text)?;
            found.push(
                NAMES
                    .iter()
                    .position(|name| *name == text)
                    .expect("a known key"),
            );
        }
        assert_eq!(found, self.models[target].keys(), "keys of {target}");
        Ok(())
    }
}

fn run_program(vm: &mut Vm, seed: u64, steps: u32) -> JsResult<()> {
    let mut models = Vec::new();
    let first = ordinary_object_create(vm, None)?;
    let mut objects = [first; OBJECTS];
    for (index, place) in objects.iter_mut().enumerate() {
        let mut model = Model::default();
        if index % 3 == 2 {
            *place = array_create(vm, 0, None)?;
            op::set_prototype_of(vm, *place, None)?;
            model.is_array = true;
            let length = Change {
                value: Some(0),
                writable: Some(true),
                ..Change::default()
            };
            model.ordinary_define(LENGTH, length);
        } else if index > 0 {
            *place = ordinary_object_create(vm, None)?;
        }
        models.push(model);
    }
    let functions = [
        create_native_function(vm, getter::<1>, "", 0)?.into(),
        create_native_function(vm, getter::<2>, "", 0)?.into(),
        create_native_function(vm, getter::<3>, "", 0)?.into(),
        create_native_function(vm, setter::<1>, "", 1)?.into(),
        create_native_function(vm, setter::<2>, "", 1)?.into(),
        create_native_function(vm, setter::<3>, "", 1)?.into(),
    ];
    let random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut session = Session {
        vm,
        objects,
        functions,
        models,
        random,
    };
    (0..steps).try_for_each(|_| session.step())
}

fn run(heap: HeapOptions, programs: u64, steps: u32) {
    let mut vm = Vm::new(VmOptions {
        heap,
        ..VmOptions::default()
    })
    .expect("an isolate");
    kataan_gc::enter(&mut vm, |vm| {
        vm.begin_stack();
        let realm = vm.new_realm().expect("a realm");
        vm.set_realm(Some(realm));
        for seed in 1..=programs {
            if run_program(vm, seed, steps).is_err() {
                panic!("program {seed} threw");
            }
        }
    });
}

/// One test for both, since the setters report through one static.
#[test]
fn fast_paths_agree_with_the_general_algorithm() {
    run(HeapOptions::default(), 1500, 400);
    run(
        HeapOptions {
            stress: 7,
            verify: true,
            ..HeapOptions::default()
        },
        2,
        300,
    );
}
