// run: kataan --check {file}
console.log('never');
