// run: kataan --timeout 1 {file}
// References and lookarounds have no linear-time matcher: the deadline ends them, and nothing
// catches it.
console.log(/(a+)+$/.test('a'.repeat(500) + 'b'));
try { /(a*)*\1b/.test('a'.repeat(5000)); } catch { console.log('caught'); } finally { console.log('finally'); }
