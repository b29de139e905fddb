// run: kataan --check {file}
function outer() {
  if (x) {
    y();
}
