;; run: kataan wasm run nowhere.wasm
(module)
