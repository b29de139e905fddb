;; The status with which a program ends itself is the command's.
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 0)
  (func (export "_start") (call $exit (i32.const 42)) unreachable))
