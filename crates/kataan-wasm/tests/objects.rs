//! Structures, arrays, exceptions and references on the heap: what lives, what goes, and what stays the
//! same.

use kataan_wasm::{Config, Engine, ExternRef, Features, Store, StoreLimits, TrapCode, Val};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[path = "support/holder.rs"]
mod holder;
mod support;

use holder::{HOLDER, call, instance};

fn engine(gc_stress: u32) -> Engine {
    let mut config = Config::new();
    config.gc_stress(gc_stress);
    config.features(Features::default().with(Features::LEGACY_EXCEPTIONS));
    Engine::new(&config)
}

fn i32_of(values: &[Val]) -> i32 {
    match values {
        [Val::I32(value)] => *value,
        other => panic!("not one number: {other:?}"),
    }
}

const GARBAGE: &str = r#"(module
    (type $pair (struct (field (mut (ref null $pair))) (field (mut i32))))
    (func (export "run") (param $n i32) (result i32)
      (local $last (ref null $pair)) (local $sum i32)
      (loop $l
        ;; Every hundredth forgets those before it.
        (if (i32.eqz (i32.rem_u (local.get $n) (i32.const 100)))
          (then (local.set $last (ref.null $pair))))
        (local.set $last (struct.new $pair (local.get $last) (local.get $n)))
        (local.set $sum (i32.add (local.get $sum) (struct.get $pair 1 (local.get $last))))
        (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
      (local.get $sum)))"#;

#[test]
fn millions_of_objects_take_bounded_memory() {
    let mut store = Store::new(&engine(0), ());
    store.limits(StoreLimits {
        heap_size: 16 << 20,
        ..StoreLimits::default()
    });
    let instance = instance(&mut store, GARBAGE);
    let count = 3_000_000_i32;
    let sum = i32_of(&call(&mut store, &instance, "run", &[Val::I32(count)]));
    assert_eq!(sum, (1..=count).fold(0, i32::wrapping_add));
    assert!(store.heap_bytes() <= 16 << 20);
    let statistics = store.heap_statistics().expect("a heap");
    assert!(statistics.allocated_bytes >= 24 * 2_900_000);
    assert!(statistics.peak_bytes <= 16 << 20);
    store.gc();
    assert_eq!(store.heap_statistics().expect("a heap").live_bytes, 0);
    store.verify_heap().expect("sound");
}

const LIST: &str = r#"(module
    (type $node (struct (field $next (mut (ref null $node))) (field $number (mut i64))))
    (type $nodes (array (mut (ref null $node))))
    (global $buckets (mut (ref null $nodes)) (ref.null $nodes))
    (func (export "make") (param $buckets i32) (param $n i32) (local $at i32) (local $i i32)
      (global.set $buckets (array.new_default $nodes (local.get $buckets)))
      (loop $l
        (local.set $at (i32.rem_u (local.get $i) (local.get $buckets)))
        (array.set $nodes (global.get $buckets) (local.get $at)
          (struct.new $node
            (array.get $nodes (global.get $buckets) (local.get $at))
            (i64.extend_i32_u (local.get $i))))
        (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n)))))
    (func (export "sum") (result i64)
      (local $at i32) (local $node (ref null $node)) (local $sum i64)
      (block $end
        (loop $next
          (br_if $end (i32.eq (local.get $at) (array.len (global.get $buckets))))
          (local.set $node (array.get $nodes (global.get $buckets) (local.get $at)))
          (block $done
            (loop $l
              (br_if $done (ref.is_null (local.get $node)))
              (local.set $sum
                (i64.add (local.get $sum) (struct.get $node $number (local.get $node))))
              (local.set $node (struct.get $node $next (local.get $node)))
              (br $l)))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br $next)))
      (local.get $sum)))"#;

#[test]
fn old_arrays_keep_new_objects() {
    for (stress, buckets, count) in [(0, 10_000, 400_000), (7, 50, 600)] {
        let mut store = Store::new(&engine(stress), ());
        let instance = instance(&mut store, LIST);
        call(
            &mut store,
            &instance,
            "make",
            &[Val::I32(buckets), Val::I32(count)],
        );
        let expected = i64::from(count) * i64::from(count - 1) / 2;
        for _ in 0..2 {
            let sum = call(&mut store, &instance, "sum", &[]);
            assert!(matches!(sum[..], [Val::I64(sum)] if sum == expected));
            store.verify_heap().expect("sound");
            store.gc();
        }
        let statistics = store.heap_statistics().expect("a heap");
        assert!(statistics.young_collections > 0);
        assert_eq!(statistics.marked_cells, count as u64 + 1);
    }
}

