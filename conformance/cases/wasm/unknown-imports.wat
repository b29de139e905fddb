;; run: kataan wasm run -W unknown-imports-trap --invoke either unknown-imports.wat 0
;; An import that nothing defines fails only when it is called.
(module
  (import "other" "number" (func $number (result i32)))
  (func (export "either") (param i32) (result i32)
    (if (result i32) (local.get 0) (then (call $number)) (else (i32.const 7)))))
