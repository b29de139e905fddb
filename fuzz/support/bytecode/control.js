function walk(n) {
  let out = 0;
  outer: for (let i = 0; i < n; i++) {
    switch (i) { case 0: continue; case 1: out += 1; break; case 2: case 3: out += 2; default: out += 3; }
    try {
      if (i === 3) throw { i };
      if (i === 4) continue outer;
      if (i === 5) break outer;
      out += 10;
    } catch ({ i }) { out += i; } finally { out += 100; if (i === 6) return out; }
  }
  do { out--; } while (out > 300);
  while (true) { if (out++ > 305) break; }
  for (const key in { a: 1, b: 2, __proto__: { c: 3 } }) out += key.length;
  for (const [a, b = 2] of [[1], [2, 3]]) { if (a > 1) break; out += a + b; }
  return out;
}
function finallyWins() { try { return 1; } finally { try { throw 2; } catch {} } }
function nested() { try { try { null.x; } finally { walk(2); } } catch (e) { return e.message; } }
const tail = (n) => { 'use strict'; return n === 0 ? walk(7) : tail(n - 1); };
{ using a = { [Symbol.dispose]() {} }; const b = 1; }
[walk(4), walk(8), finallyWins(), nested(), tail(20), typeof missing, delete globalThis.nothing];
