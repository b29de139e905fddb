;; run: kataan wasm run --tier compiled --invoke add fixtures/library.wat 1 2
(module)
