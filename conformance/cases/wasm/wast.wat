;; run: kataan wasm wast fixtures/good.wast
(module)
