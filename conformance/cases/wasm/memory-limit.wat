;; run: kataan wasm run --max-memory-size 131072 --invoke grow memory-limit.wat
;; Two pages are allowed; growing beyond fails without ending the program.
(module
  (memory (export "memory") 1)
  (func (export "grow") (result i32 i32)
    (memory.grow (i32.const 1))
    (memory.grow (i32.const 1))))
