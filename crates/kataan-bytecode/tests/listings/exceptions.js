function f(a) {
  try { g(); } catch { a = 1; }
  try { g(); } catch (e) { return e; } finally { a++; }
  for (const x of a) { try { if (x) continue; break; } finally { g(() => x); } }
  throw a;
}
function used() { { using a = f(1), b = f(2); f(a); } return 1; }
async function awaited() { await using a = f(1); for (await using b of a) g(b); }
