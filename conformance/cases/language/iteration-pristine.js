// Loops over arrays and built-in iterators see every change that a program can make.
const log = [];
function run() { const out = []; for (const x of [1, 2]) out.push(x); const [a, b] = [3, 4]; return [...out, a, b, ...[5]].join(); }
console.log(run(), run());
const values = Array.prototype[Symbol.iterator];
Array.prototype[Symbol.iterator] = function () { log.push('iterator'); return values.call(this); };
console.log(run(), log.length);
Array.prototype[Symbol.iterator] = values;
console.log(run(), log.length);
const iterators = Object.getPrototypeOf([][Symbol.iterator]());
const next = iterators.next;
iterators.next = function () { log.push('next'); return next.call(this); };
console.log(run(), log.length);
iterators.next = next;
const before = log.length;
iterators.return = function () { log.push('return'); return {}; };
for (const x of [1, 2]) break;
const [first] = [1, 2];
console.log(first, log.length - before);
delete iterators.return;
Object.getPrototypeOf(iterators).return = function () { log.push('above'); return {}; };
const [second] = [1, 2];
console.log(second, log[log.length - 1]);
delete Object.getPrototypeOf(iterators).return;
const own = [1, 2];
own[Symbol.iterator] = function* () { yield 'own'; };
console.log([...own].join());
// Maps, sets and strings: their own `next` needs no result object, another's is asked.
const map = new Map([[1, 'a'], [2, 'b']]), set = new Set([1, 2]);
function all() { return [[...map].join(';'), [...map.keys()].join(), [...set.entries()].join(';'), [...'a\u{1F600}'].length, Array.from(set).join(), [...[7, 8].entries()].join(';')].join(' | '); }
console.log(all());
const mapNext = Object.getPrototypeOf(map.keys());
const original = mapNext.next;
mapNext.next = function () { const r = original.call(this); return r.done ? r : { value: 'x', done: false }; };
console.log(all());
mapNext.next = original;
// A `next` that is called on another kind of iterator throws as it does when called by name.
const mixed = { [Symbol.iterator]: () => Object.assign(Object.create(null), { next: original }) };
try { for (const x of mixed); } catch (e) { console.log(e instanceof TypeError); }
try { const [x] = mixed; } catch (e) { console.log(e instanceof TypeError); }
const results = { [Symbol.iterator]() { let i = 0; return { next: () => ({ get done() { log.push('done'); return i > 1; }, get value() { return i++; } }) }; } };
console.log([...results].join(), log.filter(x => x === 'done').length);
