//! Declarations, access and the containers, without a collection.

use kataan_gc::{
    Field, Gc, Heap, HeapOptions, Nullable, OutOfMemory, Plain, Slot, Tag, TailInit, Value, cell,
    enter, kinds, sort_list,
};

cell! {
    /// A shape.
    pub struct Shape {
        id: Plain<u32>,
    }
}

cell! {
    /// An object.
    pub struct Object as Object {
        shape: Field<Shape>,
        overflow: Nullable<Object>,
        elements: Nullable<Object>,
    }
    tail slots: [Slot; small] open;
}

cell! {
    /// An object with more.
    pub struct Array: Object {
        length: Plain<u64>,
    }
}

cell! {
    /// A string.
    pub struct Text as String {
        hash: Plain<u32>,
    }
    tail units: [Plain<u16>; word];
}

kinds! {
    /// Kinds of this test.
    static KINDS: 200..210 = [Shape, Object, Array, Text];
}

fn heap() -> Heap {
    Heap::new(HeapOptions::default(), &[&KINDS]).expect("a heap")
}

fn object(heap: &mut Heap, shape: Gc<Shape>, slots: usize) -> Gc<Object> {
    let slots = TailInit::Fill(slots, Value::UNDEFINED);
    heap.allocate(ObjectInit {
        shape,
        overflow: None,
        elements: None,
        slots,
    })
    .expect("memory")
}

#[test]
fn layout() {
    assert_eq!(size_of::<Value>(), 8);
    assert_eq!(size_of::<Option<Gc<Shape>>>(), 8);
    assert_eq!(size_of::<Shape>(), 8);
    assert_eq!(size_of::<Object>(), 16);
    assert_eq!(size_of::<Array>(), 24);
    assert_eq!(size_of::<Text>(), 16);
}

#[test]
fn members_and_tails() {
    enter(&mut heap(), |heap| {
        let shape = heap.allocate(ShapeInit { id: 7 }).unwrap();
        let first = object(heap, shape, 3);
        let base = ObjectInit {
            shape,
            overflow: Some(first),
            elements: None,
            slots: TailInit::Fill(2, Value::NULL),
        };
        let array = heap.allocate(ArrayInit { base, length: 5 }).unwrap();
        assert_eq!(array.length.get(), 5);
        assert_eq!(array.shape.get().id.get(), 7);
        assert!(array.overflow.get() == Some(first));
        let up: Gc<Object> = array.upcast();
        assert_eq!(up.slots().len(), 2);
        up.slots()[1].set(first.into());
        assert_eq!(array.slots()[1].get(), Value::from(first));
        assert!(array.length.get() == 5 && up.slots()[0].get().is_null());
        let value = Value::from(array);
        assert_eq!(value.tag(), Some(Tag::Object));
        assert!(heap.gc::<Object>(value) == Some(up));
        assert!(heap.gc::<Array>(value) == Some(array));
        assert!(heap.gc::<Array>(Value::from(first)).is_none());
        assert!(heap.gc::<Text>(value).is_none());
        assert!(up.erase().is::<Object>() && up.erase().is::<Array>() && !up.erase().is::<Shape>());
        let text = heap
            .allocate(TextInit {
                hash: 1,
                units: TailInit::Copy(&[1, 2, 3]),
            })
            .unwrap();
        assert_eq!(
            text.units().iter().map(Plain::get).collect::<Vec<_>>(),
            [1, 2, 3]
        );
        let large = object(heap, shape, 60_000);
        large.slots()[59_999].set(value);
        assert_eq!(large.slots()[59_999].get(), value);
    });
}

#[test]
fn numbers() {
    assert!(Value::from_number(1.0).is_i32());
    assert!(Value::from_number(-0.0).is_f64());
    assert!(
        Value::from_f64(f64::from_bits(0xFFFF_0000_0000_1234))
            .as_f64()
            .unwrap()
            .is_nan()
    );
    assert_eq!(Value::from_i32(-1).as_i32(), Some(-1));
    assert_eq!(Value::from(true).as_bool(), Some(true));
    assert!(
        Value::NULL.is_nullish() && Value::UNDEFINED.is_nullish() && !Value::FALSE.is_nullish()
    );
}

#[test]
fn list_and_table() {
    enter(&mut heap(), |heap| {
        let list = heap.new_list().unwrap();
        for number in 0..1000 {
            list.push(heap, Value::from(number)).unwrap();
        }
        assert_eq!(list.remove(10), Some(Value::from(10)));
        list.insert(heap, 0, Value::TRUE).unwrap();
        assert_eq!(
            (list.len(), list.get(11), list.get(10)),
            (1000, Some(Value::from(11)), Some(Value::from(9)))
        );

        let table = heap.new_table().unwrap();
        let mut cursor = table.iter();
        for number in 0..100 {
            table
                .insert(heap, number as u32 % 7, Value::from(number), Value::NULL)
                .unwrap();
        }
        for expected in 0..10 {
            assert_eq!(cursor.next().unwrap().0, Value::from(expected));
        }
        for number in (0..100).filter(|number| number % 11 != 0) {
            let found = table
                .find(number as u32 % 7, |key| key == Value::from(number))
                .unwrap();
            table.remove(heap, found);
        }
        assert_eq!(table.len(), 10);
        assert_eq!(cursor.next().unwrap().0, Value::from(11));
        table.clear(heap).unwrap();
        table.insert(heap, 1, Value::TRUE, Value::NULL).unwrap();
        assert_eq!(cursor.next().unwrap().0, Value::TRUE);
        assert!(cursor.next().is_none());
    });
}

#[test]
fn sorting_is_stable_and_survives_collections() {
    let options = HeapOptions {
        stress: 3,
        ..HeapOptions::default()
    };
    let mut heap = Heap::new(options, &[&KINDS]).unwrap();
    enter(&mut heap, |heap| {
        for length in [0, 1, 2, 7, 8, 9, 15, 16, 17, 100, 257] {
            let list = heap.new_list().unwrap();
            let shape = heap.allocate(ShapeInit { id: 0 }).unwrap();
            for number in 0..length {
                let text = TextInit {
                    hash: number,
                    units: TailInit::Fill(1, (number * 7919 % 10) as u16),
                };
                let text = heap.allocate(text).unwrap();
                list.push(heap, text.into()).unwrap();
            }
            let text = |heap: &Heap, value| heap.gc::<Text>(value).unwrap();
            sort_list(heap, list, |heap, left, right| {
                object(heap, shape, 1);
                let (left, right) = (text(heap, left), text(heap, right));
                Ok::<_, OutOfMemory>(left.units()[0].get() < right.units()[0].get())
            })
            .unwrap();
            assert_eq!(list.len(), length as usize);
            let keys = || {
                list.iter()
                    .map(|value| text(heap, value))
                    .map(|text| (text.units()[0].get(), text.hash.get()))
            };
            assert!(keys().zip(keys().skip(1)).all(|(left, right)| left < right));
        }
    });
}

#[test]
fn roots_go_stale() {
    let mut heap = heap();
    let id = heap.root(Value::TRUE);
    assert_eq!(heap.rooted(id), Some(Value::TRUE));
    assert!(heap.unroot(id) && !heap.unroot(id));
    assert_eq!(heap.rooted(id), None);
}
