;; run: kataan wasm validate fixtures/library.wat fixtures/invalid.wat
(module)
