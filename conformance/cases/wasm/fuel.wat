;; run: kataan wasm run --fuel 1000 fuel.wat
(module
  (memory (export "memory") 0)
  (func $spin (loop $forever (br $forever)))
  (func (export "_start") (call $spin)))
