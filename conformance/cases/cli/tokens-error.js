// run: kataan tokens {file}
let a = "open;
