;; run: kataan wasm validate --json fixtures/library.wat fixtures/invalid.wat
(module)
