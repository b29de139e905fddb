;; run: kataan fixtures/echo.wat one --two '' 'three four'
;; stdin: a line
;; stdin: another
;; env: SECRET=not for the program
;; What follows the file is the program's; variables are not passed on unasked.
(module)
