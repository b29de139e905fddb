;; Binary trees of structures, built and summed.
;; expect: 655040
(module
  (rec (type $node (struct (field $left (ref null $node)) (field $right (ref null $node)) (field $value i32))))
  (func $build (param $depth i32) (result (ref null $node))
    (if (i32.eqz (local.get $depth)) (then (return (ref.null $node))))
    (struct.new $node
      (call $build (i32.sub (local.get $depth) (i32.const 1)))
      (call $build (i32.sub (local.get $depth) (i32.const 1)))
      (local.get $depth)))
  (func $sum (param $node (ref null $node)) (result i32)
    (if (ref.is_null (local.get $node)) (then (return (i32.const 0))))
    (i32.add
      (struct.get $node $value (local.get $node))
      (i32.add
        (call $sum (struct.get $node $left (local.get $node)))
        (call $sum (struct.get $node $right (local.get $node))))))
  (func (export "run") (result i32)
    (local $i i32) (local $total i32)
    (loop $next
      (local.set $total (i32.add (local.get $total) (call $sum (call $build (i32.const 14)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 20))))
    (local.get $total)))
