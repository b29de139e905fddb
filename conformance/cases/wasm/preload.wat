;; run: kataan wasm run --preload lib=fixtures/library.wat --invoke twice fixtures/importer.wat 21
(module)
