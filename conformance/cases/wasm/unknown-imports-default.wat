;; run: kataan wasm run -W unknown-imports-default --invoke sum unknown-imports-default.wat
;; Or it gives nothing but zeros.
(module
  (import "other" "number" (func $number (result i32)))
  (import "other" "base" (global $base i32))
  (func (export "sum") (result i32)
    (i32.add (i32.const 5) (i32.add (call $number) (global.get $base)))))
