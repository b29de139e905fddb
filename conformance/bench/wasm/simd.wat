;; y = a * x + y over vectors of floats, and a sum.
;; expect: 157286400
(module
  (memory 16)
  (func (export "run") (result i32)
    (local $i i32) (local $round i32) (local $sum v128) (local $a v128)
    (local.set $a (f32x4.splat (f32.const 0.5)))
    (loop $init
      (v128.store (local.get $i) (f32x4.splat (f32.convert_i32_u (i32.and (local.get $i) (i32.const 255)))))
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br_if $init (i32.lt_u (local.get $i) (i32.const 524288))))
    (loop $rounds
      (local.set $i (i32.const 0))
      (loop $next
        (v128.store offset=524288 (local.get $i)
          (f32x4.add
            (f32x4.mul (local.get $a) (v128.load (local.get $i)))
            (v128.load offset=524288 (local.get $i))))
        (local.set $sum (f32x4.add (local.get $sum) (v128.load (local.get $i))))
        (local.set $i (i32.add (local.get $i) (i32.const 16)))
        (br_if $next (i32.lt_u (local.get $i) (i32.const 524288))))
      (local.set $round (i32.add (local.get $round) (i32.const 1)))
      (br_if $rounds (i32.lt_u (local.get $round) (i32.const 40))))
    (i32.trunc_sat_f32_s (f32x4.extract_lane 1 (local.get $sum)))))
