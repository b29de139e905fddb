//! Shapes that try to hide a reference from the scan, and controls that the stress mode must
//! catch. Every allocation collects, dead cells are filled with a trap, dead stack is wiped.
#![allow(unsafe_code)]

use kataan_gc::{
    External, ExternalId, Gc, Heap, HeapOptions, KeepAlive, Nullable, Plain, Slot, TailInit,
    TrackingAllocator, Value, cell, enter, kinds,
};
use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[global_allocator]
static ALLOCATOR: TrackingAllocator = TrackingAllocator;

cell! {
    /// A node.
    pub struct Node as Object {
        next: Nullable<Node>,
        number: Plain<u64>,
    }
}

cell! {
    /// An array.
    pub struct Array as String {}
    tail items: [Slot; word];
}

kinds! {
    /// Kinds of this test.
    static KINDS: 200..210 = [Node, Array];
}

fn stress_heap() -> Heap {
    let options = HeapOptions {
        stress: 1,
        verify: true,
        ..HeapOptions::default()
    };
    Heap::new(options, &[&KINDS]).expect("a heap")
}

#[inline(never)]
fn node(heap: &mut Heap, number: u64) -> Gc<Node> {
    heap.allocate(NodeInit { next: None, number })
        .expect("memory")
}

#[inline(never)]
fn pair(heap: &mut Heap, number: u64) -> Gc<Node> {
    let next = Some(node(heap, number + 1));
    heap.allocate(NodeInit { next, number }).expect("memory")
}

/// Nodes numbered from 0 on.
#[inline(never)]
fn array(heap: &mut Heap, length: usize) -> Gc<Array> {
    let array = heap
        .allocate(ArrayInit {
            items: TailInit::Fill(length, Value::NULL),
        })
        .unwrap();
    for (number, item) in array.items().iter().enumerate() {
        item.set(node(heap, number as u64).into());
    }
    array
}

/// Runs `make` in a frame of its own: what it returns is all that the caller ever has.
#[inline(never)]
fn apart<R>(heap: &mut Heap, make: impl FnOnce(&mut Heap) -> R) -> R {
    black_box(make(heap))
}

/// Collects several times, and puts new cells where dead ones were.
#[inline(never)]
fn churn(heap: &mut Heap) -> u64 {
    (0..4).map(|_| node(heap, 0).number.get()).sum()
}

fn number(slot: &Slot) -> u64 {
    slot.cell::<Node>().expect("a node").number.get()
}

fn decode(heap: &Heap, offset: u32) -> Gc<Node> {
    let bits = 0xFFFF_u64 << 48 | u64::from(offset);
    // SAFETY: the offset is that of a node, which the shape under test keeps alive.
    heap.gc(unsafe { Value::from_bits(bits) }).expect("a node")
}

struct Wide {
    nodes: [Gc<Node>; 9],
    count: u64,
}

#[inline(never)]
fn wide(heap: &mut Heap) -> Wide {
    let mut nodes = [node(heap, 0); 9];
    for (number, place) in nodes.iter_mut().enumerate() {
        *place = node(heap, number as u64);
    }
    Wide { nodes, count: 9 }
}

enum Choice {
    Cell(Gc<Node>),
    Both(Value, u32, Gc<Node>),
}

struct UseOnDrop<'h>(&'h mut Heap, Gc<Node>, &'h mut u64);

impl Drop for UseOnDrop<'_> {
    fn drop(&mut self) {
        churn(self.0);
        *self.2 = self.1.number.get();
    }
}

macro_rules! shapes {
    ($($name:ident: $expected:expr, |$heap:ident| $body:block)*) => {
        $(
            #[test]
            fn $name() {
                #[inline(never)]
                fn shape($heap: &mut Heap) -> u64 $body
                let mut heap = stress_heap();
                let found = enter(&mut heap, |heap| {
                    churn(heap);
                    shape(heap)
                });
                assert_eq!(found, $expected);
                assert!(heap.take_hidden_references().is_empty());
            }
        )*
    };
}

