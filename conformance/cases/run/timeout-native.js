// run: kataan --timeout 0.2 {file}
const nested = [[[]]];
let array = [];
for (let i = 0; i < 60; i++) array = [array, array];
try { String(array); } catch { console.log('caught'); } finally { console.log('finally'); }
