//! Records, long tails, objects of a second engine beside a family, and what that engine needs of the
//! collector: sources of roots, safe points, allocation without collection, suspended stacks.

use kataan_gc::{
    Collection, EXOTIC, Field, ForeignObject, ForeignObjectInit, Gc, Heap, HeapOptions, Kinded,
    Plain, RecordInit, RootSource, Roots, Slot, TailInit, Value, cell, copy_data, enter, fill_from,
    kinds, read_bytes, suspend, write_bytes,
};
use std::sync::{Arc, Mutex};

cell! {
    /// What an object's word names.
    pub struct Shape {
        id: Plain<u32>,
    }
}

cell! {
    /// The root of the family.
    pub struct Object as Object {
        shape: Field<Shape>,
    }
    tail slots: [Slot; small] open;
}

cell! {
    /// One more of the family.
    pub struct Derived: Object {
        number: Plain<u64>,
    }
}

kinds! {
    /// The family's kinds.
    static FAMILY: 200..210 = [Shape, Object, Derived];
}

cell! {
    /// Values and data.
    pub struct Structure: ForeignObject {}
    tail record;
}

cell! {
    /// Elements.
    pub struct Elements: ForeignObject {
        size: Plain<u32>,
    }
    tail elements: [Slot; long];
}

kinds! {
    /// Kinds of a second engine.
    static FOREIGN: 160..200 = [Structure, Elements];
}

fn heap(options: HeapOptions) -> Heap {
    let options = HeapOptions {
        verify: true,
        ..options
    };
    Heap::new(options, &[&FAMILY, &FOREIGN]).expect("a heap")
}

fn structure(heap: &mut Heap, values: usize, data: usize) -> Gc<Structure> {
    heap.allocate(StructureInit {
        base: ForeignObjectInit { ty: 7 },
        record: RecordInit {
            values,
            fill: Value::NULL,
            data,
        },
    })
    .expect("memory")
}

#[test]
fn records_hold_values_and_data() {
    let mut heap = heap(HeapOptions::default());
    enter(&mut heap, |heap| {
        for (values, data) in [
            (0, 0),
            (1, 0),
            (0, 3),
            (14, 8),
            (15, 1),
            (16, 0),
            (300, 2000),
        ] {
            let record = structure(heap, values, data);
            assert_eq!(record.values().len(), values);
            assert_eq!(record.data().len(), data.next_multiple_of(8));
            assert_eq!(record.ty.get(), 7);
            assert!(record.values().iter().all(|slot| slot.get().is_null()));
            assert!(record.data().iter().all(|byte| byte.get() == 0));
            for slot in record.values() {
                slot.set(structure(heap, 0, 8).into());
            }
            // Data that looks like a reference is none.
            assert!(data < 8 || write_bytes(record.data(), 0, [0xFF; 8]));
            heap.collect(Collection::Full);
            for slot in record.values() {
                assert_eq!(
                    slot.cell::<Structure>().map(|cell| cell.data().len()),
                    Some(8)
                );
            }
        }
        let too_long = RecordInit {
            values: 65_535,
            fill: Value::NULL,
            data: 8,
        };
        let base = ForeignObjectInit { ty: 1 };
        assert!(
            heap.allocate(StructureInit {
                base,
                record: too_long
            })
            .is_err()
        );
    });
}

#[test]
fn long_tails_leave_the_word_alone() {
    let mut heap = heap(HeapOptions::default());
    enter(&mut heap, |heap| {
        let elements = heap.allocate(ElementsInit {
            base: ForeignObjectInit { ty: 9 },
            size: 3,
            elements: TailInit::Fill(70_000, Value::from_i32(5)),
        });
        let elements = elements.unwrap();
        assert_eq!((elements.ty.get(), elements.size.get()), (9, 3));
        assert_eq!(elements.elements().len(), 70_000);
        heap.collect(Collection::Full);
        elements.elements()[69_999].set(structure(heap, 0, 8).into());
        heap.collect(Collection::Young);
        let last = elements.elements()[69_999].cell::<Structure>();
        assert_eq!(last.map(|cell| cell.ty.get()), Some(7));
    });
}

