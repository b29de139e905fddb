function tf(n) { try { if (n === 0) return 'try'; if (n === 1) throw 'err'; return 'fall'; } catch (e) { return 'catch ' + e; } finally { if (n === 2) return 'finally wins'; print('f', n); } }
print(tf(0), tf(1), tf(2), tf(3));
function nested() { for (let i = 0; i < 3; i++) { try { try { if (i === 1) continue; if (i === 2) break; print('body', i); } finally { print('inner', i); } } finally { print('outer', i); } } return 'done'; } print(nested());
outer: for (const x of [1, 2, 3]) { for (const y of [1, 2, 3]) { if (y === 2) continue outer; if (x === 3) break outer; print(x, y); } }
function sw(x) { switch (x) { case 1: case 2: return 'low'; default: return 'def'; case 'a': { let z = 1; return 'str' + z; } } } print(sw(1), sw(2), sw('a'), sw(9));
function dense(x) { switch (x) { case 0: return 'zero'; case 1: return 'one'; case 2: return 'two'; case 3: return 'three'; case 4: return 'four'; } return 'none'; } print(dense(0), dense(3), dense(4), dense(5), dense(-1), dense(2.5), dense('1'));
let s = ''; for (var i = 0, j = 10; i < j; i += 3, j--) s += i + ':' + j + ' '; print(s);
let n = 0; do { n++; if (n === 2) continue; } while (n < 4); print(n);
const fs = []; for (let k = 0; k < 3; k++) fs[k] = () => k++; print(fs[0](), fs[0](), fs[1](), fs[2]());
for (const k in { a: 1, b: 2, __proto__: { c: 3 } }) print(k);
for (const k in 'xy') print(k); for (const k in null) print('never'); for (var m in [5, 6]) print(m);
try { x; let x = 1; } catch (e) { print(e.name); }
try { const c = 1; c = 2; } catch (e) { print(e.name); }
try { (function () { 'use strict'; undeclared = 1; })(); } catch (e) { print(e.name); }
(function () { sloppy = 1; })(); print(sloppy);
try { undefined.foo(); } catch (e) { print(e.message); } try { ({}).foo(); } catch (e) { print(e.message); } try { null[0]; } catch (e) { print(e.name); }
const { a, b: { c = 5, ...rest } = {}, ...others } = { a: 1, b: { d: 2, e: 3 }, f: 4 }; print(a, c, rest.d, rest.e, others.f);
const [p, , q = 3, ...r] = [1, 2, undefined, 4, 5]; print(p, q, r);
let u, v; [u, v] = [1, 2]; [u, v] = [v, u]; print(u, v); ({ u, v = 7 } = { u: 5 }); print(u, v);
function dflt(x, y = x + 1, { z } = { z: y * 2 }, ...w) { return [x, y, z, w.length]; } print(dflt(1), dflt(1, 2, { z: 3 }, 4, 5)); print(dflt.length);
print(null ?? 'd', 0 ?? 'd', 0 || 'o', 1 && 'a', null?.x, ({ x: { y: 1 } }).x?.y, undefined?.[1], (void 0)?.());
let la = null; la ??= 5; la ||= 6; la &&= 7; print(la);
print(typeof undeclaredThing, typeof null, typeof (() => 1), typeof 1n, void 0);
print(1 + '2', '3' * '4', 1 + null, 1 + undefined, true + true, '5' - 2, +'0x10', -'3', !'', 2 ** -1, 7 / 2 | 0, 5 % -3, -5 % 3);
print(1 < 2, '10' < '9', 10 < 9, null >= 0, undefined == null, NaN == NaN, '1' == 1, 1 === 1.0, 'b' > 'a', 1n < 2, 2n == 2, 1n + 2n);
print(0.1 + 0.2, 1e300 * 1e10, -1e-7, 123456789012345680000, 5e-324, 1 / 3, -0 === 0, 1 / -0);
function argsFn(a, b) { arguments[0] = 9; b = 8; return [a, arguments[1], arguments.length]; } print(argsFn(1, 2, 3)); function strictArgs(a) { 'use strict'; arguments[0] = 9; return a; } print(strictArgs(1));
(function () { 'use strict'; const even = n => n === 0 ? true : odd(n - 1); const odd = n => n === 0 ? false : even(n - 1); print(even(5000)); })();
function rec(n) { return rec(n + 1) + 1; } try { rec(0); } catch (e) { print(e.name); }
label: { print('in'); break label; } print(`a${1}b${'c'}d`, ((s, ...v) => s.raw[1] + v[0])`x${5}y\n`);
var hoisted = typeof later; function later() { } print(hoisted); { function inBlock() { return 'block'; } } print(inBlock());
print(eval('var ev = 1; ev + 1'), ev, (0, eval)('typeof fs'), (function (x) { return eval('x + 1'); })(5)); print((() => { try { return eval('('); } catch (e) { return e.name; } })());
with ({ wx: 1, wy: 2 }) { var sum = wx + wy; wx = 5; } print(sum, typeof wx);
(function () { eval('var local = 1'); print(typeof local, delete local, typeof local); })();
print((function f() { f = 1; return typeof f; })(), (() => { let x = 1; { let x = 2; } return x; })());
let getterCalls = 0; const withGetter = { get g() { getterCalls++; return 1; } }; withGetter.g; withGetter.g; print(getterCalls); print(delete withGetter.g, withGetter.g);
var x1 = 1; { let x1 = 2; } print(x1, this.x1, globalThisCheck()); function globalThisCheck() { return this.x1; }
let inc = 5; print(inc++ + ++inc, inc--, --inc); let big = 2147483647; big++; print(big, big | 0, -2147483648 - 1, 2147483647 * 2, 65536 * 65536, 1 << 32, 1 >>> 33, -1 >>> 28);
