function f(a, k) {
  const o = { a, b: 1, "c d": 2, 0: 3, m() { return super.x; }, get g() { return 1; }, set g(v) {}, [k]: function () {}, [k + 1]: class {}, ...a, __proto__: null };
  o.b += 1; o[k] *= 2; o[k]++; o.b ||= k; delete o.b; delete o[k];
  return [1, , a, ...a, k, "b" in o, o instanceof f];
}
const list = [1, 2.5, "three", null, undefined, true];
