;; run: kataan wasm inspect fixtures/library.wat
(module)
