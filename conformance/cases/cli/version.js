// run: kataan --version
