const key = 'k' + 1;
const tag = (strings, ...values) => strings.raw.join('|') + values.join();
function build(n) {
  const base = { a: 1, b: 'two', [key]: n, 'c d': null, 5: 5, get g() { return this.a; }, set g(v) { this.a = v; }, m() { return super.toString; }, async *gen() {}, __proto__: { p: 1 } };
  const copy = { ...base, e: [1, , 3], ...[4], ...null };
  const { a, [key]: k, ...rest } = copy;
  const list = [1, 2.5, 'x', , null, ...[n, n], ...new Set([1])];
  const [x, , y = 3, ...z] = list;
  [base.a, base['b'], ...base.rest] = list;
  ({ a: base.q, e: [base.r] } = copy);
  return [tag`a${a}b\n${k}`, `t${x}${y}`, rest, z, /a(b)?/gi, 12345678901234567890n, base?.m?.(), base.none?.x.y, { __proto__: null, build }];
}
const out = [build(1), build(2)];
out[0][8].build = undefined;
for (const name of ['a', 'b']) { const o = {}; o[name] = name; o[name] += 1; o[name] ??= 2; o.x ||= 3; o.x &&= 4; out.push(o); delete o.x; }
out;
