// size: 200000
const n = Number(process.argv[2]);
// Sorting numbers that are reversed.
const list = [];
for (let i = 0; i < n; i++) list.push(n - i);
list.sort((a, b) => a - b);
for (let i = 1; i < n; i++) if (list[i - 1] > list[i]) throw new Error('wrong');
