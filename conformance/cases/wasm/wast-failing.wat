;; run: kataan wasm wast fixtures/good.wast fixtures/bad.wast
(module)