#[test]
fn foreign_objects_are_told_from_the_family() {
    let mut heap = heap(HeapOptions::default());
    enter(&mut heap, |heap| {
        let shape = heap.allocate(ShapeInit { id: 1 }).unwrap();
        let slots = TailInit::Fill(0, Value::NULL);
        let base = ObjectInit { shape, slots };
        let own: Value = heap
            .allocate(DerivedInit { base, number: 2 })
            .unwrap()
            .into();
        let foreign: Value = structure(heap, 1, 0).into();
        assert!(own.is_object() && foreign.is_object());
        assert!(heap.gc::<Object>(own).is_some() && heap.gc::<Object>(foreign).is_none());
        assert!(heap.gc::<Derived>(own).is_some() && heap.gc::<Derived>(foreign).is_none());
        assert!(heap.gc::<ForeignObject>(own).is_none());
        assert!(heap.gc::<ForeignObject>(foreign).is_some());
        assert!(heap.gc::<Structure>(own).is_none() && heap.gc::<Structure>(foreign).is_some());
        let any = heap.any(foreign).unwrap();
        assert!(any.header().flags() & EXOTIC != 0 && any.kind() == Structure::KIND);
    });
}

cell! {
    /// A second root of the tag.
    pub struct Intruder as Object {
        number: Plain<u32>,
    }
}

kinds! {
    /// Kinds that do not fit beside others.
    static INTRUDERS: 210..220 = [Intruder];
}

#[test]
fn a_tag_has_one_family() {
    assert!(Heap::new(HeapOptions::default(), &[&FAMILY, &INTRUDERS]).is_err());
    assert!(Heap::new(HeapOptions::default(), &[&FOREIGN, &INTRUDERS]).is_ok());
}

#[test]
fn bytes_are_read_and_written_inside_only() {
    let mut heap = heap(HeapOptions::default());
    enter(&mut heap, |heap| {
        let data = structure(heap, 0, 16);
        let data = data.data();
        assert!(write_bytes(data, 3, 0x1122_3344_u32.to_le_bytes()));
        assert_eq!(
            read_bytes(data, 3).map(u32::from_le_bytes),
            Some(0x1122_3344)
        );
        assert_eq!(read_bytes(data, 4).map(u16::from_le_bytes), Some(0x2233));
        assert!(!write_bytes(data, 13, [0_u8; 4]) && !write_bytes(data, usize::MAX, [0_u8; 4]));
        assert!(read_bytes::<8>(data, 9).is_none() && read_bytes::<8>(data, 8).is_some());
        assert!(fill_from(&data[..4], &[1, 2, 3, 4]) && !fill_from(data, &[1]));
        assert!(copy_data(&data[1..5], &data[..4]) && !copy_data(data, &data[1..]));
        assert_eq!(read_bytes(data, 0), Some([1_u8, 1, 2, 3, 4]));
    });
}

/// References that an engine keeps in words of its own.
struct Words(Arc<Mutex<Vec<u64>>>);

impl RootSource for Words {
    fn trace(&self, roots: &mut Roots<'_, '_>) {
        roots.words(&self.0.lock().unwrap());
    }
}

#[test]
fn sources_of_roots_are_asked() {
    let mut heap = heap(HeapOptions::default());
    let words = Arc::new(Mutex::new(vec![0; 3]));
    let source = heap.add_root_source(Box::new(Words(words.clone())));
    enter(&mut heap, |heap| {
        let kept = Value::from(structure(heap, 1, 0));
        let garbage = 0xFFFF_0000_0000_0000 | u64::from(kept.offset_bits() + 8);
        *words.lock().unwrap() = vec![u64::MAX, garbage, kept.to_bits()];
    });
    for _ in 0..2 {
        heap.collect(Collection::Full);
        assert_eq!(heap.statistics().marked_cells, 1);
    }
    let mut extra = Vec::new();
    extra.append(&mut words.lock().unwrap());
    heap.collect_with(Collection::Full, &mut |roots| roots.words(&extra));
    assert_eq!(heap.statistics().marked_cells, 1);
    assert!(heap.remove_root_source(source).is_some());
    assert!(heap.remove_root_source(source).is_none());
    heap.collect(Collection::Full);
    assert_eq!(heap.statistics().marked_cells, 0);
}

