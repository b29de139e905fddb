//! Heap operations against a model: bytes are read as a program, which runs on a heap and on plain
//! Rust data, and after every full collection both must agree on what lives. The tests and the
//! fuzz target share it.

use kataan_gc::{
    Collection, External, ExternalId, Gc, Heap, HeapOptions, Nullable, OrderedTable, Plain, RootId,
    RootedList, Slot, TableCursor, TailInit, U64Array, U64ArrayInit, Value, ValueVector, Weak,
    WeakTable, cell, enter, kinds,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock};

cell! {
    /// A node of the graph; its number is its place in the model.
    pub struct Node as Object {
        next: Nullable<Node>,
        weak: Weak<Node>,
        number: Plain<u32>,
    }
    tail slots: [Slot; small];
}

kinds! {
    /// Kinds of the model.
    static KINDS: 200..210 = [Node];
}

const NAMES: usize = 6;

/// A node of the model.
#[derive(Default)]
struct Twin {
    next: Option<usize>,
    weak: Option<usize>,
    slots: Vec<Option<usize>>,
    watched: bool,
}

struct Resource(usize, Arc<Mutex<BTreeSet<usize>>>);

impl External for Resource {
    fn bytes(&self) -> usize {
        1000
    }
}

impl Drop for Resource {
    fn drop(&mut self) {
        self.1.lock().expect("no panic inside").insert(self.0);
    }
}

struct World {
    heap: Heap,
    stress: bool,
    roots: [Option<RootId>; NAMES],
    names: [Option<usize>; NAMES],
    twins: Vec<Twin>,
    list: RootId,
    list_twin: Vec<Option<usize>>,
    table: RootId,
    /// Entries in order, removed ones included.
    table_twin: Vec<Option<(i32, Option<usize>)>>,
    cursor: RootId,
    cursor_twin: usize,
    weak_table: RootId,
    weak_twin: BTreeMap<usize, usize>,
    array: RootId,
    array_length: usize,
    released: Arc<Mutex<BTreeSet<usize>>>,
}

/// Whether one of the names is to root nothing: the fault that the fuzz target must find.
fn is_planted() -> bool {
    static PLANTED: OnceLock<bool> = OnceLock::new();
    *PLANTED.get_or_init(|| std::env::var_os("KATAAN_FUZZ_PLANT").is_some())
}

/// Runs a program; panics where heap and model differ.
pub(crate) fn run(program: &[u8]) {
    let mode = program.first().copied().unwrap_or(0);
    let options = HeapOptions {
        verify: mode & 1 == 0,
        stress: if mode & 2 == 0 {
            0
        } else {
            u32::from(mode >> 4) + 1
        },
        generational: mode & 4 == 0,
        young_budget: 256 << 10,
        memory_limit: 64 << 20,
        stop_bits: 0,
    };
    let mut world = World::new(options);
    let mut steps = program.iter().skip(1).map(|byte| usize::from(*byte));
    while let Some(step) = steps.next() {
        let mut argument = || steps.next().unwrap_or(0);
        world.step(step % 20, argument(), argument());
    }
    world.collect_and_compare();
    world.heap.verify().expect("an intact heap");
}

impl World {
    fn new(options: HeapOptions) -> World {
        let mut heap = Heap::new(options, &[&KINDS]).expect("a heap");
        let (list, table, cursor, weak_table, array) = enter(&mut heap, |heap| {
            let list = heap.new_list().expect("memory");
            let table = heap.new_table().expect("memory");
            let cursor = table.cursor(heap).expect("memory");
            let weak_table = heap.new_weak_table().expect("memory");
            let array = heap
                .allocate(U64ArrayInit {
                    words: TailInit::Fill(1, 0),
                })
                .expect("memory");
            (
                heap.root_cell(list),
                heap.root_cell(table),
                heap.root_cell(cursor),
                heap.root_cell(weak_table),
                heap.root_cell(array),
            )
        });
        World {
            heap,
            stress: options.stress != 0,
            roots: [None; NAMES],
            names: [None; NAMES],
            twins: Vec::new(),
            list,
            list_twin: Vec::new(),
            table,
            table_twin: Vec::new(),
            cursor,
            cursor_twin: 0,
            weak_table,
            weak_twin: BTreeMap::new(),
            array,
            array_length: 1,
            released: Arc::default(),
        }
    }

    fn node(&self, name: usize) -> Option<Gc<Node>> {
        self.roots[name % NAMES].and_then(|root| self.heap.rooted_cell(root))
    }

