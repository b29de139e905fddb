// run: kataan --check {file}
await something();
