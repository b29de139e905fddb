;; run: kataan wasm run --env A=1 --env PASSED --env MISSING --env B= fixtures/echo.wat --env C=3
;; env: PASSED=on
;; env: SECRET=not for the program
(module)
