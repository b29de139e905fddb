//! Young collections and the write barrier: a store into an old cell, through every kind of member, is
//! logged and keeps what is new; and the verifier finds a store that was not.
//!
//! # Invariants
//! The controls write a value over a value, past the barrier, in a heap that is thrown away after.
#![allow(unsafe_code)]

use core::cell::Cell;
use kataan_gc::{
    Collection, Ephemeron, Field, ForeignObject, ForeignObjectInit, Gc, Heap, HeapOptions, Kinded,
    Nullable, OrderedTable, Plain, RecordInit, RootId, Slot, TailInit, Value, ValueArray,
    ValueArrayInit, ValueVector, WeakTable, cell, cell_part, enter, kinds,
};

cell! {
    /// What is stored.
    pub struct Young as Symbol {
        number: Plain<u32>,
    }
}

cell_part! {
    /// An element of more than one member.
    pub struct Part {
        key: Slot,
        count: Plain<u64>,
        cell: Nullable<Young>,
        index: Plain<u32>,
    }
}

cell! {
    /// One of each.
    pub struct Holder {
        first: Nullable<Young>,
        second: Field<Young>,
        pair: [Nullable<Young>; 3],
        value: Slot,
        values: [Slot; 20],
        ephemeron: Ephemeron,
    }
    tail parts: [Part; small];
}

cell! {
    /// A record.
    pub struct Mixed: ForeignObject {}
    tail record;
}

cell! {
    /// A long tail.
    pub struct Long: ForeignObject {}
    tail elements: [Slot; long];
}

kinds! {
    /// The kinds of this test.
    static KINDS: 200..210 = [Young, Holder];
}

kinds! {
    /// Those of a second engine.
    static FOREIGN: 160..170 = [Mixed, Long];
}

fn heap() -> Heap {
    let options = HeapOptions {
        verify: true,
        ..HeapOptions::default()
    };
    Heap::new(options, &[&KINDS, &FOREIGN]).expect("a heap")
}

fn young(heap: &mut Heap, number: u32) -> Gc<Young> {
    heap.allocate(YoungInit { number }).expect("memory")
}

fn holder(heap: &mut Heap, parts: usize) -> Gc<Holder> {
    let second = young(heap, 0);
    let part = PartInit {
        key: Value::NULL,
        count: u64::MAX,
        cell: None,
        index: u32::MAX,
    };
    heap.allocate(HolderInit {
        first: None,
        second,
        pair: [None; 3],
        value: Value::NULL,
        values: [Value::NULL; 20],
        ephemeron: (Value::NULL, Value::NULL),
        parts: TailInit::Fill(parts, part),
    })
    .expect("memory")
}

fn mixed(heap: &mut Heap, values: usize, data: usize) -> Gc<Mixed> {
    let record = RecordInit {
        values,
        fill: Value::NULL,
        data,
    };
    let base = ForeignObjectInit { ty: 1 };
    heap.allocate(MixedInit { base, record }).expect("memory")
}

fn long(heap: &mut Heap, length: usize) -> Gc<Long> {
    let base = ForeignObjectInit { ty: 1 };
    let elements = TailInit::Fill(length, Value::NULL);
    heap.allocate(LongInit { base, elements }).expect("memory")
}

fn number(found: Option<Gc<Young>>) -> Option<u32> {
    // A dead cell would be of another kind, or none.
    found
        .filter(|cell| cell.kind() == Young::KIND)
        .map(|cell| cell.number.get())
}

/// Makes a holder, lets it get old, stores a new cell in it, and looks for that after young collections
/// that see nothing but the holder and the log.
fn check<T: Kinded>(
    make: impl FnOnce(&mut Heap) -> Gc<T>,
    store: impl FnOnce(&mut Heap, Gc<T>, Gc<Young>),
    load: impl Fn(&Heap, Gc<T>) -> Option<Gc<Young>>,
) {
    let mut heap = heap();
    let holder: RootId = enter(&mut heap, |heap| {
        let cell = make(heap);
        heap.root_cell(cell)
    });
    heap.collect(Collection::Young);
    heap.collect(Collection::Young);
    enter(&mut heap, |heap| {
        let cell = heap.rooted_cell(holder).expect("rooted");
        let new = young(heap, 77);
        store(heap, cell, new);
    });
    for _ in 0..3 {
        heap.verify().expect("logged");
        heap.collect(Collection::Young);
        let cell = heap.rooted_cell(holder).expect("rooted");
        assert_eq!(number(load(&heap, cell)), Some(77));
        enter(&mut heap, |heap| (0..50).for_each(|_| _ = young(heap, 1)));
    }
}

/// Places of a tail to look at: the first, the last, and both sides of a line's end.
fn places(length: usize) -> impl Iterator<Item = usize> {
    let places = [0, 1, 13, 14, 15, 16, 31, length / 2, length - 1];
    places.into_iter().filter(move |place| *place < length)
}

#[test]
fn members_are_logged() {
    check(
        |heap| holder(heap, 0),
        |_, holder, new| holder.first.set(new),
        |_, holder| holder.first.get(),
    );
    check(
        |heap| holder(heap, 0),
        |_, holder, new| holder.second.set(new),
        |_, holder| Some(holder.second.get()),
    );
    for index in 0..3 {
        check(
            |heap| holder(heap, 0),
            |_, holder, new| holder.pair[index].set(new),
            |_, holder| holder.pair[index].get(),
        );
    }
    check(
        |heap| holder(heap, 0),
        |_, holder, new| holder.value.set(new.into()),
        |_, holder| holder.value.cell(),
    );
    for index in 0..20 {
        check(
            |heap| holder(heap, 0),
            |_, holder, new| holder.values[index].set(new.into()),
            |_, holder| holder.values[index].cell(),
        );
    }
}

