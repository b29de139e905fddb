;; A small bytecode interpreter: `br_table` in a loop.
;; expect: 3000000
(module
  (memory 1)
  ;; 0 push imm, 1 add, 2 dec local 0, 3 jump if local 0 is not zero, 4 halt, 5 drop, 6 load local 1, 7 store local 1
  (data (i32.const 0) "\06\00\03\01\07\02\03\00\04")
  (func (export "run") (result i32)
    (local $pc i32) (local $sp i32) (local $l0 i32) (local $l1 i32) (local $op i32)
    (local.set $l0 (i32.const 1000000))
    (local.set $sp (i32.const 1024))
    (block $halt
      (loop $next
        (local.set $op (i32.load8_u (local.get $pc)))
        (local.set $pc (i32.add (local.get $pc) (i32.const 1)))
        (block $store (block $load (block $drop (block $jump (block $dec (block $add (block $push
          (br_table $push $add $dec $jump $halt $drop $load $store (local.get $op)))
          (i32.store (local.get $sp) (i32.load8_u (local.get $pc)))
          (local.set $sp (i32.add (local.get $sp) (i32.const 4)))
          (local.set $pc (i32.add (local.get $pc) (i32.const 1)))
          (br $next))
          (local.set $sp (i32.sub (local.get $sp) (i32.const 4)))
          (i32.store (i32.sub (local.get $sp) (i32.const 4))
            (i32.add (i32.load (i32.sub (local.get $sp) (i32.const 4))) (i32.load (local.get $sp))))
          (br $next))
          (local.set $l0 (i32.sub (local.get $l0) (i32.const 1)))
          (br $next))
          (local.set $pc (select (i32.load8_u (local.get $pc)) (i32.add (local.get $pc) (i32.const 1)) (local.get $l0)))
          (br $next))
          (local.set $sp (i32.sub (local.get $sp) (i32.const 4)))
          (br $next))
          (i32.store (local.get $sp) (local.get $l1))
          (local.set $sp (i32.add (local.get $sp) (i32.const 4)))
          (br $next))
        (local.set $sp (i32.sub (local.get $sp) (i32.const 4)))
        (local.set $l1 (i32.load (local.get $sp)))
        (br $next)))
    (local.get $l1)))
