// Programs that never end by themselves, or not within hours. A line `// --- NAME` starts each.

// --- loop
for (;;);

// --- loop-catch
for (;;) { try { for (;;); } catch {} }

// --- loop-finally-continue
for (;;) { try { for (;;); } finally { continue; } }

// --- loop-finally-return
function escape() { try { for (;;); } finally { return escape(); } }
escape();

// --- loop-finally-nested
function escape(depth) { try { for (;;); } finally { if (depth < 50) escape(depth + 1); for (;;); } }
escape(0);

// --- loop-break-label
outer: for (;;) { try { for (;;); } finally { continue outer; } }

// --- recursion-doubling
function f(n) { if (n > 0) { f(n - 1); f(n - 1); } }
f(60);

// --- recursion-async
(async function again() { for (;;) { try { again(); await new Promise(() => {}); } catch {} } })();

// --- recursion-caught
function f() { try { f(); } catch { for (;;); } finally { f(); } }
f();

// --- tail-calls
(function () { 'use strict'; function f() { return f(); } f(); })();

// --- getter
const object = { get value() { for (;;); } };
object.value;

// --- to-string
`${{ toString() { for (;;); } }}`;

// --- eval
eval('for (;;) { try { eval("for (;;);"); } catch {} }');

// --- function-constructor
for (;;) { try { new Function('for (;;);')(); } catch {} }

// --- compile-repeatedly
for (let i = 0; ; i++) new Function(`return [${i}].map(x => x + ${i})`)();

// --- compile-large
for (;;) eval('[' + '1+'.repeat(100000) + '1]');

// --- generator
function* naturals() { for (let i = 0; ; i++) yield i; }
for (const n of naturals()) n;

// --- generator-delegation
function* inner() { for (;;) yield 1; }
function* outer() { yield* inner(); }
for (const n of outer()) n;

// --- generator-finally
function* stubborn() { for (;;) { try { yield 1; } finally { continue; } } }
const it = stubborn();
it.next();
for (;;) it.return();

// --- spread-infinite-set
const set = new Set([1]);
set.forEach(value => { set.delete(value); set.add(value + 1); });

// --- iterator-drop
function* naturals() { for (;;) yield 1; }
naturals().drop(Infinity).next();

// --- iterator-every
function* naturals() { for (;;) yield 1; }
naturals().every(Boolean);

// --- iterator-native-source
const ones = { next() { return { done: false, value: 1 }; }, __proto__: Iterator.prototype };
ones.drop(1e15).next();

// --- iterator-concat
Iterator.concat({ [Symbol.iterator]: () => ({ next: () => ({ done: false }) }) }).drop(1e15).next();

// --- destructuring
const [, , , , ...[]] = { *[Symbol.iterator]() { for (;;) for (;;); } };

// --- promise-jobs
(function again() { Promise.resolve().then(again); })();

// --- promise-jobs-catch
(function again() { Promise.reject(1).catch(again).finally(() => { for (;;); }); })();

// --- thenable
const thenable = { then(resolve) { resolve(thenable); } };
Promise.resolve(thenable);

// --- async-loop
(async () => { for (;;) { try { await 0; } catch {} } })();

// --- async-generator
(async function* () { for (;;) yield await 1; })().next();
(async () => { for await (const x of (async function* () { for (;;) yield 1; })()); })();

// --- array-from-async
let i = 0;
Array.fromAsync({ [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: i = 1 }) }) });
(async () => { for (;;) await Array.fromAsync([1]); })();

// --- class-static-block
class A { static { for (;;); } }

// --- class-heritage
class A extends (() => { for (;;); })() {}

// --- using
{ using resource = { [Symbol.dispose]() { for (;;); } }; }

// --- iterator-close
for (const x of { [Symbol.iterator]: () => ({ next: () => ({ done: false }), return() { for (;;); } }) }) break;

// --- proxy-traps
const p = new Proxy({}, { get(target, key, receiver) { return () => receiver; } });
for (;;) p.a().b().c();

