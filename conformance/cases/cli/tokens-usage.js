// run: kataan tokens