shapes! {
    plain_local: 5, |heap| {
        let node = node(heap, 5);
        churn(heap);
        node.number.get()
    }
    reference_only: 5, |heap| {
        #[inline(never)]
        fn inner(heap: &mut Heap, node: &Node) -> u64 { churn(heap) + node.number.get() }
        let node = node(heap, 5);
        inner(heap, &node)
    }
    member_reference_only: 5, |heap| {
        let node = node(heap, 5);
        let number: &Plain<u64> = &node.number;
        churn(heap);
        number.get()
    }
    through_the_next: 6, |heap| {
        let next = pair(heap, 5).next.get().unwrap();
        churn(heap);
        next.number.get()
    }
    cursor_forward: 4950, |heap| {
        let array = array(heap, 100);
        array.items().iter().map(|item| churn(heap) + number(item)).sum()
    }
    cursor_backward: 4950, |heap| {
        let items = apart(heap, |heap| {
            let array = array(heap, 100);
            let items = array.items().as_ptr_range();
            (items.start, items.end)
        });
        // SAFETY: the bounds of the items of an array that the shape under test keeps alive.
        let items = unsafe {
            core::slice::from_raw_parts(items.0, items.1.offset_from(items.0) as usize)
        };
        items.iter().rev().map(|item| churn(heap) + number(item)).sum()
    }
    cursor_from_both_ends: 4950, |heap| {
        let array = array(heap, 100);
        let mut items = array.items().iter();
        let mut sum = 0;
        while let Some(front) = items.next() {
            sum += churn(heap) + number(front) + items.next_back().map_or(0, number);
        }
        sum
    }
    cursor_at_the_end: 99, |heap| {
        let end = apart(heap, |heap| array(heap, 100).items().as_ptr_range().end);
        churn(heap);
        // SAFETY: one before the end is the last item.
        number(unsafe { &*end.sub(1) })
    }
    cursor_in_a_large_cell: 30, |heap| {
        let array = heap.allocate(ArrayInit { items: TailInit::Fill(3000, Value::from(1)) }).unwrap();
        let mut sum = 0;
        for item in array.items().iter().rev().step_by(100) {
            churn(heap);
            sum += item.get().as_i32().unwrap() as u64;
        }
        sum
    }
    biased_index_up: 4950, |heap| {
        let array = array(heap, 100);
        let items = array.items();
        let mut sum = 0;
        for index in 1..=100 {
            churn(heap);
            sum += number(&items[index - 1]);
        }
        sum
    }
    biased_index_down: 4851, |heap| {
        let array = array(heap, 100);
        let items = array.items();
        let mut sum = 0;
        let mut index = 100;
        while index > 1 {
            index -= 1;
            churn(heap);
            sum += number(&items[index - 1]);
        }
        sum
    }
    windows: 9801, |heap| {
        let array = array(heap, 100);
        array.items().windows(2).map(|two| churn(heap) + number(&two[0]) + number(&two[1])).sum()
    }
    chunks_backward: 4950, |heap| {
        let array = array(heap, 100);
        array.items().rchunks(7).map(|chunk| churn(heap) + chunk.iter().map(number).sum::<u64>()).sum()
    }
    two_arrays: 285, |heap| {
        let (left, right) = (array(heap, 10), array(heap, 10));
        left.items().iter().zip(right.items()).map(|(a, b)| churn(heap) + number(a) * number(b)).sum()
    }
    copy_between: 45, |heap| {
        let from = array(heap, 10);
        let to = heap.allocate(ArrayInit { items: TailInit::Fill(10, Value::NULL) }).unwrap();
        for (to, from) in to.items().iter().zip(from.items()) {
            churn(heap);
            to.set(from.get());
        }
        churn(heap);
        to.items().iter().map(number).sum()
    }
    bare_offset: 5, |heap| {
        let offset = apart(heap, |heap| node(heap, 5).offset());
        churn(heap);
        decode(heap, offset).number.get()
    }
    packed_pair: 12, |heap| {
        let packed = apart(heap, |heap| {
            let low = u64::from(node(heap, 5).offset());
            low | u64::from(node(heap, 7).offset()) << 32
        });
        churn(heap);
        decode(heap, packed as u32).number.get() + decode(heap, (packed >> 32) as u32).number.get()
    }
    odd_words: 18, |heap| {
        let words =
            apart(heap, |heap| [5, 6, 7].map(|number| node(heap, number).offset()));
        churn(heap);
        words.iter().map(|word| decode(heap, *word).number.get()).sum()
    }
    many_offsets: 120, |heap| {
        let words: [u32; 16] =
            apart(heap, |heap| core::array::from_fn(|number| node(heap, number as u64).offset()));
        churn(heap);
        words.iter().map(|word| decode(heap, *word).number.get()).sum()
    }
    wide_integer: 5, |heap| {
        let wide =
            apart(heap, |heap| u128::from(Value::from(node(heap, 5)).to_bits()) << 64 | 7);
        churn(heap);
        decode(heap, (wide >> 64) as u32).number.get()
    }
    value_in_a_local: 5, |heap| {
        let value = Value::from(node(heap, 5));
        churn(heap);
        heap.gc::<Node>(value).unwrap().number.get()
    }
    value_as_a_double: 5, |heap| {
        let double = apart(heap, |heap| f64::from_bits(Value::from(node(heap, 5)).to_bits()));
        churn(heap);
        decode(heap, double.to_bits() as u32).number.get()
    }
    doubles_as_arguments: 11, |heap| {
        #[inline(never)]
        fn inner(heap: &mut Heap, first: f64, second: f64) -> u64 {
            churn(heap);
            let first = decode(heap, first.to_bits() as u32).number.get();
            churn(heap);
            first + decode(heap, second.to_bits() as u32).number.get()
        }
        let first = f64::from_bits(Value::from(node(heap, 5)).to_bits());
        let second = f64::from_bits(Value::from(node(heap, 6)).to_bits());
        inner(heap, first, second)
    }
    vector_of_values: 26, |heap| {
        let values =
            apart(heap, |heap| [5, 6, 7, 8].map(|number| Value::from(node(heap, number)).to_bits()));
        // Optimised code keeps these in vector registers and spills them as such.
        let masked = values.map(|bits| bits & 0xFFFF_FFFF);
        churn(heap);
        masked.iter().map(|offset| decode(heap, *offset as u32).number.get()).sum()
    }
    vector_of_doubles: 26, |heap| {
        let values = apart(heap, |heap| {
            [5, 6, 7, 8].map(|number| f64::from_bits(Value::from(node(heap, number)).to_bits()))
        });
        churn(heap);
        values.iter().map(|double| decode(heap, double.to_bits() as u32).number.get()).sum()
    }
    array_of_cells: 120, |heap| {
        let mut nodes = [node(heap, 0); 16];
        for (number, place) in nodes.iter_mut().enumerate() {
            *place = node(heap, number as u64);
        }
        churn(heap);
        nodes.iter().map(|node| node.number.get()).sum()
    }
    array_by_value: 120, |heap| {
        #[inline(never)]
        fn inner(heap: &mut Heap, nodes: [Gc<Node>; 16]) -> u64 {
            churn(heap);
            nodes.iter().map(|node| churn(heap) + node.number.get()).sum()
        }
        let mut nodes = [node(heap, 0); 16];
        for (number, place) in nodes.iter_mut().enumerate() {
            *place = node(heap, number as u64);
        }
        inner(heap, nodes)
    }
    returned_by_pointer: 45, |heap| {
        let wide = wide(heap);
        churn(heap);
        wide.nodes.iter().map(|node| node.number.get()).sum::<u64>() + wide.count
    }
    returned_tuple: 11, |heap| {
        #[inline(never)]
        fn two(heap: &mut Heap) -> (Gc<Node>, Gc<Node>) { (node(heap, 5), node(heap, 6)) }
        let (first, second) = two(heap);
        churn(heap);
        first.number.get() + second.number.get()
    }
    returned_option_of_value: 5, |heap| {
        #[inline(never)]
        fn some(heap: &mut Heap) -> Option<Value> { Some(node(heap, 5).into()) }
        let value = some(heap);
        churn(heap);
        heap.gc::<Node>(value.unwrap()).unwrap().number.get()
    }
    enumerations: 16, |heap| {
        #[inline(never)]
        fn choose(heap: &mut Heap, first: bool) -> Choice {
            let cell = node(heap, 5);
            if first { Choice::Cell(cell) } else { Choice::Both(node(heap, 6).into(), 7, cell) }
        }
        let (first, second) = (choose(heap, true), choose(heap, false));
        churn(heap);
        let mut sum = 0;
        for choice in [first, second] {
            churn(heap);
            sum += match choice {
                Choice::Cell(cell) => cell.number.get(),
                Choice::Both(value, extra, cell) => {
                    heap.gc::<Node>(value).unwrap().number.get() + u64::from(extra) - 7 + cell.number.get()
                }
            };
        }
        sum
    }
    closure_by_reference: 5, |heap| {
        let node = node(heap, 5);
        let number = || node.number.get();
        churn(heap);
        number()
    }
    closure_by_value: 5, |heap| {
        #[inline(never)]
        fn make(heap: &mut Heap) -> impl Fn() -> u64 + use<> {
            let node = node(heap, 5);
            move || node.number.get()
        }
        let number = make(heap);
        churn(heap);
        number()
    }
    closure_as_object: 5, |heap| {
        #[inline(never)]
        fn call(heap: &mut Heap, number: &dyn Fn() -> u64) -> u64 { churn(heap) + number() }
        let node = node(heap, 5);
        let number = move || node.number.get();
        call(heap, &number)
    }
    adaptors: 2 * 4950, |heap| {
        let array = array(heap, 100);
        array.items().iter().enumerate().filter(|(index, _)| *index < 1000)
            .map(|(index, item)| churn(heap) + index as u64 + number(item)).sum()
    }
    many_arguments: 45, |heap| {
        #[allow(clippy::too_many_arguments)]
        #[inline(never)]
        fn inner(
            heap: &mut Heap, a: Gc<Node>, b: Value, c: Gc<Node>, d: u32, e: Gc<Node>, f: Value, g: f64,
            h: Gc<Node>, i: Gc<Node>,
        ) -> u64 {
            churn(heap);
            let number = |value: Value| heap.gc::<Node>(value).unwrap().number.get();
            let (d, g) = (decode(heap, d), decode(heap, g.to_bits() as u32));
            a.number.get() + number(b) + c.number.get() + d.number.get() + e.number.get()
                + number(f) + g.number.get() + h.number.get() + i.number.get()
        }
        let (a, b, c) = (node(heap, 1), node(heap, 2).into(), node(heap, 3));
        let (d, e, f) = (node(heap, 4).offset(), node(heap, 5), node(heap, 6).into());
        let g = f64::from_bits(Value::from(node(heap, 7)).to_bits());
        let (h, i) = (node(heap, 8), node(heap, 9));
        inner(heap, a, b, c, d, e, f, g, h, i)
    }
    recursion: 55, |heap| {
        #[inline(never)]
        fn inner(heap: &mut Heap, depth: u64) -> u64 {
            if depth == 0 { return churn(heap); }
            let node = node(heap, depth);
            inner(heap, depth - 1) + node.number.get()
        }
        inner(heap, 10)
    }
    mutual_recursion: 30, |heap| {
        #[inline(never)]
        fn even(heap: &mut Heap, node: Gc<Node>, left: u64) -> u64 {
            if left == 0 { churn(heap) + node.number.get() } else { odd(heap, node, left - 1) }
        }
        #[inline(never)]
        fn odd(heap: &mut Heap, node: Gc<Node>, left: u64) -> u64 {
            let next = self::node(heap, node.number.get() + 3);
            even(heap, next, left - 1)
        }
        let node = node(heap, 0);
        even(heap, node, 20)
    }
    loop_carried_list: 190, |heap| {
        let mut list = None;
        for number in 0..20 {
            list = Some(heap.allocate(NodeInit { next: list, number }).unwrap());
        }
        let mut sum = 0;
        while let Some(node) = list {
            sum += churn(heap) + node.number.get();
            list = node.next.get();
        }
        sum
    }
    swapped_in_a_loop: 89, |heap| {
        let (mut first, mut second) = (node(heap, 0), node(heap, 1));
        for _ in 0..10 {
            let sum = first.number.get() + second.number.get();
            first = core::mem::replace(&mut second, node(heap, sum));
        }
        second.number.get()
    }
    sorted_in_place: 8, |heap| {
        let mut nodes = [node(heap, 0); 9];
        for (number, place) in nodes.iter_mut().enumerate() {
            *place = node(heap, (number as u64 * 5) % 9);
        }
        nodes.sort_unstable_by(|a, b| {
            churn(heap);
            a.number.get().cmp(&b.number.get())
        });
        nodes[8].number.get()
    }
    caught_unwinding: 11, |heap| {
        let node = node(heap, 5);
        let caught = catch_unwind(AssertUnwindSafe(|| {
            let inner = self::node(heap, 6);
            churn(heap);
            resume_unwind(Box::new(inner.number.get()));
        }));
        churn(heap);
        *caught.unwrap_err().downcast::<u64>().unwrap() + node.number.get()
    }
    used_while_unwinding: 5, |heap| {
        let mut seen = 0;
        let caught = catch_unwind(AssertUnwindSafe(|| {
            let node = node(heap, 5);
            let guard = UseOnDrop(heap, node, &mut seen);
            churn(guard.0);
            resume_unwind(Box::new(()));
        }));
        assert!(caught.is_err());
        seen
    }
    uninitialised_parts: 11, |heap| {
        let mut nodes = [const { core::mem::MaybeUninit::<Gc<Node>>::uninit() }; 6];
        nodes[1].write(node(heap, 5));
        nodes[4].write(node(heap, 6));
        churn(heap);
        // SAFETY: these two were just written.
        unsafe { nodes[1].assume_init().number.get() + nodes[4].assume_init().number.get() }
    }
    union_of_forms: 5, |heap| {
        union Form { bits: u64, words: [u32; 2] }
        let form = Form { bits: Value::from(node(heap, 5)).to_bits() };
        churn(heap);
        // SAFETY: both forms are plain bytes.
        decode(heap, unsafe { form.words[0] }).number.get()
    }
    difference_of_pointers: 5, |heap| {
        let array = array(heap, 10);
        let first = array.items().as_ptr();
        let fifth: *const Slot = &raw const array.items()[5];
        churn(heap);
        // SAFETY: both lie in the same tail.
        let distance = unsafe { fifth.offset_from(first) };
        number(&array.items()[distance as usize])
    }
    argument_slice: 45, |heap| {
        #[inline(never)]
        fn inner(heap: &mut Heap, values: &[Value]) -> u64 {
            values.iter().map(|value| churn(heap) + heap.gc::<Node>(*value).unwrap().number.get()).sum()
        }
        let values: [Value; 10] = core::array::from_fn(|number| node(heap, number as u64).into());
        inner(heap, &values)
    }
    conditional_move: 6, |heap| {
        let (first, second) = (node(heap, 5), node(heap, 6));
        let chosen = if black_box(false) { first } else { second };
        churn(heap);
        chosen.number.get()
    }
    initialiser_in_flight: 5, |heap| {
        let outer = NodeInit { next: Some(node(heap, 5)), number: churn(heap) };
        let outer = heap.allocate(outer).unwrap();
        churn(heap);
        outer.next.get().unwrap().number.get()
    }
    grown_list: 4950, |heap| {
        let list = heap.new_list().unwrap();
        for number in 0..100 {
            let node = node(heap, number);
            list.push(heap, node.into()).unwrap();
        }
        churn(heap);
        list.iter().map(|value| heap.gc::<Node>(value).unwrap().number.get()).sum()
    }
}

