;; run: kataan wasm run --invoke add fixtures/library.wat 1
(module)
