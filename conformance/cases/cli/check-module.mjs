// run: kataan --check {file}
export { missing };
