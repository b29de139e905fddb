;; run: kataan wasm wast --tier compiled fixtures/good.wast
(module)
