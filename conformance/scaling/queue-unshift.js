// size: 50000
const n = Number(process.argv[2]);
// A deque used from the front only.
const deque = [];
for (let i = 0; i < n; i++) deque.unshift(i);
for (let i = 0; i < n; i++) if (deque.shift() !== n - 1 - i) throw new Error('wrong');
