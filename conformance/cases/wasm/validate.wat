;; run: kataan wasm validate fixtures/library.wat fixtures/echo.wat
(module)
