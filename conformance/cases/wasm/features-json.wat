;; run: kataan wasm features --json -W simd=n
(module)
