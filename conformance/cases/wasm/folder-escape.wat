;; run: kataan wasm run --dir fixtures/folder::/data fixtures/read.wat ../read.wat
;; The status is the error number for what is not permitted.
(module)
