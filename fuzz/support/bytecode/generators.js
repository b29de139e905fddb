const seen = [];
function* numbers(n, m = n + 1) { try { for (let i = 0; i < n; i++) { const got = yield i; if (got) seen.push(got); } return m; } finally { seen.push('end'); } }
function* all() { const r = yield* numbers(2); seen.push(r); yield* [7, 8]; yield [...numbers(2)]; }
for (const x of all()) { seen.push(x); if (x === 8) break; }
const g = numbers(3); g.next(); g.next('in'); g.return(4); try { numbers(1).throw(1); } catch (e) { seen.push(e); }
const [first, ...others] = numbers(3);
async function later(x) { try { await x; const y = await Promise.resolve(x + 1); for await (const z of asyncs(y)) seen.push(z); return y; } catch (e) { seen.push(e); throw e; } finally { await null; } }
async function* asyncs(n) { yield n; yield await Promise.resolve(n + 1); yield* numbers(1); }
const arrow = async (a) => { await a; return later(a); };
arrow(1).then(v => seen.push(v)); later(Promise.reject(2)).catch(e => seen.push(e));
const it = { [Symbol.iterator]() { let n = 0; return { next() { return { value: n++, done: n > 3 }; }, return() { seen.push('closed'); return {}; } }; } };
for (const v of it) { if (v === 1) break; }
const [p, q] = it; Math.max(...it, ...numbers(2)); new Map([[p, q]]).forEach((v, k) => seen.push(k + v));
seen;