const FIELDS: &str = r#"(module
    (type $f (func (result i32)))
    (type $base (sub (struct (field i8) (field (ref null any)) (field (mut i64)))))
    (type $more (sub $base (struct (field i8) (field (ref null any)) (field (mut i64))
      (field i16) (field (mut v128)) (field (mut (ref null extern))) (field f32) (field f64)
      (field (mut (ref null $f))) (field (mut i16)) (field (mut (ref null $base))))))
    (func $five (result i32) (i32.const 5))
    (elem declare func $five)
    (func $make (result (ref $more))
      (struct.new $more (i32.const -2) (ref.i31 (i32.const 77)) (i64.const -1)
        (i32.const -3) (v128.const i64x2 -1 7) (ref.null extern) (f32.const 1.5) (f64.const -0.25)
        (ref.func $five) (i32.const 9) (struct.new_default $base)))
    (func (export "check") (result i32) (local $m (ref $more)) (local $b (ref $base)) (local $bad i32)
      (local.set $m (call $make))
      (local.set $b (local.get $m))
      (struct.set $more 10 (local.get $m) (local.get $m))
      (drop (call $make))
      (struct.set $base 2 (local.get $b) (i64.sub (struct.get $base 2 (local.get $b)) (i64.const 1)))
      (if (i32.ne (struct.get_s $base 0 (local.get $b)) (i32.const -2)) (then (return (i32.const 1))))
      (if (i32.ne (struct.get_u $more 0 (local.get $m)) (i32.const 254)) (then (return (i32.const 2))))
      (if (i32.ne (i31.get_u (ref.cast (ref i31) (struct.get $base 1 (local.get $b)))) (i32.const 77))
        (then (return (i32.const 3))))
      (if (i64.ne (struct.get $more 2 (local.get $m)) (i64.const -2)) (then (return (i32.const 4))))
      (if (i32.ne (struct.get_s $more 3 (local.get $m)) (i32.const -3)) (then (return (i32.const 5))))
      (if (i32.ne (struct.get_u $more 3 (local.get $m)) (i32.const 65533)) (then (return (i32.const 6))))
      (if (i64.ne (i64x2.extract_lane 1 (struct.get $more 4 (local.get $m))) (i64.const 7))
        (then (return (i32.const 7))))
      (if (i64.ne (i64x2.extract_lane 0 (struct.get $more 4 (local.get $m))) (i64.const -1))
        (then (return (i32.const 8))))
      (if (i32.eqz (ref.is_null (struct.get $more 5 (local.get $m)))) (then (return (i32.const 9))))
      (if (f32.ne (struct.get $more 6 (local.get $m)) (f32.const 1.5)) (then (return (i32.const 10))))
      (if (f64.ne (struct.get $more 7 (local.get $m)) (f64.const -0.25)) (then (return (i32.const 11))))
      (if (i32.ne (call_ref $f (struct.get $more 8 (local.get $m))) (i32.const 5))
        (then (return (i32.const 12))))
      (if (i32.ne (struct.get_u $more 9 (local.get $m)) (i32.const 9)) (then (return (i32.const 13))))
      (if (i32.eqz (ref.eq (struct.get $more 10 (local.get $m)) (local.get $b)))
        (then (return (i32.const 14))))
      (if (i32.eqz (ref.test (ref $more) (struct.get $more 10 (local.get $m))))
        (then (return (i32.const 15))))
      (if (ref.test (ref $more) (struct.new_default $base)) (then (return (i32.const 16))))
      (if (i32.eqz (ref.is_null (struct.get $more 8 (struct.new_default $more))))
        (then (return (i32.const 17))))
      (i32.const 0)))"#;

#[test]
fn fields_of_all_types_share_places_with_the_supertype() {
    for stress in [0, 1] {
        let mut store = Store::new(&engine(stress), ());
        let instance = instance(&mut store, FIELDS);
        assert_eq!(i32_of(&call(&mut store, &instance, "check", &[])), 0);
    }
}

