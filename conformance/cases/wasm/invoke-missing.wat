;; run: kataan wasm run --invoke sub fixtures/library.wat 1 2
(module)
