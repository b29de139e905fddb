;; run: kataan fixtures/importer.wat
(module)
