;; run: kataan wasm run --help
(module)
