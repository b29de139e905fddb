;; run: kataan wasm run --dir nowhere fixtures/library.wat
(module)
