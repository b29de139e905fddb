//! The binary-trees benchmark on the heap alone: `binary_trees [DEPTH] [full|young]`.

use kataan_gc::{
    Collection, Field, Gc, Heap, HeapOptions, Nullable, Plain, Slot, TailInit, Value, ValueArray,
    cell, enter, kinds,
};
use std::time::Instant;

cell! {
    /// A stand-in for a shape.
    pub struct Shape {
        id: Plain<u32>,
    }
}

cell! {
    /// An object as the engine lays it out.
    pub struct Object as Object {
        shape: Field<Shape>,
        overflow: Nullable<ValueArray>,
        elements: Nullable<ValueArray>,
    }
    tail slots: [Slot; small];
}

kinds! {
    /// Kinds of this program.
    static KINDS: 200..210 = [Shape, Object];
}

fn tree(heap: &mut Heap, shape: Gc<Shape>, depth: u32) -> Gc<Object> {
    let children = if depth == 0 {
        [Value::NULL; 2]
    } else {
        [
            tree(heap, shape, depth - 1).into(),
            tree(heap, shape, depth - 1).into(),
        ]
    };
    let slots = TailInit::Copy(&children);
    heap.allocate(ObjectInit {
        shape,
        overflow: None,
        elements: None,
        slots,
    })
    .expect("memory")
}

fn check(node: Gc<Object>) -> u32 {
    let child = |index: usize| node.slots()[index].cell::<Object>().map_or(0, check);
    1 + child(0) + child(1)
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let depth = arguments
        .next()
        .and_then(|depth| depth.parse().ok())
        .unwrap_or(18);
    let generational = arguments.next().is_none_or(|mode| mode != "full");
    let options = HeapOptions {
        generational,
        ..HeapOptions::default()
    };
    let mut heap = Heap::new(options, &[&KINDS]).expect("a heap");
    let start = Instant::now();
    enter(&mut heap, |heap| {
        let shape = heap.allocate(ShapeInit { id: 1 }).expect("memory");
        println!("stretch {}", check(tree(heap, shape, depth + 1)));
        let kept = tree(heap, shape, depth);
        for step in (4..=depth).step_by(4) {
            let count = 1 << (depth - step + 4);
            let sum: u32 = (0..count).map(|_| check(tree(heap, shape, step))).sum();
            println!("{count} trees of depth {step}: {sum}");
        }
        println!("kept {}", check(kept));
    });
    println!("{} ms", start.elapsed().as_millis());
    println!("{:#?}", heap.statistics());
    heap.collect(Collection::Full);
}
