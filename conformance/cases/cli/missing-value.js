// run: kataan --memory-limit
