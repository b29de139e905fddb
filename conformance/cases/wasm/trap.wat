;; A trap tells the calls that were active, and the status is that of an aborted process.
(module $program
  (memory (export "memory") 1)
  (func $inner (param i32) (result i32) (i32.load (local.get 0)))
  (func $outer (drop (call $inner (i32.const 65533))))
  (func (export "_start") (call $outer)))
