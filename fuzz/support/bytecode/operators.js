function mix(a, b) {
  let r = [a + b, a - b, a * b, a / b, a % b, a ** 2, a & b, a | b, a ^ b, a << 1, a >> 1, a >>> 1, ~a, -a, +a, !a];
  let i = a; i++; ++i; i--; r.push(i++, --i, i += 2, i -= 1, i *= 3, i /= 2, i %= 7, i <<= 2, i |= 1);
  r.push(a < b, a <= b, a > b, a >= b, a == b, a != b, a === b, a !== b, a instanceof Object, typeof a === 'number');
  if (a < 3 && b > 2 || a == null) r.push(a ?? b); else r.push(void 0);
  if (!(a >= 3)) r.push(1); while (i > 100) i -= 50;
  return r;
}
const values = [1, 2.5, -0, NaN, 'str', true, null, undefined, [3], { valueOf: () => 4 }, 2 ** 31, '7'];
const out = [];
for (const a of values) for (const b of values) out.push(mix(a, b).length);
out.push(10n ** 3n + 5n, 7n % 3n, -(2n), 1n < 2, 'in' in { in: 1 }, 'a' + 1 + {}, [] + []);
const o = { n: 1, get m() { return 2; } }; o.n++; o['n'] += 5; o.m++; out.push(o.n, o.m, out.length, 'abc'[1], 'abc'.length);
out;
