;; run: kataan wasm run --invoke add fixtures/library.wat 40 2
(module)
