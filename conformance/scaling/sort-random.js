// size: 200000
const n = Number(process.argv[2]);
// Sorting numbers that are random.
const list = [];
for (let i = 0; i < n; i++) list.push((i * 16807) % 2147483647);
list.sort((a, b) => a - b);
for (let i = 1; i < n; i++) if (list[i - 1] > list[i]) throw new Error('wrong');