// --- proxy-prototype-cycle-get
const a = {};
const p = new Proxy(a, {});
Object.setPrototypeOf(a, p);
for (;;) { try { a.missing; } catch {} }

// --- proxy-prototype-cycle-has
const a = {};
Object.setPrototypeOf(a, new Proxy(a, {}));
for (;;) { try { 'missing' in a; } catch {} }

// --- proxy-instanceof
const p = new Proxy({}, { getPrototypeOf() { return p; } });
p instanceof Object;

// --- proxy-instanceof-chain
class A {}
const p = new Proxy({}, { getPrototypeOf() { return q; } });
const q = Object.create(p);
q instanceof A;

// --- proxy-is-prototype-of
const p = new Proxy({}, { getPrototypeOf() { return p; } });
({}).isPrototypeOf(p);

// --- proxy-for-in
const p = new Proxy({}, { getPrototypeOf() { return p; }, ownKeys() { return []; } });
for (const key in p);

// --- proxy-lookup-getter
const p = new Proxy({}, { getPrototypeOf() { return p; } });
p.__lookupGetter__('x');

// --- proxy-own-keys
const keys = Array.from({ length: 1e5 }, (_, i) => 'k' + i);
const p = new Proxy({}, { ownKeys: () => keys });
for (;;) Reflect.ownKeys(p);

// --- proxy-chain
let p = {};
for (let i = 0; i < 1000; i++) p = new Proxy(p, {});
for (;;) p.x;

// --- prototype-walk
let object = {};
for (let i = 0; i < 100000; i++) object = Object.create(object);
for (;;) { object.missing; object['m' + Math.random()]; }

// --- prototype-walk-element
let object = {};
for (let i = 0; i < 100000; i++) object = Object.create(object);
for (let i = 0; ; i++) object[i % 1000];

// --- prototype-for-in
let object = {};
for (let i = 0; i < 20000; i++) { object = Object.create(object); object['k' + i] = 1; }
for (;;) for (const key in object);

// --- bound-chain
let f = () => {};
for (let i = 0; i < 10000; i++) f = f.bind(null);
for (;;) f();

// --- array-like-index-of
Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);

// --- array-like-last-index-of
Array.prototype.lastIndexOf.call({ length: 2 ** 53 - 1 }, 1);

// --- array-like-includes
Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1);

// --- array-like-fill
Array.prototype.fill.call(new Proxy({ length: 2 ** 53 - 1 }, { set: () => true, defineProperty: () => true }), 1);

// --- array-like-reverse
Array.prototype.reverse.call({ length: 2 ** 53 - 1 });

// --- array-like-copy-within
Array.prototype.copyWithin.call({ length: 2 ** 53 - 1 }, 0, 5);

// --- array-like-for-each
Array.prototype.forEach.call({ length: 2 ** 53 - 1 }, () => {});

// --- array-like-some
Array.prototype.some.call({ length: 2 ** 53 - 1 }, () => {});

// --- array-like-reduce
Array.prototype.reduce.call({ length: 2 ** 53 - 1 }, () => {}, 0);

// --- array-like-reduce-right
Array.prototype.reduceRight.call({ length: 2 ** 53 - 1 }, () => {}, 0);

// --- array-like-find-last
Array.prototype.findLast.call({ length: 2 ** 53 - 1 }, () => {});

// --- array-like-shift
Array.prototype.shift.call({ length: 2 ** 53 - 1 });

// --- array-like-unshift
Array.prototype.unshift.call({ length: 2 ** 53 - 10 }, 1);

// --- array-like-splice
Array.prototype.splice.call({ length: 2 ** 53 - 10 }, 0, 1, 2, 3);

// --- array-like-slice
Array.prototype.slice.call({ length: 2 ** 32 - 1 });

// --- array-like-sort
Array.prototype.sort.call({ length: 2 ** 53 - 1 });