    fn value(&self, name: usize) -> Value {
        self.node(name).map_or(Value::NULL, Value::from)
    }

    fn rename(&mut self, name: usize, node: Option<Gc<Node>>, number: Option<usize>) {
        let name = name % NAMES;
        if let Some(root) = self.roots[name].take() {
            assert!(self.heap.unroot(root));
        }
        self.roots[name] = node
            .filter(|_| !(is_planted() && name == NAMES - 1))
            .map(|node| self.heap.root_cell(node));
        self.names[name] = number;
    }

    fn list(&self) -> RootedList {
        self.heap
            .rooted_cell::<ValueVector>(self.list)
            .expect("the list")
    }

    fn table(&self) -> Gc<OrderedTable> {
        self.heap.rooted_cell(self.table).expect("the table")
    }

    fn weak_table(&self) -> Gc<WeakTable> {
        self.heap
            .rooted_cell(self.weak_table)
            .expect("the weak table")
    }

    fn step(&mut self, step: usize, a: usize, b: usize) {
        match step {
            0 | 1 => self.allocate(a, b),
            2 => {
                let moved = self.node(b);
                self.rename(a, moved, self.names[b % NAMES]);
            }
            3 => self.rename(a, None, None),
            4 | 5 => self.link(a, b),
            6 => self.follow(a, b),
            7 => {
                if let (Some(node), Some(number)) = (self.node(a), self.names[a % NAMES]) {
                    node.weak.set(self.node(b));
                    self.twins[number].weak = self.names[b % NAMES];
                }
            }
            8 => self.add_external(a),
            9 => self.use_list(a, b),
            10 | 11 => self.insert_in_table(a, b),
            12 => self.remove_from_table(a),
            13 => self.advance_cursor(a),
            14 => self.insert_weakly(a, b),
            15 => self.resize_array(a * b),
            // A stress heap collects at each of them.
            16 => self.garbage(if self.stress { a / 8 } else { a * 16 }),
            17 => self.heap.collect(Collection::Young),
            18 => self.collect_and_compare(),
            _ => self.clear_something(a),
        }
    }

    fn allocate(&mut self, a: usize, b: usize) {
        let number = self.twins.len();
        // Now and then a large cell.
        let length = if b >= 250 { b * 20 } else { b % 40 };
        let next = self.node(b);
        let value = self.value(a);
        let node = enter(&mut self.heap, |heap| {
            let slots = TailInit::Fill(length, value);
            let init = NodeInit {
                next,
                weak: None,
                number: number as u32,
                slots,
            };
            heap.allocate(init).map(|node| heap.root_cell(node))
        });
        let Ok(root) = node else { return };
        let slots = vec![self.names[a % NAMES]; length];
        let next = self.names[b % NAMES];
        self.twins.push(Twin {
            next,
            slots,
            ..Twin::default()
        });
        let node = self.heap.rooted_cell(root);
        self.rename(a, node, Some(number));
        assert!(self.heap.unroot(root));
    }

    fn link(&mut self, a: usize, b: usize) {
        let (Some(node), Some(number)) = (self.node(a), self.names[a % NAMES]) else {
            return;
        };
        if node.slots().is_empty() {
            node.next.set(self.node(b));
            self.twins[number].next = self.names[b % NAMES];
        } else {
            let index = a * 31 % node.slots().len();
            node.slots()[index].set(self.value(b));
            self.twins[number].slots[index] = self.names[b % NAMES];
        }
    }

    fn follow(&mut self, a: usize, b: usize) {
        let (Some(node), Some(number)) = (self.node(b), self.names[b % NAMES]) else {
            return;
        };
        if a.is_multiple_of(2) || node.slots().is_empty() {
            self.rename(a, node.next.get(), self.twins[number].next);
        } else {
            let index = a * 31 % node.slots().len();
            let found = node.slots()[index].cell();
            self.rename(a, found, self.twins[number].slots[index]);
        }
    }

    fn add_external(&mut self, a: usize) {
        let (Some(node), Some(number)) = (self.node(a), self.names[a % NAMES]) else {
            return;
        };
        if !core::mem::replace(&mut self.twins[number].watched, true) {
            let resource = Resource(number, self.released.clone());
            let id = self.heap.add_external(resource).expect("memory");
            assert_ne!(id, ExternalId::NONE);
            self.heap.own_external(id, node);
        }
    }

