function* count(n) { for (let i = 0; i < n; i++) { const got = yield i; if (got) print('got', got); } return 'end'; }
const it = count(3);
let r = it.next(); print(r.value, r.done);
r = it.next('a'); print(r.value, r.done);
r = it.return(9); print(r.value, r.done);
r = it.next(); print(r.value, r.done);
function* guarded() { try { yield 1; yield 2; } catch (e) { print('caught', e); yield 3; } finally { print('finally'); } }
for (const x of guarded()) { print(x); if (x === 1) break; }
const g = guarded(); g.next(); r = g.throw('boom'); print(r.value, r.done); r = g.next(); print(r.value, r.done);
try { g.throw('late'); } catch (e) { print('late', e); }
const fresh = guarded(); try { fresh.throw('early'); } catch (e) { print('early', e); } print(fresh.next().done);
function* inner() { const x = yield 'i1'; print('inner got', x); return 'inner result'; }
function* outer() { const v = yield* inner(); print('v', v); yield* [10, 20]; }
const o = outer(); print(o.next().value); print(o.next('hello').value); print(o.next().value, o.next().done);
function* running() { try { self.next(); } catch (e) { print(e.name); } yield 1; }
const self = running(); self.next();
function* deep(n) { if (n > 0) { yield n; yield* deep(n - 1); } }
let sum = 0; for (const x of deep(50)) sum += x; print(sum);
function* args() { yield arguments.length; yield this === undefined; yield* arguments; }
for (const x of args('p', 'q')) print(x);
const obj = { *[symbolIterator()]() { yield 1; yield 2; yield 3; } };
print([...obj]); const [a, ...b] = obj; print(a, b); print(Math.floor(...obj));
function* closing() { try { yield 1; yield 2; } finally { print('closed'); } }
const [only] = closing(); print(only);
function* thrower() { yield 1; throw 'from generator'; }
try { for (const x of thrower()) print(x); } catch (e) { print(e); }
try { for (const x of closing()) throw 'body'; } catch (e) { print(e); }
function* ret() { try { return 'first'; } finally { yield 'cleanup'; } }
const q = ret(); print(q.next().value); r = q.next(); print(r.value, r.done);
function* params(x = yield_default()) { yield x; } function yield_default() { print('default'); return 5; }
const p = params(); print('created'); print(p.next().value);
function outerfn() { for (const x of count(5)) if (x === 3) return x; } print(outerfn());
