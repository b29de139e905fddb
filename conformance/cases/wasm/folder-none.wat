;; run: kataan fixtures/read.wat fixtures/folder/text.txt
;; Without a folder there is no descriptor 3.
(module)
