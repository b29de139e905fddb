// run: kataan --no-such-option {file}
