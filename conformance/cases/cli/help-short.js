// run: kataan -h
