// run: kataan --timeout 0.2 {file}
setInterval(() => console.log('never'), 1e9);
console.log('waiting');