    fn use_list(&mut self, a: usize, b: usize) {
        let (value, number) = (self.value(b), self.names[b % NAMES]);
        let (list, length) = (self.list(), self.list_twin.len());
        assert_eq!(list.len(), length);
        if a >= 128 && length > 0 {
            let index = a % length;
            if a.is_multiple_of(2) {
                assert!(list.remove(index).is_some());
                self.list_twin.remove(index);
            } else {
                assert_eq!(list.pop().is_some(), self.list_twin.pop().is_some());
            }
        } else {
            let index = a % (length + 1);
            enter(&mut self.heap, |heap| list.insert(heap, index, value)).expect("memory");
            self.list_twin.insert(index, number);
        }
    }

    fn hash(key: i32) -> u32 {
        key as u32 % 5
    }

    fn insert_in_table(&mut self, a: usize, b: usize) {
        let (key, table) = (a as i32 % 64, self.table());
        let (value, number) = (self.value(b), self.names[b % NAMES]);
        let found = table.find(Self::hash(key), |other| other == Value::from(key));
        let twin = self
            .table_twin
            .iter_mut()
            .flatten()
            .find(|entry| entry.0 == key);
        assert_eq!(found.is_some(), twin.is_some());
        match (found, twin) {
            (Some(entry), Some(twin)) => {
                table.set_value(entry, value);
                twin.1 = number;
            }
            _ => {
                let insert =
                    |heap: &mut Heap| table.insert(heap, Self::hash(key), Value::from(key), value);
                enter(&mut self.heap, insert).expect("memory");
                self.table_twin.push(Some((key, number)));
            }
        }
    }

    fn remove_from_table(&mut self, a: usize) {
        let (key, table) = (a as i32 % 64, self.table());
        if let Some(entry) = table.find(Self::hash(key), |other| other == Value::from(key)) {
            enter(&mut self.heap, |heap| table.remove(heap, entry));
        }
        let twin = self.table_twin.iter_mut();
        twin.filter(|entry| entry.is_some_and(|entry| entry.0 == key))
            .for_each(|entry| *entry = None);
        assert_eq!(table.len(), self.table_twin.iter().flatten().count());
    }

    fn advance_cursor(&mut self, a: usize) {
        let cursor: Gc<TableCursor> = self.heap.rooted_cell(self.cursor).expect("the cursor");
        for _ in 0..a % 8 {
            let expected = loop {
                match self.table_twin.get(self.cursor_twin) {
                    None => break None,
                    Some(entry) => {
                        self.cursor_twin += 1;
                        if entry.is_some() {
                            break *entry;
                        }
                    }
                }
            };
            let found = cursor.advance();
            let found =
                found.map(|(key, value)| (key.as_i32().expect("a key"), self.number(value)));
            assert_eq!(found, expected);
        }
        if a >= 200 {
            assert!(self.heap.unroot(self.cursor));
            let table = self.table();
            self.cursor = enter(&mut self.heap, |heap| {
                let cursor = table.cursor(heap).expect("memory");
                heap.root_cell(cursor)
            });
            self.cursor_twin = 0;
        }
    }

    fn insert_weakly(&mut self, a: usize, b: usize) {
        let (Some(key), Some(number)) = (self.node(a), self.names[a % NAMES]) else {
            return;
        };
        let (Some(value), Some(target)) = (self.node(b), self.names[b % NAMES]) else {
            return;
        };
        let table = self.weak_table();
        let hash = number as u32;
        match table.find(hash, |other| other == Value::from(key)) {
            Some(entry) if a >= 200 => {
                table.remove(entry);
                self.weak_twin.remove(&number);
            }
            Some(entry) => {
                table.set_value(entry, value.into());
                self.weak_twin.insert(number, target);
            }
            None => {
                let insert = |heap: &mut Heap| table.insert(heap, hash, key.into(), value.into());
                enter(&mut self.heap, insert).expect("memory");
                self.weak_twin.insert(number, target);
            }
        }
    }

