;; run: kataan wasm --help
(module)
