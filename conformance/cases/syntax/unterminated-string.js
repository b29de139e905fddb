// run: kataan --check {file}
const text = 'never closed;
next();