// --- array-like-join
Array.prototype.join.call({ length: 2 ** 53 - 1 }, '');

// --- array-like-flat
[1].flat.call({ length: 2 ** 53 - 1 });

// --- array-like-filter
Array.prototype.filter.call({ length: 2 ** 53 - 1 }, () => {});

// --- array-like-concat
const spreadable = { length: 2 ** 53 - 1, [Symbol.isConcatSpreadable]: true };
[].concat(spreadable);

// --- array-holes-join
new Array(2 ** 32 - 1).join('');

// --- array-holes-for-each
new Array(2 ** 32 - 1).forEach(() => {});

// --- array-holes-sort
const array = new Array(2 ** 32 - 1);
array[2 ** 31] = 1;
for (;;) array.sort();

// --- array-holes-index-of
const array = new Array(2 ** 32 - 1);
for (;;) array.indexOf(1);

// --- array-holes-reverse
const array = new Array(2 ** 32 - 1);
array[5] = 1;
for (;;) array.reverse();

// --- array-sort
const array = Array.from({ length: 1e6 }, () => Math.random());
for (;;) array.slice().sort();

// --- array-sort-compare
const array = Array.from({ length: 1e6 }, () => Math.random());
for (;;) array.sort((a, b) => { try { for (;;); } catch { return a - b; } });

// --- array-join
const array = new Array(1e6).fill('abc');
for (;;) array.join();

// --- array-fill
const array = new Array(1e6);
for (;;) array.fill(1);

// --- array-index-of
const array = new Array(1e6).fill('abc');
for (;;) array.indexOf('abd');

// --- array-spread
const array = new Array(1e6).fill(1);
for (;;) [...array];

// --- array-concat
const array = new Array(1e6).fill(1);
for (;;) array.concat(array);

// --- array-flat-dag
let array = [];
for (let i = 0; i < 60; i++) array = [array, array];
array.flat(Infinity);

// --- array-join-dag
let array = [];
for (let i = 0; i < 60; i++) array = [array, array];
array.toString();

// --- array-copy
const array = new Array(1e6).fill(1);
for (;;) { array.toReversed(); array.with(0, 1); array.toSpliced(0, 1); array.slice(); }

// --- array-apply
const array = new Array(50000).fill(1);
for (;;) Math.max.apply(null, array);

// --- json-stringify-dag
let array = [];
for (let i = 0; i < 60; i++) array = [array, array];
JSON.stringify(array);

// --- json-stringify-object-dag
let object = {};
for (let i = 0; i < 60; i++) object = { a: object, b: object };
JSON.stringify(object);

// --- json-stringify-length
JSON.stringify(new Proxy([], { get: (target, key) => (key === 'length' ? 2 ** 53 - 1 : undefined) }));

// --- json-stringify
const array = new Array(1e6).fill({ a: 1 });
for (;;) JSON.stringify(array);

// --- json-parse
const text = '[' + '1,'.repeat(1e6) + '1]';
for (;;) JSON.parse(text);

// --- json-parse-revive
const text = '[' + '1,'.repeat(1e5) + '1]';
for (;;) JSON.parse(text, (key, value) => value);

// --- json-replacer-list
JSON.stringify({}, new Proxy([], { get: (target, key) => (key === 'length' ? 2 ** 53 - 1 : undefined) }));

// --- string-repeat
for (;;) 'abc'.repeat(1e7).charCodeAt(5);

// --- string-pad
for (;;) 'abc'.padStart(1e7, 'xyz').charCodeAt(5);

// --- string-concat
const s = 'abc'.repeat(1e6);
for (;;) (s + s + Math.random()).charCodeAt(5);

// --- string-index-of
const text = 'a'.repeat(1e6), part = 'a'.repeat(5e5) + 'b';
for (;;) { text.indexOf(part); text.lastIndexOf('b' + part); text.includes(part); }

// --- string-split
const text = 'a,'.repeat(1e6);
for (;;) { text.split(','); text.split(''); }

