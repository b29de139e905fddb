;; run: kataan wasm wast fixtures/threads.wast
;; Threads of a script run beside it, in stores of their own, over the memory that they share.
(module)
