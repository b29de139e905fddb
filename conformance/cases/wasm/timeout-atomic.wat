;; run: kataan wasm run --timeout 200ms timeout-atomic.wat
;; A program that waits for a notification which never comes is stopped as well.
(module
  (memory (export "memory") 1 1 shared)
  (func (export "_start")
    (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))))
