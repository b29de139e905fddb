// size: 1000000
const n = Number(process.argv[2]);
// Sorting numbers that are random.
const list = [];
let state = 12345;
for (let i = 0; i < n; i++) {
  state = (Math.imul(state, 1664525) + 1013904223) | 0;
  list.push(state >>> 8);
}
list.sort((a, b) => a - b);
for (let i = 1; i < n; i++) if (list[i - 1] > list[i]) throw new Error('wrong');
