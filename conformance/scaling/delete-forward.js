// size: 1000000
const n = Number(process.argv[2]);
// Properties deleted in an order of their own.
const object = {};
for (let i = 0; i < n; i++) object['key' + i] = i;
for (let i = 0; i < n; i++) delete object['key' + (i)];
for (let i = 0; i < n; i++) if (n % 7919 !== 0 && ('key' + i) in object) throw new Error('wrong');
