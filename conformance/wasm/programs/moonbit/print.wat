;; What programs import to print: one UTF-16 unit at a time, which becomes UTF-8 and is written line by
;; line.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  ;; 0: the list of one buffer, 8: how much was written, 16: the line.
  (global $end (mut i32) (i32.const 16))
  ;; The first half of a pair of units.
  (global $high (mut i32) (i32.const 0))

  (func $byte (param $byte i32)
    (i32.store8 (global.get $end) (local.get $byte))
    (global.set $end (i32.add (global.get $end) (i32.const 1))))

  ;; A byte that continues a character: six bits from `shift` on.
  (func $more (param $character i32) (param $shift i32)
    (call $byte (i32.or (i32.const 0x80)
      (i32.and (i32.shr_u (local.get $character) (local.get $shift)) (i32.const 0x3f)))))

  (func $character (param $c i32)
    (if (i32.lt_u (local.get $c) (i32.const 0x80))
      (then (call $byte (local.get $c)))
      (else (if (i32.lt_u (local.get $c) (i32.const 0x800))
        (then
          (call $byte (i32.or (i32.const 0xc0) (i32.shr_u (local.get $c) (i32.const 6))))
          (call $more (local.get $c) (i32.const 0)))
        (else (if (i32.lt_u (local.get $c) (i32.const 0x10000))
          (then
            (call $byte (i32.or (i32.const 0xe0) (i32.shr_u (local.get $c) (i32.const 12))))
            (call $more (local.get $c) (i32.const 6))
            (call $more (local.get $c) (i32.const 0)))
          (else
            (call $byte (i32.or (i32.const 0xf0) (i32.shr_u (local.get $c) (i32.const 18))))
            (call $more (local.get $c) (i32.const 12))
            (call $more (local.get $c) (i32.const 6))
            (call $more (local.get $c) (i32.const 0)))))))))

  (func (export "print_char") (param $unit i32)
    (if (i32.eq (i32.and (local.get $unit) (i32.const 0xfc00)) (i32.const 0xd800))
      (then (global.set $high (local.get $unit)) (return)))
    (if (i32.eq (i32.and (local.get $unit) (i32.const 0xfc00)) (i32.const 0xdc00))
      (then (local.set $unit
        (i32.add (i32.const 0x10000)
          (i32.or
            (i32.shl (i32.and (global.get $high) (i32.const 0x3ff)) (i32.const 10))
            (i32.and (local.get $unit) (i32.const 0x3ff)))))))
    (call $character (local.get $unit))
    (if (i32.or (i32.eq (local.get $unit) (i32.const 10))
                (i32.gt_u (global.get $end) (i32.const 60000)))
      (then
        (i32.store (i32.const 0) (i32.const 16))
        (i32.store (i32.const 4) (i32.sub (global.get $end) (i32.const 16)))
        (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
        (global.set $end (i32.const 16))))))
