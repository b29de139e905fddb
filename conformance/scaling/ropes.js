// size: 1000000
const n = Number(process.argv[2]);
// Strings joined in trees, to the left and to the right, and then flattened.
let left = '', right = '';
for (let i = 0; i < n; i++) {
  left = left + 'ab';
  right = 'ab' + right;
}
let both = left + right;
for (let i = 0; i < 4; i++) both = both + both;
if (both.length !== n * 64 || (n > 0 && both.charCodeAt(both.length - 1) !== 98)) throw new Error('wrong');
if (left !== right) throw new Error('wrong');
