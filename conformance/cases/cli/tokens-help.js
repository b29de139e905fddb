// run: kataan tokens --help
