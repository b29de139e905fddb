// run: kataan --timeout 0.2 {file}
console.log('start');
for (;;) { try { for (;;); } catch { console.log('caught'); } finally { console.log('finally'); } }
