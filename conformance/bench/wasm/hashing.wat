;; FNV-1a and a xorshift mixer over a buffer.
;; expect: -1384385461
(module
  (memory 16)
  (func (export "run") (result i32)
    (local $i i32) (local $h i32) (local $x i64) (local $round i32)
    (local.set $x (i64.const 88172645463325252))
    (loop $fill
      (local.set $x (i64.xor (local.get $x) (i64.shl (local.get $x) (i64.const 13))))
      (local.set $x (i64.xor (local.get $x) (i64.shr_u (local.get $x) (i64.const 7))))
      (local.set $x (i64.xor (local.get $x) (i64.shl (local.get $x) (i64.const 17))))
      (i64.store (local.get $i) (local.get $x))
      (local.set $i (i32.add (local.get $i) (i32.const 8)))
      (br_if $fill (i32.lt_u (local.get $i) (i32.const 1000000))))
    (local.set $h (i32.const 0x811c9dc5))
    (loop $rounds
      (local.set $i (i32.const 0))
      (loop $bytes
        (local.set $h (i32.mul
          (i32.xor (local.get $h) (i32.load8_u (local.get $i)))
          (i32.const 16777619)))
        (local.set $h (i32.add (i32.rotl (local.get $h) (i32.const 5)) (local.get $i)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $bytes (i32.lt_u (local.get $i) (i32.const 1000000))))
      (local.set $round (i32.add (local.get $round) (i32.const 1)))
      (br_if $rounds (i32.lt_u (local.get $round) (i32.const 8))))
    (local.get $h)))
