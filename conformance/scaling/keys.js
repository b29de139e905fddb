// size: 1000000
const n = Number(process.argv[2]);
// An object as a dictionary of many names.
const object = {};
for (let i = 0; i < n; i++) object['key' + i] = i;
let sum = 0;
for (let i = 0; i < n; i++) sum += object['key' + i];
for (const key in object) sum -= object[key];
if (sum !== 0 || Object.keys(object).length !== n) throw new Error('wrong');
