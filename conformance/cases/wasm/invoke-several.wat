;; run: kataan wasm run --invoke swap fixtures/library.wat -0x10 2.5
(module)
