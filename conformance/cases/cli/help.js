// run: kataan --help
