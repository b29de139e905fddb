;; Quicksort of 300,000 pseudo-random integers.
;; expect: 2417942
(module
  (memory 32)
  (func $sort (param $lo i32) (param $hi i32)
    (local $i i32) (local $j i32) (local $pivot i32) (local $t i32)
    (if (i32.ge_s (local.get $lo) (local.get $hi)) (then (return)))
    (local.set $pivot (i32.load (i32.shl (i32.shr_u (i32.add (local.get $lo) (local.get $hi)) (i32.const 1)) (i32.const 2))))
    (local.set $i (local.get $lo))
    (local.set $j (local.get $hi))
    (loop $partition
      (loop $left
        (if (i32.lt_s (i32.load (i32.shl (local.get $i) (i32.const 2))) (local.get $pivot))
          (then
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br $left))))
      (loop $right
        (if (i32.gt_s (i32.load (i32.shl (local.get $j) (i32.const 2))) (local.get $pivot))
          (then
            (local.set $j (i32.sub (local.get $j) (i32.const 1)))
            (br $right))))
      (if (i32.le_s (local.get $i) (local.get $j))
        (then
          (local.set $t (i32.load (i32.shl (local.get $i) (i32.const 2))))
          (i32.store (i32.shl (local.get $i) (i32.const 2)) (i32.load (i32.shl (local.get $j) (i32.const 2))))
          (i32.store (i32.shl (local.get $j) (i32.const 2)) (local.get $t))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (local.set $j (i32.sub (local.get $j) (i32.const 1)))))
      (br_if $partition (i32.le_s (local.get $i) (local.get $j))))
    (call $sort (local.get $lo) (local.get $j))
    (call $sort (local.get $i) (local.get $hi)))
  (func (export "run") (result i32)
    (local $i i32) (local $x i32)
    (local.set $x (i32.const 12345))
    (loop $fill
      (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1103515245)) (i32.const 12345)))
      (i32.store (i32.shl (local.get $i) (i32.const 2)) (local.get $x))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $fill (i32.lt_u (local.get $i) (i32.const 300000))))
    (call $sort (i32.const 0) (i32.const 299999))
    (i32.load (i32.const 600000))))