    fn resize_array(&mut self, length: usize) {
        let array: Gc<U64Array> = self.heap.rooted_cell(self.array).expect("the array");
        assert_eq!(array.words().len(), self.array_length);
        assert!(
            array
                .words()
                .iter()
                .enumerate()
                .all(|(index, word)| word.get() == index as u64 * 3)
        );
        let length = length.max(1);
        if length < self.array_length {
            array.shrink(length);
        } else if U64Array::grow_in_place(array, &mut self.heap, length, 0) {
            array
                .words()
                .iter()
                .enumerate()
                .for_each(|(index, word)| word.set(index as u64 * 3));
        } else {
            assert!(self.heap.unroot(self.array));
            self.array = enter(&mut self.heap, |heap| {
                let words = TailInit::Fill(length, 0);
                let array = heap.allocate(U64ArrayInit { words }).expect("memory");
                array
                    .words()
                    .iter()
                    .enumerate()
                    .for_each(|(index, word)| word.set(index as u64 * 3));
                heap.root_cell(array)
            });
        }
        self.array_length = length;
    }

    fn garbage(&mut self, count: usize) {
        enter(&mut self.heap, |heap| {
            let mut next = None;
            for _ in 0..count {
                let slots = TailInit::Fill(6, next.map_or(Value::NULL, Value::from));
                let init = NodeInit {
                    next,
                    weak: None,
                    number: u32::MAX,
                    slots,
                };
                next = heap.allocate(init).ok();
            }
        });
    }

    fn clear_something(&mut self, a: usize) {
        match a % 4 {
            0 => {
                self.list().clear();
                self.list_twin.clear();
            }
            1 => {
                let table = self.table();
                enter(&mut self.heap, |heap| table.clear(heap)).expect("memory");
                self.table_twin.iter_mut().for_each(|entry| *entry = None);
            }
            _ => {}
        }
    }

    fn number(&self, value: Value) -> Option<usize> {
        self.heap
            .gc::<Node>(value)
            .map(|node| node.number.get() as usize)
    }

    /// What the model says is alive.
    fn reachable(&self) -> BTreeSet<usize> {
        let mut alive = BTreeSet::new();
        let mut work: Vec<usize> = self
            .names
            .iter()
            .chain(&self.list_twin)
            .copied()
            .flatten()
            .collect();
        work.extend(self.table_twin.iter().flatten().filter_map(|entry| entry.1));
        loop {
            while let Some(number) = work.pop() {
                if alive.insert(number) {
                    let twin = &self.twins[number];
                    work.extend(twin.slots.iter().chain([&twin.next]).flatten());
                }
            }
            let values = self.weak_twin.iter().filter(|(key, _)| alive.contains(key));
            work.extend(
                values
                    .map(|(_, value)| *value)
                    .filter(|value| !alive.contains(value)),
            );
            if work.is_empty() {
                return alive;
            }
        }
    }

    /// Collects with no native frame in the way: exactly the reachable must live.
    fn collect_and_compare(&mut self) {
        self.heap.collect(Collection::Full);
        let alive = self.reachable();
        self.weak_twin.retain(|key, _| alive.contains(key));
        for twin in &mut self.twins {
            twin.weak = twin.weak.filter(|number| alive.contains(number));
        }
        assert_eq!(self.weak_table().count(), self.weak_twin.len());
        let released = self.released.lock().expect("no panic inside").clone();
        let owners = (0..self.twins.len()).filter(|number| self.twins[*number].watched);
        assert!(
            owners
                .into_iter()
                .all(|number| released.contains(&number) != alive.contains(&number))
        );

        // Walk over both at once.
        let mut seen = BTreeSet::new();
        let mut work: Vec<(Option<usize>, Option<Gc<Node>>)> = Vec::new();
        work.extend((0..NAMES).map(|name| (self.names[name], self.node(name))));
        let list = self.list();
        work.extend(
            list.iter()
                .zip(&self.list_twin)
                .map(|(value, number)| (*number, self.heap.gc(value))),
        );
        let table = self.table_twin.iter().flatten();
        for ((key, value), twin) in self.table().iter().zip(table) {
            assert_eq!(key, Value::from(twin.0));
            work.push((twin.1, self.heap.gc(value)));
        }
        while let Some((number, node)) = work.pop() {
            assert_eq!(node.map(|node| node.number.get() as usize), number);
            let (Some(number), Some(node)) = (number, node) else {
                continue;
            };
            if seen.insert(number) {
                let twin = &self.twins[number];
                work.push((twin.next, node.next.get()));
                let weak = node.weak.get().map(|node| node.number.get() as usize);
                assert_eq!(weak, twin.weak);
                assert_eq!(node.slots().len(), twin.slots.len());
                work.extend(
                    twin.slots
                        .iter()
                        .zip(node.slots())
                        .map(|(number, slot)| (*number, slot.cell())),
                );
            }
        }
    }
}
