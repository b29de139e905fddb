// run: kataan
