// run: kataan .
