// Big integers around 64 and 128 bits, each operator against its inverse.
const edges = [];
for (const bits of [31n, 32n, 63n, 64n, 65n, 95n, 96n, 126n, 127n, 128n, 129n, 200n])
  for (const d of [-1n, 0n, 1n]) { edges.push((1n << bits) + d, -(1n << bits) + d); }
let bad = 0;
for (const a of edges) for (const b of edges) {
  if (a + b - b !== a || a - b + b !== a) bad++;
  if (a * b / b !== a) bad++;
  if ((a / b) * b + a % b !== a) bad++;
  if ((a & b) + (a | b) !== a + b) bad++;
  if ((a ^ b) !== (a | b) - (a & b)) bad++;
  if ((a < b) !== (a - b < 0n)) bad++;
}
for (const a of edges) for (let s = 0n; s < 140n; s += 7n) {
  if ((a << s) >> s !== a || a << s !== a * 2n ** s) bad++;
  if (a >> s !== (a - ((a % 2n ** s) + 2n ** s) % 2n ** s) / 2n ** s) bad++;
  if (BigInt.asUintN(Number(s), a) !== ((a % 2n ** s) + 2n ** s) % 2n ** s) bad++;
  const i = BigInt.asIntN(Number(s), a);
  if (BigInt.asUintN(Number(s), i) !== BigInt.asUintN(Number(s), a)) bad++;
}
console.log(bad, edges.length, (-(1n << 127n)).toString(), BigInt.asUintN(64, -1n), ~(1n << 127n));
