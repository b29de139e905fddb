function* g(a = 1) { const x = yield a; for (const y of x) yield y; return yield* x; }
async function f(a) { try { return await a; } finally { await 1; } }
async function* h(a) { for await (const x of a) yield x; yield* a; return a; }
const arrow = async x => await x;
