//! A store on the heap of an engine around it: that engine's values as external references, and
//! collections that either starts.
//!
//! # Invariants
//! Each heap outlives its store, and is used only while the store does not work.
#![allow(unsafe_code)]

use kataan_gc::{Collection, Heap, HeapOptions, Plain, cell, enter, kinds};
use kataan_wasm::{AnyRef, Engine, ExternRef, HeapType, RefType, Store, Val, WASM_KINDS};
use std::ptr::NonNull;

#[path = "support/holder.rs"]
mod holder;
mod support;

use holder::{HOLDER, call, instance};

cell! {
    /// An object of an engine around the store.
    pub struct Thing as Object {
        number: Plain<u32>,
    }
}

kinds! {
    /// Its kinds.
    static THINGS: 200..210 = [Thing];
}

#[test]
fn an_engine_around_shares_its_heap() {
    let options = HeapOptions {
        verify: true,
        ..HeapOptions::default()
    };
    let mut heap = Heap::new(options, &[&THINGS, &WASM_KINDS]).expect("a heap");
    let address = NonNull::from(&mut heap);
    // SAFETY: the store ends first, and the heap is used only while the store does not work.
    let mut store = unsafe { Store::with_heap(&Engine::default(), (), address) };
    // SAFETY: as above.
    let heap = || unsafe { &mut *address.as_ptr() };

    let instance = instance(&mut store, HOLDER);
    let thing = enter(heap(), |heap| {
        kataan_gc::Value::from(heap.allocate(ThingInit { number: 42 }).expect("room"))
    });
    // Any value is an external reference, and comes back as it was.
    let number = kataan_gc::Value::from_f64(2.5);
    for value in [
        thing,
        number,
        kataan_gc::Value::UNDEFINED,
        kataan_gc::Value::TRUE,
    ] {
        let reference = ExternRef::from_value(&mut store, value).expect("of this heap");
        let reference = reference.expect("not null").into();
        let boxed = call(&mut store, &instance, "box", &[reference]);
        let back = call(&mut store, &instance, "unbox", &boxed);
        let [Val::ExternRef(Some(back))] = back[..] else {
            panic!("null: {back:?}")
        };
        assert!(back.to_value(&store).expect("of this store") == value);
        // The box is an object that the engine around tells from its own.
        let [Val::ExternRef(Some(boxed))] = boxed[..] else {
            panic!("null")
        };
        let boxed = boxed.to_value(&store).expect("of this store");
        assert!(boxed.is_object() && heap().gc::<Thing>(boxed).is_none());
    }
    let null = ExternRef::from_value(&mut store, kataan_gc::Value::NULL);
    assert!(null.expect("a value").is_none());

    // An int32 that an i31 can hold is one.
    let small = ExternRef::from_value(&mut store, kataan_gc::Value::from_i32(-5));
    let small = small.expect("a value").expect("not null");
    let any: AnyRef = small.to_any(&mut store).expect("alive");
    assert_eq!(any.as_i31(&store).expect("alive"), Some(-5));
    let eq = RefType::new(false, HeapType::Eq);
    assert!(any.matches(&store, eq).expect("alive"));

    // What a collection of the engine around finds in the store stays.
    store
        .root_scope(|store| {
            let reference = ExternRef::from_value(&mut *store, thing)?.expect("not null");
            let boxed = call(store, &instance, "box", &[reference.into()]);
            call(store, &instance, "keep", &boxed);
            Ok(())
        })
        .expect("alive");
    heap().collect(Collection::Full);
    let kept = call(&mut store, &instance, "kept", &[]);
    let thing = call(&mut store, &instance, "unbox", &kept);
    let [Val::ExternRef(Some(thing))] = thing[..] else {
        panic!("null")
    };
    let thing = thing.to_value(&store).expect("of this store");
    assert_eq!(
        heap().gc::<Thing>(thing).map(|thing| thing.number.get()),
        Some(42)
    );
    drop(store);
    heap().collect(Collection::Full);
    assert_eq!(heap().statistics().marked_cells, 0);
}

#[test]
fn values_of_another_heap_are_refused() {
    let mut other = Heap::new(HeapOptions::default(), &[&THINGS]).expect("a heap");
    let thing = enter(&mut other, |heap| {
        kataan_gc::Value::from(heap.allocate(ThingInit { number: 1 }).expect("room"))
    });
    let mut store = Store::new(&Engine::default(), ());
    assert!(ExternRef::from_value(&mut store, thing).is_err());
    assert!(ExternRef::from_value(&mut store, kataan_gc::Value::from_i32(3)).is_ok());
}
