// Long integers: sums, differences and products against other ways to the same result.
function digits(n, seed) { let text = ''; for (let i = 0; i < n; i++) { seed = (seed * 1103515245 + 12345) % 2147483648; text += seed % 10; } return BigInt(text); }
const numbers = [0n, 1n, -1n, (1n << 32n) - 1n, 1n << 32n, (1n << 768n) - 1n, -(1n << 768n), (1n << 800n) + 1n];
for (let i = 1; i < 40; i += 3) numbers.push(digits(i * 17, i), -digits(i * 23, i + 7));
let bad = 0;
for (const a of numbers) for (const b of numbers) {
  const sum = a + b, product = a * b;
  if (sum - b !== a || sum - a !== b || sum !== b + a || a - b !== -(b - a)) bad++;
  if (product !== b * a || (b !== 0n && product / b !== a) || (product + a) !== a * (b + 1n)) bad++;
  if ((a < b) !== (b > a) || (a < b) === (a >= b) || (a === b) !== (a - b === 0n)) bad++;
  if ((a + b) * (a - b) !== a * a - b * b) bad++;
}
const ones = (1n << 2048n) - 1n;
console.log(bad, numbers.length, ones * 1n === ones, (ones + 1n).toString(16).length, (-ones - 1n) === -(1n << 2048n));