#[test]
fn safe_points_keep_a_loop_in_bounded_memory() {
    for stress in [0, 1000] {
        let mut heap = heap(HeapOptions {
            memory_limit: 16 << 20,
            verify: false,
            stress,
            ..HeapOptions::default()
        });
        let mut root = Value::NULL;
        for count in 0..if stress == 0 { 2_000_000 } else { 20_000 } {
            heap.safe_point(64, &mut |roots| roots.value(root));
            let next = heap.without_collecting(|heap| structure(heap, 1, 8));
            next.values()[0].set(if count % 100 == 0 { Value::NULL } else { root });
            root = next.into();
        }
        assert!(heap.used_bytes() <= 16 << 20);
        assert!(heap.statistics().young_collections + heap.statistics().full_collections > 10);
        heap.collect_with(Collection::Full, &mut |roots| roots.value(root));
        assert!(heap.statistics().marked_cells <= 100);
        heap.verify().unwrap();
    }
}

#[test]
fn without_collecting_the_limit_is_an_error() {
    let mut heap = heap(HeapOptions {
        memory_limit: 4 << 20,
        ..HeapOptions::default()
    });
    enter(&mut heap, |heap| {
        heap.without_collecting(|heap| {
            let record = || RecordInit {
                values: 0,
                fill: Value::NULL,
                data: 4096,
            };
            let mut allocate = || {
                let base = ForeignObjectInit { ty: 1 };
                heap.allocate(StructureInit {
                    base,
                    record: record(),
                })
            };
            assert!((0..2000).any(|_| allocate().is_err()));
        });
        assert_eq!(heap.statistics().full_collections, 0);
        assert_eq!(heap.statistics().young_collections, 0);
        structure(heap, 0, 4096);
        let statistics = heap.statistics();
        assert!(statistics.full_collections + statistics.young_collections > 0);
    });
}

#[test]
fn suspended_stacks_are_scanned() {
    let mut heap = heap(HeapOptions::default());
    let mut registers = [Value::NULL; 2];
    enter(&mut heap, |heap| {
        let outer = structure(heap, 1, 0);
        outer.values()[0].set(structure(heap, 0, 8).into());
        registers[1] = structure(heap, 0, 16).into();
        heap.state().registers_base.set(registers.as_mut_ptr());
        heap.state()
            .registers_top
            .set(registers.as_mut_ptr_range().end);
        let base = heap.state().registers_base.get();
        suspend(heap, |heap| {
            assert!(heap.state().registers_base.get().is_null());
            // No entry is active, yet the suspended stack's cells stay.
            heap.collect(Collection::Full);
            enter(heap, |heap| {
                let inner = structure(heap, 0, 24);
                suspend(heap, |heap| heap.collect(Collection::Full));
                assert_eq!(inner.data().len(), 24);
            });
            heap.collect(Collection::Full);
        });
        assert!(heap.state().registers_base.get() == base);
        let inner = outer.values()[0].cell::<Structure>().unwrap();
        assert_eq!(inner.data().len(), 8);
        let register = heap.gc::<Structure>(registers[1]).unwrap();
        assert_eq!(register.data().len(), 16);
    });
    heap.state().registers_base.set(std::ptr::null_mut());
    heap.state().registers_top.set(std::ptr::null_mut());
    heap.collect(Collection::Full);
    assert_eq!(heap.statistics().marked_cells, 0);
}

#[test]
fn a_panic_leaves_a_suspension_in_order() {
    let mut heap = heap(HeapOptions::default());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        enter(&mut heap, |heap| suspend(heap, |_| panic!("out")))
    }));
    assert!(panicked.is_err());
    enter(&mut heap, |heap| {
        let kept = structure(heap, 0, 8);
        heap.collect(Collection::Full);
        assert_eq!(kept.data().len(), 8);
    });
}
