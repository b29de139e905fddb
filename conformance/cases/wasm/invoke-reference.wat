;; run: kataan wasm run --invoke null fixtures/library.wat null
(module)
