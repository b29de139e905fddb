;; Calls through a table.
;; expect: 402789307
(module
  (type $f (func (param i32) (result i32)))
  (table 4 funcref)
  (elem (i32.const 0) $a $b $c $d)
  (func $a (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
  (func $b (param i32) (result i32) (i32.xor (local.get 0) (i32.const 0x55)))
  (func $c (param i32) (result i32) (i32.sub (local.get 0) (i32.const 3)))
  (func $d (param i32) (result i32) (i32.rotl (local.get 0) (i32.const 1)))
  (func (export "run") (result i32)
    (local $i i32) (local $x i32)
    (loop $next
      (local.set $x (call_indirect (type $f) (local.get $x) (i32.and (local.get $i) (i32.const 3))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 5000000))))
    (local.get $x)))
