// run: kataan --check {file}
f() = 1;
({ a: f() } = {});