#[test]
fn parts_of_tails_are_logged() {
    for length in [1, 40, 3000] {
        for index in places(length) {
            check(
                |heap| holder(heap, length),
                |_, holder, new| holder.parts()[index].cell.set(new),
                |_, holder| holder.parts()[index].cell.get(),
            );
            check(
                |heap| holder(heap, length),
                |_, holder, new| holder.parts()[index].key.set(new.into()),
                |_, holder| holder.parts()[index].key.cell(),
            );
        }
    }
}

#[test]
fn elements_are_logged() {
    for length in [1, 100, 100_000] {
        for index in places(length) {
            check(
                |heap| long(heap, length),
                |_, long, new| long.elements()[index].set(new.into()),
                |_, long| long.elements()[index].cell(),
            );
            let slots = TailInit::Fill(length, Value::NULL);
            check(
                |heap| heap.allocate(ValueArrayInit { slots }).expect("memory"),
                |_, array, new| array.slots()[index].set(new.into()),
                |_, array| array.slots()[index].cell(),
            );
        }
    }
}

#[test]
fn values_of_records_are_logged() {
    for (values, data) in [(1, 0), (14, 400), (15, 400), (16, 0), (40_000, 9)] {
        for index in places(values) {
            check(
                |heap| mixed(heap, values, data),
                |_, mixed, new| mixed.values()[index].set(new.into()),
                |_, mixed| mixed.values()[index].cell(),
            );
        }
    }
}

#[test]
fn containers_are_logged() {
    let key = Value::from_i32(3);
    for filled in [0, 5000] {
        check(
            |heap| {
                let list = heap.new_list().expect("memory");
                (0..filled).for_each(|_| list.push(heap, key).expect("memory"));
                list
            },
            |heap, list: Gc<ValueVector>, new| list.push(heap, new.into()).expect("memory"),
            |heap, list| heap.gc(list.get(filled)?),
        );
        check(
            |heap| {
                let table = heap.new_table().expect("memory");
                for number in 0..filled {
                    let key = Value::from_i32(number as i32 + 10);
                    table.insert(heap, number as u32, key, key).expect("memory");
                }
                table
            },
            |heap, table: Gc<OrderedTable>, new| {
                table.insert(heap, 3, key, new.into()).expect("memory");
            },
            |heap, table| heap.gc(table.value(table.find(3, |other| other == key)?)),
        );
    }
}

#[test]
fn ephemerons_are_logged() {
    // The key is old; the value is new and lives by it.
    let mut heap = heap();
    let (table, key) = enter(&mut heap, |heap| {
        let table = heap.new_weak_table().expect("memory");
        let key = young(heap, 1);
        (heap.root_cell(table), heap.root_cell(key))
    });
    heap.collect(Collection::Young);
    heap.collect(Collection::Young);
    enter(&mut heap, |heap| {
        let table: Gc<WeakTable> = heap.rooted_cell(table).expect("rooted");
        let key: Gc<Young> = heap.rooted_cell(key).expect("rooted");
        let value = young(heap, 77).into();
        table.insert(heap, 5, key.into(), value).expect("memory");
    });
    for _ in 0..3 {
        heap.collect(Collection::Young);
        let table: Gc<WeakTable> = heap.rooted_cell(table).expect("rooted");
        let entry = table.find(5, |_| true).expect("its key lives");
        assert_eq!(number(heap.gc(table.value(entry))), Some(77));
    }
    assert!(heap.unroot(key));
    heap.collect(Collection::Young);
    heap.collect(Collection::Full);
    let table: Gc<WeakTable> = heap.rooted_cell(table).expect("rooted");
    assert_eq!(table.count(), 0);
}

/// Stores past the barrier.
fn overwrite(slot: &Slot, value: Value) {
    let place = (&raw const *slot).cast::<Cell<u64>>();
    // SAFETY: a slot is a value in a cell with interior mutability.
    unsafe { (*place).set(value.to_bits()) };
}

#[test]
fn the_verifier_finds_a_store_that_was_not_logged() {
    for length in [1, 100, 100_000] {
        for index in places(length) {
            let options = HeapOptions::default();
            let mut heap = Heap::new(options, &[&KINDS, &FOREIGN]).expect("a heap");
            let root = enter(&mut heap, |heap| {
                let cell: Gc<ValueArray> = heap
                    .allocate(ValueArrayInit {
                        slots: TailInit::Fill(length, Value::NULL),
                    })
                    .expect("memory");
                heap.root_cell(cell)
            });
            heap.collect(Collection::Young);
            heap.verify().expect("intact so far");
            enter(&mut heap, |heap| {
                let cell: Gc<ValueArray> = heap.rooted_cell(root).expect("rooted");
                let new = young(heap, 5);
                overwrite(&cell.slots()[index], new.into());
                let damage = heap.verify().expect_err("not logged").to_string();
                assert!(damage.contains("not logged"), "{damage}");
                // The same, logged.
                cell.slots()[index].set(new.into());
                heap.verify().expect("logged now");
            });
        }
    }
}
