;; run: kataan wasm run --dir fixtures/folder::/data fixtures/read.wat text.txt
(module)
