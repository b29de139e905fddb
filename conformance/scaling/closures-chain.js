// size: 300000
const n = Number(process.argv[2]);
// Many live closures and promises.
const functions = [];
for (let i = 0; i < n; i++) functions.push(() => i);
let sum = 0;
for (const f of functions) sum += f();
if (sum !== (n * (n - 1)) / 2) throw new Error('wrong');
