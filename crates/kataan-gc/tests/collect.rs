//! Collections: what stays, what goes, and what the weak forms see of it.

use kataan_gc::{
    Collection, External, ExternalId, Field, Gc, Heap, HeapOptions, Kinded, Nullable, OutOfMemory,
    Plain, RegistrationInit, Slot, TailInit, Value, Weak, WeakSlot, cell, enter, kinds,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

cell! {
    /// A node of lists and trees.
    pub struct Node as Object {
        left: Nullable<Node>,
        right: Nullable<Node>,
        number: Plain<u32>,
        value: Slot,
    }
}

cell! {
    /// Weak references.
    pub struct Watch as Symbol {
        cell: Weak<Node>,
        value: WeakSlot,
    }
}

cell! {
    /// An array of references.
    pub struct Nodes {
        first: Field<Node>,
    }
    tail nodes: [Nullable<Node>; word];
}

kinds! {
    /// Kinds of this test.
    static KINDS: 200..210 = [Node, Watch, Nodes];
}

fn options() -> HeapOptions {
    HeapOptions {
        verify: true,
        young_budget: 1 << 20,
        ..HeapOptions::default()
    }
}

fn heap(options: HeapOptions) -> Heap {
    Heap::new(options, &[&KINDS]).expect("a heap")
}

fn node(heap: &mut Heap, number: u32, left: Option<Gc<Node>>) -> Gc<Node> {
    heap.allocate(NodeInit {
        left,
        right: None,
        number,
        value: Value::NULL,
    })
    .expect("memory")
}

fn tree(heap: &mut Heap, depth: u32) -> Gc<Node> {
    let (left, right) = match depth {
        0 => (None, None),
        _ => (Some(tree(heap, depth - 1)), Some(tree(heap, depth - 1))),
    };
    heap.allocate(NodeInit {
        left,
        right,
        number: depth,
        value: Value::NULL,
    })
    .unwrap()
}

fn count(node: Gc<Node>) -> usize {
    let below = |child: Option<Gc<Node>>| child.map_or(0, count);
    1 + below(node.left.get()) + below(node.right.get())
}

fn both(test: impl Fn(HeapOptions)) {
    test(options());
    test(HeapOptions {
        generational: false,
        ..options()
    });
    test(HeapOptions {
        stress: 7,
        ..options()
    });
}

#[test]
fn trees_survive_and_garbage_goes() {
    both(|options| {
        let mut heap = heap(options);
        enter(&mut heap, |heap| {
            let kept = tree(heap, 8);
            for _ in 0..if options.stress == 0 { 200 } else { 3 } {
                assert_eq!(count(tree(heap, 8)), 511);
            }
            assert_eq!(count(kept), 511);
        });
        heap.collect(Collection::Full);
        assert_eq!(heap.statistics().marked_cells, 0);
        assert_eq!(heap.statistics().live_bytes, 0);
        heap.verify().unwrap();
    });
}

#[test]
fn long_lists_need_no_recursion() {
    let mut heap = heap(options());
    enter(&mut heap, |heap| {
        let mut list = node(heap, 0, None);
        for number in 1..1_000_000 {
            list = node(heap, number, Some(list));
        }
        heap.collect(Collection::Full);
        let mut length = 0;
        let mut next = Some(list);
        while let Some(node) = next {
            length += 1;
            next = node.left.get();
        }
        assert_eq!(length, 1_000_000);
    });
}

#[test]
fn old_cells_keep_new_ones_by_the_log() {
    let mut heap = heap(options());
    let id = enter(&mut heap, |heap| {
        let first = node(heap, 1, None);
        let nodes = NodesInit {
            first,
            nodes: TailInit::Fill(100_000, None),
        };
        let nodes = heap.allocate(nodes).unwrap();
        heap.root_cell(nodes)
    });
    heap.collect(Collection::Full);
    #[inline(never)]
    fn store(heap: &mut Heap, nodes: Gc<Nodes>, index: usize) {
        let new = node(heap, index as u32, None);
        nodes.nodes()[index].set(new);
    }
    let nodes: Gc<Nodes> = enter(&mut heap, |heap| {
        let nodes = heap.rooted_cell(id).unwrap();
        for index in [0, 1, 31, 32, 50_000, 99_999] {
            store(heap, nodes, index);
        }
        nodes
    });
    for _ in 0..3 {
        heap.collect(Collection::Young);
        for index in [0, 1, 31, 32, 50_000, 99_999] {
            let stored = nodes.nodes()[index].get().unwrap();
            assert!(stored.kind() == Node::KIND && stored.number.get() == index as u32);
        }
    }
    assert_eq!(heap.statistics().marked_cells, 0);
    heap.collect(Collection::Full);
    assert_eq!(heap.statistics().marked_cells, 8);
}

#[test]
fn weak_references_are_cleared() {
    for collection in [Collection::Young, Collection::Full] {
        let mut heap = heap(options());
        let (kept, watch) = enter(&mut heap, |heap| {
            let kept = node(heap, 1, None);
            let lost = node(heap, 2, None);
            let init = WatchInit {
                cell: Some(kept),
                value: lost.into(),
            };
            let watch = heap.allocate(init).unwrap();
            (heap.root_cell(kept), heap.root_cell(watch))
        });
        heap.collect(collection);
        let watched: Gc<Watch> = heap.rooted_cell(watch).unwrap();
        assert!(watched.cell.get() == heap.rooted_cell(kept));
        assert!(watched.value.get().is_undefined());
        heap.unroot(kept);
        heap.collect(Collection::Full);
        assert!(watched.cell.get().is_none());
    }
}

#[test]
fn ephemeron_chains_in_both_orders() {
    for backwards in [false, true] {
        for collection in [Collection::Young, Collection::Full] {
            let mut heap = heap(options());
            let (table, first) = enter(&mut heap, |heap| {
                let table = heap.new_weak_table().unwrap();
                let keys = heap.new_list().unwrap();
                for number in 0..1000 {
                    let key = node(heap, number, None);
                    keys.push(heap, key.into()).unwrap();
                }
                for step in 0..999 {
                    let at = if backwards { 998 - step } else { step };
                    let (key, value) = (keys.get(at).unwrap(), keys.get(at + 1).unwrap());
                    table.insert(heap, at as u32, key, value).unwrap();
                }
                (heap.root_cell(table), heap.root(keys.get(0).unwrap()))
            });
            heap.collect(collection);
            let cells: Gc<kataan_gc::WeakTable> = heap.rooted_cell(table).unwrap();
            assert_eq!(cells.count(), 999);
            let last = cells.find(998, |_| true).unwrap();
            assert_eq!(
                heap.gc::<Node>(cells.value(last)).unwrap().number.get(),
                999
            );
            heap.unroot(first);
            heap.collect(Collection::Full);
            assert_eq!(cells.count(), 0);
        }
    }
}

#[test]
fn young_keys_die_in_an_old_weak_table() {
    let mut heap = heap(options());
    let table = enter(&mut heap, |heap| {
        let table = heap.new_weak_table().unwrap();
        heap.root_cell(table)
    });
    // Entries lie across the lines of the table, whose logs then both list them.
    for round in 0..20 {
        enter(&mut heap, |heap| {
            let cells: Gc<kataan_gc::WeakTable> = heap.rooted_cell(table).unwrap();
            for number in 0..100 {
                let (key, value) = (node(heap, number, None), node(heap, number, None));
                let hash = round * 100 + number;
                cells.insert(heap, hash, key.into(), value.into()).unwrap();
            }
        });
        heap.collect(Collection::Young);
        let cells: Gc<kataan_gc::WeakTable> = heap.rooted_cell(table).unwrap();
        assert_eq!(cells.count(), 0);
    }
}

#[test]
fn registrations_are_queued() {
    let mut heap = heap(options());
    let registration = enter(&mut heap, |heap| {
        let target = node(heap, 1, None).into();
        let held = node(heap, 2, None).into();
        let init = RegistrationInit {
            target,
            held,
            token: target,
            registry: Value::NULL,
        };
        let registration = heap.allocate(init).unwrap();
        heap.root_cell(registration)
    });
    heap.collect(Collection::Full);
    assert!(heap.has_dead_registrations());
    heap.unroot(registration);
    heap.collect(Collection::Full);
    let dead = heap.take_dead_registration().unwrap();
    assert_eq!(heap.gc::<Node>(dead.held.get()).unwrap().number.get(), 2);
    assert!(dead.target.get().is_undefined() && dead.token.get().is_undefined());
    assert!(!heap.has_dead_registrations());
}

struct Buffer(usize, Arc<AtomicUsize>);

impl External for Buffer {
    fn bytes(&self) -> usize {
        self.0
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        self.1.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn externals_die_with_their_cells_and_count() {
    let dropped = Arc::new(AtomicUsize::new(0));
    let mut heap = heap(HeapOptions {
        memory_limit: 10 << 20,
        ..options()
    });
    enter(&mut heap, |heap| {
        #[inline(never)]
        fn buffer(heap: &mut Heap, dropped: &Arc<AtomicUsize>) -> Result<ExternalId, OutOfMemory> {
            let id = heap.add_external(Buffer(1 << 20, dropped.clone()))?;
            let owner = node(heap, 1, None);
            heap.own_external(id, owner);
            Ok(id)
        }
        for _ in 0..100 {
            buffer(heap, &dropped).unwrap();
        }
        assert!(dropped.load(Ordering::Relaxed) >= 90);
        assert!(
            heap.add_external(Buffer(20 << 20, dropped.clone()))
                .is_err()
        );
    });
    heap.collect(Collection::Full);
    assert_eq!(dropped.load(Ordering::Relaxed), 101);
}

#[test]
fn the_limit_is_an_error_and_then_there_is_room_again() {
    let mut heap = heap(HeapOptions {
        memory_limit: 16 << 20,
        ..options()
    });
    fn fill(heap: &mut Heap) -> usize {
        let mut list = None;
        let mut count = 0;
        while let Ok(node) = heap.allocate(NodeInit {
            left: list,
            right: None,
            number: 0,
            value: Value::NULL,
        }) {
            list = Some(node);
            count += 1;
        }
        count
    }
    let first = enter(&mut heap, fill);
    heap.collect(Collection::Full);
    let second = enter(&mut heap, fill);
    assert!(first > 300_000 && second > 300_000, "{first} {second}");
    heap.collect(Collection::Full);
    assert!(enter(&mut heap, |heap| heap.new_list_with_capacity(4 << 20)).is_err());
}

#[test]
fn large_cells_grow_and_shrink_in_place() {
    let mut heap = heap(options());
    enter(&mut heap, |heap| {
        node(heap, 0, None);
        let list = heap.new_list_with_capacity(10_000).unwrap();
        let storage = list.storage();
        for number in 0..1_000_000 {
            list.push(heap, Value::from(number)).unwrap();
        }
        assert!(storage == list.storage(), "nothing stood behind it");
        let new = node(heap, 5, None);
        list.set(999_999, new.into());
        heap.collect(Collection::Full);
        let used = heap.used_bytes();
        storage.shrink(1000);
        heap.collect(Collection::Full);
        assert!(heap.used_bytes() + (7 << 20) < used);
        assert_eq!(storage.slots()[999].get(), Value::from(999));
    });
}

#[test]
fn growing_cells_keep_room_among_other_allocations() {
    let mut heap = heap(HeapOptions {
        verify: false,
        ..options()
    });
    enter(&mut heap, |heap| {
        let lists = [heap.new_list().unwrap(), heap.new_list().unwrap()];
        let mut moves = 0;
        let mut storage = lists.map(|list| list.storage());
        for number in 0..400_000 {
            for (list, storage) in lists.iter().zip(&mut storage) {
                let value = node(heap, number, None);
                list.push(heap, value.into()).unwrap();
                if list.storage() != *storage {
                    *storage = list.storage();
                    moves += usize::from(list.len() > 8192);
                }
            }
        }
        // From here to there each list doubled six times.
        assert!(moves <= 6, "{moves} copies");
        for list in lists {
            let numbers = list.iter().map(|value| heap.gc::<Node>(value).unwrap());
            assert!(
                (0..)
                    .zip(numbers)
                    .all(|(number, node)| node.number.get() == number)
            );
        }
        heap.verify().unwrap();
    });
}

#[test]
fn room_that_is_kept_is_used_when_there_is_no_other() {
    let mut heap = heap(HeapOptions {
        memory_limit: 24 << 20,
        verify: false,
        ..options()
    });
    enter(&mut heap, |heap| {
        let list = heap.new_list().unwrap();
        while list.len() < 1 << 20 {
            list.push(heap, Value::TRUE).unwrap();
        }
        let mut kept = None;
        let mut count = 0;
        while let Ok(next) = heap.allocate(NodeInit {
            left: kept,
            right: None,
            number: 0,
            value: Value::NULL,
        }) {
            kept = Some(next);
            count += 1;
        }
        // What the list does not take of the limit.
        assert!(count * size_of::<Node>() > 14 << 20, "{count}");
        assert_eq!(list.len(), 1 << 20);
        heap.verify().unwrap();
    });
}

#[test]
fn the_census_counts_cells_by_kind() {
    let mut heap = heap(options());
    let root = enter(&mut heap, |heap| {
        let first = tree(heap, 9);
        let nodes = TailInit::Fill(10_000, Some(first));
        let nodes = heap.allocate(NodesInit { first, nodes }).unwrap();
        tree(heap, 5);
        heap.root_cell(nodes)
    });
    heap.collect(Collection::Full);
    let census = heap.census();
    let numbers = |name: &str| {
        let usage = census.iter().find(|usage| usage.name == name);
        usage.map(|usage| (usage.cells, usage.bytes))
    };
    assert_eq!(numbers("Node"), Some((1023, 1023 * size_of::<Node>())));
    assert_eq!(numbers("Nodes"), Some((1, size_of::<Nodes>() + 40_000)));
    assert_eq!((census.len(), census[0].name), (2, "Nodes"));
    assert!(heap.unroot(root));
    heap.collect(Collection::Full);
    assert!(heap.census().is_empty());
}

#[test]
fn registers_are_roots() {
    let mut heap = heap(options());
    let mut registers = [Value::UNDEFINED; 4];
    enter(&mut heap, |heap| registers[2] = node(heap, 9, None).into());
    heap.state().registers_base.set(registers.as_mut_ptr());
    heap.state()
        .registers_top
        .set(registers.as_mut_ptr_range().end);
    heap.collect(Collection::Full);
    assert_eq!(heap.gc::<Node>(registers[2]).unwrap().number.get(), 9);
    heap.state().registers_top.set(registers.as_mut_ptr());
    heap.collect(Collection::Full);
    assert_eq!(heap.statistics().marked_cells, 0);
}

#[test]
fn external_memory_of_old_garbage_makes_a_full_collection_due() {
    let dropped = Arc::new(AtomicUsize::new(0));
    let mut heap = heap(options());
    enter(&mut heap, |heap| {
        let keep = node(heap, 0, None);
        for _ in 0..2000 {
            let owner = node(heap, 1, None);
            keep.left.set(owner);
            // Old by the time it is dropped.
            heap.collect(Collection::Young);
            let id = heap.add_external(Buffer(1 << 20, dropped.clone())).unwrap();
            heap.own_external(id, owner);
        }
        assert!(dropped.load(Ordering::Relaxed) > 1900);
    });
}
