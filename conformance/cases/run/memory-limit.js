// run: kataan --memory-limit 32 {file}
console.log('start');
const list = [];
for (;;) { try { list.push({ a: 1, b: [1, 2, 3] }); } catch { console.log('caught'); } }
