;; run: kataan wasm wast --json fixtures/good.wast fixtures/bad.wast
(module)
