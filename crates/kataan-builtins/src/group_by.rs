//! [GroupBy](https://tc39.es/ecma262/#sec-groupby): what `Object.groupBy` and `Map.groupBy` share.

use kataan_gc::{Field, Gc, OrderedTable, RootedList, ValueVector, cell};
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::operation::{
    CollectionKey, IteratorKind, call, get_iterator, if_abrupt_close_iterator, iterator_step_value,
    require_callable, require_object_coercible, to_property_key,
};
use kataan_vm::value::Value;

/// What a callback's result becomes before it is a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyCoercion {
    /// A property key, in its raw form.
    Property,
    /// Itself, with -0 made +0.
    Collection,
}

cell! {
    /// The elements of a group.
    pub struct Group as Internal {
        elements: Field<ValueVector>,
    }
}

/// Groups in the order in which their keys came up.
pub(crate) struct Groups {
    /// Keys and element lists in turn.
    list: RootedList,
    /// Key to its place in the list.
    places: Gc<OrderedTable>,
}

impl Groups {
    /// How many groups.
    pub(crate) fn len(&self) -> usize {
        self.list.len() / 2
    }

    /// The key and the elements of a group.
    pub(crate) fn get(&self, vm: &Vm, index: usize) -> (Value, RootedList) {
        let at = |index| self.list.get(index).unwrap_or(Value::UNDEFINED);
        let group = vm
            .heap
            .gc::<Group>(at(2 * index + 1))
            .expect("the second of a pair is a group");
        (at(2 * index), group.elements.get())
    }

    /// [AddValueToKeyedGroup](https://tc39.es/ecma262/#sec-add-value-to-keyed-group)
    fn add(&self, vm: &mut Vm, key: Value, element: Value) -> JsResult<()> {
        let key = CollectionKey::new(vm, key)?;
        let group = match key.find(vm, self.places) {
            Some(entry) => {
                let place = self.places.value(entry).as_number().unwrap_or(0.0) as usize;
                self.get(vm, place).1
            }
            None => {
                let elements = vm.heap.new_list()?;
                let place = Value::from_number(self.len() as f64);
                self.places
                    .insert(&mut vm.heap, key.hash, key.value, place)?;
                let group = vm.heap.allocate(GroupInit { elements })?;
                self.list.extend(&mut vm.heap, &[key.value, group.into()])?;
                elements
            }
        };
        Ok(group.push(&mut vm.heap, element)?)
    }
}

/// [GroupBy](https://tc39.es/ecma262/#sec-groupby)
pub(crate) fn group_by(
    vm: &mut Vm,
    items: Value,
    callback: Value,
    coercion: KeyCoercion,
) -> JsResult<Groups> {
    require_object_coercible(vm, items)?;
    let callback = require_callable(vm, callback)?;
    let groups = Groups {
        list: vm.heap.new_list()?,
        places: vm.heap.new_table()?,
    };
    let mut record = get_iterator(vm, items, IteratorKind::Sync)?;
    let mut index = 0_u64;
    while let Some(element) = iterator_step_value(vm, &mut record)? {
        vm.check_interrupt_every(index)?;
        let arguments = [element, Value::from_index(index)];
        let key = call(vm, callback, Value::UNDEFINED, &arguments).and_then(|key| match coercion {
            KeyCoercion::Property => Ok(to_property_key(vm, key)?.to_raw()),
            KeyCoercion::Collection if key.as_f64() == Some(0.0) => Ok(Value::from_i32(0)),
            KeyCoercion::Collection => Ok(key),
        });
        let added = key.and_then(|key| groups.add(vm, key, element));
        if_abrupt_close_iterator(vm, &record, added)?;
        index += 1;
    }
    Ok(groups)
}