// --- string-replace-all
const text = 'a'.repeat(1e6);
for (;;) text.replaceAll('a', 'bc');

// --- string-replace-pattern
const text = 'a'.repeat(1e6);
for (;;) text.replaceAll('a', '$$$&');

// --- string-case
const text = 'aé'.repeat(1e6), wide = 'aéЖ'.repeat(1e6);
for (;;) { text.toUpperCase(); wide.toUpperCase(); wide.toLowerCase(); }

// --- string-normalize
const text = 'e\u0301'.repeat(1e6);
for (;;) { text.normalize('NFC'); text.normalize('NFKD'); }

// --- string-trim
const text = ' '.repeat(1e7);
for (;;) text.trim();

// --- string-well-formed
const text = 'Ж'.repeat(1e7);
for (;;) { text.isWellFormed(); text.toWellFormed(); }

// --- string-compare
const a = 'a'.repeat(1e7), b = 'a'.repeat(1e7);
for (;;) { a === b + ''; a < b; a.localeCompare(b); }

// --- string-spread
const text = 'aЖ'.repeat(1e6);
for (;;) [...text];

// --- string-uri
const text = 'é '.repeat(1e6);
for (;;) { decodeURIComponent(encodeURIComponent(text)); unescape(escape(text)); }

// --- string-raw
String.raw({ raw: { length: 2 ** 53 - 1 } });

// --- string-number
const text = '1'.repeat(1e7);
for (;;) { Number(text); parseInt(text, 7); parseFloat(text); }

// --- string-from-char-code
const codes = new Array(50000).fill(65);
for (;;) { String.fromCharCode(...codes); String.fromCodePoint.apply(null, codes); }

// --- string-ropes
for (;;) { let s = ''; for (let i = 0; i < 1e5; i++) s = (i & 1) + s + 'abcdefghijklmnopqrstuvwxyz'; s.charCodeAt(0); }

// --- string-keys
for (let i = 0; ; i++) ({})['key' + i];

// --- regexp-backtracking
for (;;) /(a|b|ab)*\1c/.test('ab'.repeat(40));

// --- regexp-backtracking-lookbehind
/(?<=b(a+)+)c/.test('a'.repeat(50) + 'c');

// --- regexp-quadratic
for (;;) /a*a*a*a*b|c/.test('a'.repeat(1e6));

// --- regexp-back-reference
/(a*)(a*)(a*)(a*)\1\2\3\4b/.test('a'.repeat(1e4));

// --- regexp-case-insensitive
for (;;) /(É|x|Éx)*\1y/iu.test('éx'.repeat(60));

// --- regexp-search
for (;;) /[^a]x/.test('a'.repeat(1e7));

// --- regexp-match-all
const text = 'a'.repeat(1e6);
for (;;) text.match(/a/g);

// --- regexp-replace
const text = 'a'.repeat(1e6);
for (;;) text.replace(/a/g, 'bb');

// --- regexp-split
const text = 'a'.repeat(1e6);
for (;;) text.split(/a/);

// --- regexp-compile
for (let i = 0; ; i++) new RegExp('(?:a|b|' + i + '){1,500}'.repeat(1) + '(?:[a-z]|d){1,300}'.repeat(20));

// --- regexp-empty-iteration
for (;;) /(?:a?)*?b/.test('a'.repeat(2e5));

// --- bigint-power
for (;;) 3n ** 600000n;

// --- bigint-multiply
let x = 3n ** 300000n;
for (;;) x * x;

// --- bigint-divide
const x = 3n ** 600000n, y = 7n ** 150000n;
for (;;) { x / y; x % y; }

// --- bigint-to-string
const x = 3n ** 600000n;
for (;;) x.toString();

// --- bigint-parse
const text = '7'.repeat(300000);
for (;;) BigInt(text);

