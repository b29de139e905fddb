;; run: kataan wasm run -W multi-value=n --invoke add fixtures/library.wat 1 2
(module)
