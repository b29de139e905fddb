// size: 1000000
const n = Number(process.argv[2]);
// A map that is filled, emptied in order, and walked while it changes.
const map = new Map();
for (let i = 0; i < n; i++) map.set('k' + i, i);
let seen = 0;
for (const [key] of map) {
  map.delete(key);
  seen++;
}
if (seen !== n || map.size !== 0) throw new Error('wrong');
