// run: kataan --test262 -e 1
