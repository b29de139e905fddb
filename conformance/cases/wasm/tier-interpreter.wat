;; run: kataan wasm run --tier interpreter --invoke add fixtures/library.wat 1 2
(module)
