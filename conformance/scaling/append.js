// size: 10000000
const n = Number(process.argv[2]);
// A string that grows by one character at a time, and is then read.
let s = '';
for (let i = 0; i < n; i++) s += 'x';
if (s.length !== n || (n > 0 && s[n >> 1] !== 'x')) throw new Error('wrong');
