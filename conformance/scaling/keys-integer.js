// size: 500000
const n = Number(process.argv[2]);
// An object with integer keys, far apart.
const object = {};
for (let i = 0; i < n; i++) object[i * 1000] = i;
let sum = 0;
for (const key of Object.keys(object)) sum += object[key];
if (sum !== (n * (n - 1)) / 2) throw new Error('wrong');