/// Whether running `body` makes the stress mode report a hidden node.
fn is_caught(body: impl FnOnce(&mut Heap)) -> bool {
    let mut heap = stress_heap();
    let _ = enter(&mut heap, |heap| {
        catch_unwind(AssertUnwindSafe(|| body(heap)))
    });
    let found = heap.take_hidden_references();
    assert!(
        found
            .iter()
            .all(|hidden| !hidden.backtrace.is_empty() && hidden.size >= 8)
    );
    found
        .iter()
        .any(|hidden| hidden.cell == "Node" && hidden.backtrace.contains("hidden"))
}

#[test]
fn a_vector_of_cells_is_caught() {
    assert!(is_caught(|heap| {
        let nodes: Vec<Gc<Node>> = (0..10).map(|number| node(heap, number)).collect();
        churn(heap);
        black_box(&nodes);
    }));
}

#[test]
fn a_vector_of_values_is_caught() {
    assert!(is_caught(|heap| {
        let nodes: Vec<Value> = (0..10).map(|number| node(heap, number).into()).collect();
        churn(heap);
        black_box(&nodes);
    }));
}

#[test]
fn a_boxed_closure_is_caught() {
    assert!(is_caught(|heap| {
        #[inline(never)]
        fn make(heap: &mut Heap) -> Box<dyn Fn() -> u32> {
            let node = node(heap, 5);
            Box::new(move || node.offset())
        }
        let closure = make(heap);
        churn(heap);
        black_box(closure());
    }));
}

