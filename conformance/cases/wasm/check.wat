;; run: kataan --check fixtures/invalid.wat
(module)
