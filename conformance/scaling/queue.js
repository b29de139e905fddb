// size: 1000000
const n = Number(process.argv[2]);
// A queue: pushed at the end, shifted from the front.
const queue = [];
for (let i = 0; i < n; i++) queue.push(i);
let sum = 0;
while (queue.length > 0) sum += queue.shift();
if (sum !== (n * (n - 1)) / 2) throw new Error('wrong');