#[test]
fn structures_of_many_references() {
    for fields in [14, 15, 16, 2000] {
        let list = "(field (mut (ref null any))) (field (mut i32))".repeat(fields);
        let mut sets = String::new();
        let mut checks = String::new();
        for field in 0..fields {
            let (reference, number) = (field * 2, field * 2 + 1);
            sets += &format!(
                "(struct.set $s {reference} (local.get $o) (struct.new $n (i32.const {field})))
                 (struct.set $s {number} (local.get $o) (i32.const {field}))"
            );
            checks += &format!(
                "(local.set $sum (i32.add (local.get $sum) (i32.add
                   (struct.get $s {number} (local.get $o))
                   (struct.get $n 0
                     (ref.cast (ref $n) (struct.get $s {reference} (local.get $o)))))))"
            );
        }
        let text = format!(
            r#"(module (type $s (struct {list})) (type $n (struct (field i32)))
                (func (export "run") (result i32) (local $o (ref $s)) (local $sum i32)
                  (local.set $o (struct.new_default $s)) {sets} {checks} (local.get $sum)))"#
        );
        let mut store = Store::new(&engine(if fields < 100 { 1 } else { 100 }), ());
        let instance = instance(&mut store, &text);
        let sum = i32_of(&call(&mut store, &instance, "run", &[]));
        assert_eq!(sum as usize, fields * (fields - 1));
    }
}

const ARRAYS: &str = r#"(module
    (type $refs (array (mut (ref null any))))
    (type $bytes (array (mut i8)))
    (elem $e (ref null any) (ref.i31 (i32.const 40)) (ref.i31 (i32.const 41)) (ref.i31 (i32.const 42)))
    (data $d "\01\02\03\04\ff")
    (func $at (param $a (ref $refs)) (param $i i32) (result i32)
      (i31.get_s (ref.cast (ref i31) (array.get $refs (local.get $a) (local.get $i)))))
    (func (export "references") (result i32) (local $a (ref $refs))
      (local.set $a (array.new_default $refs (i32.const 6)))
      (array.init_elem $refs $e (local.get $a) (i32.const 0) (i32.const 0) (i32.const 3))
      ;; Overlapping, up and then down: 40 41 40 41 42, then 40 41 42 ...
      (array.copy $refs $refs (local.get $a) (i32.const 2) (local.get $a) (i32.const 0) (i32.const 3))
      (array.copy $refs $refs (local.get $a) (i32.const 1) (local.get $a) (i32.const 2) (i32.const 3))
      (array.fill $refs (local.get $a) (i32.const 5) (ref.i31 (i32.const 7)) (i32.const 1))
      (i32.add (i32.mul (call $at (local.get $a) (i32.const 1)) (i32.const 1000000))
        (i32.add (i32.mul (call $at (local.get $a) (i32.const 3)) (i32.const 1000))
          (call $at (local.get $a) (i32.const 5)))))
    (func (export "bytes") (result i32) (local $a (ref $bytes))
      (local.set $a (array.new_data $bytes $d (i32.const 0) (i32.const 5)))
      (array.copy $bytes $bytes (local.get $a) (i32.const 1) (local.get $a) (i32.const 0) (i32.const 4))
      (i32.add (array.get_s $bytes (local.get $a) (i32.const 4))
        (i32.mul (i32.const 100) (array.len (local.get $a)))))
    (func (export "outside") (result i32)
      (array.get_u $bytes (array.new_default $bytes (i32.const 3)) (i32.const 3)))
    (func (export "large") (param i32) (result i32)
      (array.len (array.new_default $refs (local.get 0)))))"#;

#[test]
fn arrays_copy_within_themselves() {
    for stress in [0, 1] {
        let mut store = Store::new(&engine(stress), ());
        let instance = instance(&mut store, ARRAYS);
        let references = i32_of(&call(&mut store, &instance, "references", &[]));
        assert_eq!(references, 40_042_007);
        assert_eq!(i32_of(&call(&mut store, &instance, "bytes", &[])), 504);
    }
}

