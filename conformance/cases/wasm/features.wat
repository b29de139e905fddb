;; run: kataan wasm features
(module)
