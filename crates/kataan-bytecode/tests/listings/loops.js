function f(a) {
  for (let i = 0; i < a.length; i++) { if (a[i]) break; }
  for (let i = 0; i < 3; i++) g(() => i);
  for (const k in a) g(k);
  for (a.b of a) continue;
  outer: for (const x of a) { for (;;) { if (x) continue outer; if (a) break outer; return x; } }
  block: { if (a) break block; g(); }
}
