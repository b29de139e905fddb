const log = [];
async function leaf(x) { return x * 2; }
async function mid(x) { const a = await leaf(x); const b = await leaf(a); return a + b; }
mid(1).then(v => print('mid', v));
async function fails() { await null; throw 'failure'; }
async function catches() { try { await fails(); } catch (e) { print('caught', e); return 'ok'; } finally { print('finally'); } }
catches().then(v => print(v));
(async () => { throw 1; })().then(undefined, e => print('rejected', e));
async function* gen() { try { yield 1; const x = yield Promise2(2); print('x', x); yield 3; } finally { print('gen done'); } }
function Promise2(v) { return (async () => v)(); }
(async () => { for await (const v of gen()) print('for await', v); })();
(async () => { for await (const v of [Promise2('a'), 'b']) print('sync', v); })();
const g = gen(); g.next().then(r => print('n1', r.value)); g.next().then(r => print('n2', r.value)); g.return('R').then(r => print('ret', r.value, r.done)); g.next().then(r => print('after', r.value, r.done));
const thenable = { then(resolve) { print('then called'); resolve('T'); } };
(async () => { print(await thenable); })();
async function order() { print('sync part'); await 0; print('tick 1'); await 0; print('tick 2'); }
order(); print('after call');
(async () => { const arrow = async (x) => { await x; return this === undefined ? 'u' : 'global'; }; print(await arrow(1)); })();
async function* delegating() { const r = yield* inner(); print('inner returned', r); }
async function* inner() { yield 'd1'; yield 'd2'; return 'dr'; }
(async () => { for await (const v of delegating()) print(v); })();
async function ret() { return await leaf(21); } ret().then(v => print(v));
async function loop() { let s = 0; for (let i = 0; i < 100; i++) s += await leaf(i); return s; } loop().then(v => print('loop', v));
async function early() { try { return 'try'; } finally { await 0; print('awaited in finally'); } } early().then(v => print(v));