// --- bigint-shift
const x = 3n ** 600000n;
for (;;) { x << 1000n; x >> 1000n; x & (x - 1n); BigInt.asUintN(2 ** 53 - 1, x); }

// --- map-growth
for (;;) { const map = new Map(); for (let i = 0; i < 1e5; i++) map.set(i, i); }

// --- map-for-each
const map = new Map([[0, 0]]);
let i = 0;
map.forEach((value, key) => { map.delete(key); map.set(++i, 0); });

// --- map-constructor
const entries = { [Symbol.iterator]: () => ({ next: () => ({ done: false, value: [1, 1] }) }) };
new Map(entries);

// --- set-methods
const set = new Set(Array.from({ length: 1e5 }, (_, i) => i));
for (;;) { set.union(set); set.intersection(set); set.isSubsetOf(set); }

// --- set-record
new Set([1]).isSupersetOf({ size: 1, has: () => true, keys: () => ({ next: () => ({ done: false, value: 1 }) }) });

// --- weak-map
for (;;) { const map = new WeakMap(); for (let i = 0; i < 1e4; i++) map.set({}, i); }

// --- object-keys
const object = {};
for (let i = 0; i < 1e5; i++) object['k' + i] = i;
for (;;) { Object.keys(object); Object.entries(object); Object.assign({}, object); ({ ...object }); }

// --- object-freeze
for (;;) { const array = new Array(1e5).fill(1); Object.freeze(array); Object.isFrozen(array); Object.seal(array); }

// --- object-from-entries
Object.fromEntries({ [Symbol.iterator]: () => ({ next: () => ({ done: false, value: ['a', 1] }) }) });

// --- object-group-by
Object.groupBy({ [Symbol.iterator]: () => ({ next: () => ({ done: false, get value() { for (;;); } }) }) }, x => x);

// --- for-in-holes
const array = new Array(1e6).fill(1);
for (;;) for (const key in array) { if (key > 10) break; }

// --- reflect-apply
for (;;) Reflect.apply(() => {}, null, { length: 30000 });

// --- typed-array-fill
const array = new Uint8Array(1e7);
for (;;) array.fill(1);

// --- typed-array-sort
const array = Float64Array.from({ length: 1e6 }, Math.random);
for (;;) array.slice().sort();

// --- typed-array-search
const array = new Uint8Array(1e7);
for (;;) { array.indexOf(1); array.includes(2); array.lastIndexOf(3); }

// --- typed-array-join
const array = new Uint8Array(1e6);
for (;;) array.join();

// --- typed-array-copy
const array = new Float64Array(1e6), bytes = new Uint8Array(1e6);
for (;;) { bytes.set(array); array.set(bytes); array.slice(); array.toReversed(); new Float32Array(array); }

// --- typed-array-from
Uint8Array.from({ [Symbol.iterator]: () => ({ next: () => ({ get done() { for (;;); } }) }) });

// --- typed-array-base64
const array = new Uint8Array(1e6);
for (;;) Uint8Array.fromBase64(array.toBase64());

// --- array-buffer
for (;;) { new ArrayBuffer(1e7).slice(0); }

// --- atomics-wait
Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0);

// --- date
for (;;) new Date().toString();

// --- math-sum-precise
const array = new Array(1e6).fill(0.1);
for (;;) Math.sumPrecise(array);

// --- error-stack
function f(n) { return n ? f(n - 1) + 0 : new Error('x').stack; }
for (;;) f(1000);

// --- symbol-registry
for (let i = 0; ; i++) Symbol.for('s' + (i % 1000));

// --- with
with ({ get x() { for (;;); } }) x;

// --- arguments
(function () { for (;;) { arguments.length = 1; Math.max.apply(null, arguments); } })(1);

// --- template-objects
for (;;) String.raw`a${1}b`;

// --- finalization
const registry = new FinalizationRegistry(() => { for (;;); });
for (let i = 0; i < 1e5; i++) registry.register({}, i);
(async () => { for (;;) { await 0; new Array(1e4); } })();