#[test]
fn the_buffer_of_a_stable_sort_is_caught() {
    assert!(is_caught(|heap| {
        let array = array(heap, 400);
        let mut values: Vec<Value> = Vec::new();
        values.extend(array.items().iter().map(Slot::get));
        // The array lets go of them, so that only the vector and the sort's buffer hold them.
        array.items().iter().for_each(|item| item.set(Value::NULL));
        values.sort_by(|a, b| {
            if a.offset_bits() % 64 == 0 {
                churn(heap);
            }
            b.offset_bits().cmp(&a.offset_bits())
        });
    }));
}

struct Bytes(Box<[u8]>, Arc<AtomicBool>);

impl External for Bytes {
    fn bytes(&self) -> usize {
        self.0.len()
    }
}

impl Drop for Bytes {
    fn drop(&mut self) {
        self.1.store(true, Ordering::Relaxed);
    }
}

#[inline(never)]
fn view(heap: &mut Heap, released: &Arc<AtomicBool>) -> (Gc<Node>, *const u8) {
    let id = heap
        .add_external(Bytes(vec![7; 64].into(), released.clone()))
        .unwrap();
    let owner = node(heap, 5);
    heap.own_external(id, owner);
    let bytes = heap.external::<Bytes>(id).unwrap().0.as_ptr();
    assert_ne!(id, ExternalId::NONE);
    (owner, bytes)
}

#[test]
fn a_view_without_its_guard_is_caught() {
    let released = Arc::new(AtomicBool::new(false));
    let mut heap = stress_heap();
    enter(&mut heap, |heap| {
        #[inline(never)]
        fn unguarded(heap: &mut Heap, released: &Arc<AtomicBool>) -> *const u8 {
            view(heap, released).1
        }
        let bytes = unguarded(heap, &released);
        churn(heap);
        black_box(bytes);
        assert!(released.load(Ordering::Relaxed), "its owner must die");
    });
}

#[test]
fn a_view_with_its_guard_is_kept() {
    let released = Arc::new(AtomicBool::new(false));
    let mut heap = stress_heap();
    enter(&mut heap, |heap| {
        let (owner, bytes) = view(heap, &released);
        let _guard = KeepAlive::new(owner);
        churn(heap);
        black_box(bytes);
        assert!(!released.load(Ordering::Relaxed), "its owner must live");
    });
}
