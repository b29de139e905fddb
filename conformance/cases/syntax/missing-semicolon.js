// run: kataan --check {file}
function f() {
  return a b;
}
