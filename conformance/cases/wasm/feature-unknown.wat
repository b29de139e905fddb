;; run: kataan wasm run -W warp-drive fixtures/library.wat
(module)
