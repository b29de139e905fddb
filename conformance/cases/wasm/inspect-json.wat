;; run: kataan wasm inspect --json fixtures/importer.wat
(module)
