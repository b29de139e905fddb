;; run: kataan wasm run --invoke vector fixtures/library.wat 0x00000001000000020000000300000004
(module)
