// run: kataan --check {file}
function f() { break; }