#[test]
fn a_heap_that_is_full_traps_and_recovers() {
    let mut store = Store::new(&engine(0), ());
    store.limits(StoreLimits {
        heap_size: 8 << 20,
        ..StoreLimits::default()
    });
    let instance = instance(&mut store, ARRAYS);
    let large = instance.get_func(&store, "large").expect("exported");
    for length in [2 << 20, -1, 0x2000_0000] {
        let error = large.call(&mut store, &[Val::I32(length)], &mut [Val::I32(0)]);
        let code = error.expect_err("no room").trap_code();
        assert_eq!(code, Some(TrapCode::OutOfMemory));
    }
    // Each fits once the one before is gone.
    for _ in 0..20 {
        let length = call(&mut store, &instance, "large", &[Val::I32(700_000)]);
        assert_eq!(i32_of(&length), 700_000);
    }
    let outside = instance.get_func(&store, "outside").expect("exported");
    let error = outside.call(&mut store, &[], &mut [Val::I32(0)]);
    assert_eq!(
        error.expect_err("outside").trap_code(),
        Some(TrapCode::ArrayOutOfBounds)
    );
}

const EXCEPTIONS: &str = r#"(module
    (type $box (struct (field i32)))
    (tag $t (param i32 (ref $box) v128 externref))
    (func $throw (param $n i32)
      (throw $t (local.get $n) (struct.new $box (i32.add (local.get $n) (i32.const 1)))
        (v128.const i64x2 3 4) (ref.null extern)))
    (func (export "run") (param $n i32) (result i32)
      (local $e exnref) (local $sum i32) (local $x externref) (local $v v128)
      (local $b (ref null $box)) (local $i i32)
      (loop $l
        (block $caught (result i32 (ref $box) v128 externref exnref)
          (try_table (catch_ref $t $caught) (call $throw (local.get $n)))
          unreachable)
        (local.set $e) (local.set $x) (local.set $v) (local.set $b) (local.set $i)
        (drop (struct.new $box (i32.const 0)))
        (local.set $sum (i32.add (local.get $sum) (struct.get $box 0 (local.get $b))))
        ;; Once more, from the reference alone.
        (local.set $b (ref.null $box))
        (drop (struct.new $box (i32.const 0)))
        (block $again (result i32 (ref $box) v128 externref)
          (try_table (catch $t $again) (throw_ref (local.get $e)))
          unreachable)
        (local.set $x) (local.set $v) (local.set $b) (local.set $i)
        (if (i64.ne (i64x2.extract_lane 1 (local.get $v)) (i64.const 4)) (then (unreachable)))
        (if (i32.ne (local.get $i) (local.get $n)) (then (unreachable)))
        (local.set $sum (i32.add (local.get $sum) (struct.get $box 0 (local.get $b))))
        (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
      (local.get $sum)))"#;

#[test]
fn exceptions_carry_references() {
    for (stress, count) in [(1, 20), (0, 100_000)] {
        let mut store = Store::new(&engine(stress), ());
        store.limits(StoreLimits {
            heap_size: 16 << 20,
            ..StoreLimits::default()
        });
        let instance = instance(&mut store, EXCEPTIONS);
        let sum = i32_of(&call(&mut store, &instance, "run", &[Val::I32(count)]));
        let expected = (1..=count).fold(0_i32, |sum, n| sum.wrapping_add(2 * (n + 1)));
        assert_eq!(sum, expected);
    }
}

struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn values_of_the_host_live_as_long_as_something_refers_to_them() {
    let dropped = Arc::new(AtomicUsize::new(0));
    let mut store = Store::new(&engine(0), ());
    let instance = instance(&mut store, HOLDER);
    store
        .root_scope(|store| {
            for index in 0..8 {
                let value = ExternRef::new(&mut *store, Counted(dropped.clone()))?;
                call(
                    store,
                    &instance,
                    "set",
                    &[Val::I32(index % 4), value.into()],
                );
            }
            let value = ExternRef::new(&mut *store, Counted(dropped.clone()))?;
            let boxed = call(store, &instance, "box", &[value.into()]);
            call(store, &instance, "keep", &boxed);
            store.gc();
            assert_eq!(dropped.load(Ordering::Relaxed), 0);
            Ok(())
        })
        .expect("room");
    store.gc();
    assert_eq!(dropped.load(Ordering::Relaxed), 4);
    call(&mut store, &instance, "keep", &[Val::ExternRef(None)]);
    store.gc();
    assert_eq!(dropped.load(Ordering::Relaxed), 5);
    drop(store);
    assert_eq!(dropped.load(Ordering::Relaxed), 9);
}
