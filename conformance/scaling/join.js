// size: 1000000
const n = Number(process.argv[2]);
// Joining many parts.
const parts = [];
for (let i = 0; i < n; i++) parts.push('part' + (i % 10));
if (parts.join(',').length !== Math.max(0, n * 6 - 1)) throw new Error('wrong');
