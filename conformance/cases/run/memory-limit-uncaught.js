// run: kataan --memory-limit 32 {file}
// One piece that is too large is an error like any other.
console.log('start');
new ArrayBuffer(1e9);
