;; Product of two 200 by 200 matrices of doubles.
;; expect: 9460
(module
  (memory 32)
  (global $n i32 (i32.const 200))
  (func $fill
    (local $i i32)
    (loop $next
      (f64.store (i32.mul (local.get $i) (i32.const 8))
        (f64.convert_i32_u (i32.rem_u (local.get $i) (i32.const 17))))
      (f64.store offset=320000 (i32.mul (local.get $i) (i32.const 8))
        (f64.convert_i32_u (i32.rem_u (local.get $i) (i32.const 13))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 40000)))))
  (func (export "run") (result i32)
    (local $i i32) (local $j i32) (local $k i32) (local $sum f64) (local $a i32) (local $b i32)
    (call $fill)
    (loop $rows
      (local.set $j (i32.const 0))
      (loop $columns
        (local.set $sum (f64.const 0))
        (local.set $k (i32.const 0))
        (local.set $a (i32.mul (local.get $i) (i32.const 1600)))
        (local.set $b (i32.mul (local.get $j) (i32.const 8)))
        (loop $dot
          (local.set $sum (f64.add (local.get $sum)
            (f64.mul (f64.load (local.get $a)) (f64.load offset=320000 (local.get $b)))))
          (local.set $a (i32.add (local.get $a) (i32.const 8)))
          (local.set $b (i32.add (local.get $b) (i32.const 1600)))
          (local.set $k (i32.add (local.get $k) (i32.const 1)))
          (br_if $dot (i32.lt_u (local.get $k) (global.get $n))))
        (f64.store offset=640000
          (i32.add (i32.mul (local.get $i) (i32.const 1600)) (i32.mul (local.get $j) (i32.const 8)))
          (local.get $sum))
        (local.set $j (i32.add (local.get $j) (i32.const 1)))
        (br_if $columns (i32.lt_u (local.get $j) (global.get $n))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $rows (i32.lt_u (local.get $i) (global.get $n))))
    (i32.trunc_f64_s (f64.load offset=640000 (i32.const 80)))))
