// run: kataan corrupt.ktbc
