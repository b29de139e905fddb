;; run: kataan --timeout 0.2 timeout.wat
(module
  (memory (export "memory") 0)
  (func (export "_start") (loop $forever (br $forever))))
