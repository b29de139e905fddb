;; Throwing through two calls, and catching.
;; expect: 891896832
(module
  (tag $e (param i32))
  (func $inner (param i32)
    (if (i32.and (local.get 0) (i32.const 1)) (then (throw $e (local.get 0)))))
  (func $middle (param i32) (call $inner (local.get 0)))
  (func (export "run") (result i32)
    (local $i i32) (local $sum i32)
    (loop $next
      (block $caught (result i32)
        (try_table (catch $e $caught) (call $middle (local.get $i)))
        (i32.const 0))
      (local.set $sum (i32.add (local.get $sum)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 1000000))))
    (local.get $sum)))
