;; run: kataan wasm run -W max-memory-size=65536 memory-limit-start.wat
(module (memory (export "memory") 2))
