// run: kataan --timeout soon {file}
