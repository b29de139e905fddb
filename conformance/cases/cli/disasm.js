// run: kataan disasm {file}
let x = 1; x += 2;
