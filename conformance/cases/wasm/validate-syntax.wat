;; run: kataan wasm validate fixtures/syntax.wat
(module)
