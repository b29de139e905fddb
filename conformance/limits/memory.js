// Programs that take memory without end. A line `// --- NAME` starts each. They catch what can be
// caught: only the limit may end them. Where the refusal of a large piece is a RangeError, what
// follows it takes small ones.

// --- array-push
const list = [];
for (;;) { try { list.push({ a: 1, b: [1, 2, 3] }); } catch {} }

// --- array-of-doubles
const list = [];
for (;;) { try { list.push(Math.random()); } catch {} }

// --- array-nested
let list = [];
for (;;) { try { list = [list]; } catch {} }

// --- array-from
for (;;) { try { Array.from({ length: 4e9 }); } catch {} }

// --- array-fill
for (;;) { try { new Array(4e9).fill(1); } catch {} }

// --- array-spread
for (;;) { try { [...(function* () { for (;;) yield 1; })()]; } catch {} }

// --- array-concat
let list = [1];
for (;;) { try { list = list.concat(list); } catch {} }

// --- array-flat-map
let list = [1];
for (;;) { try { list = list.flatMap(x => [x, x]); } catch {} }

// --- array-sparse
const list = [];
for (let i = 0; ; i += 1000) { try { list[i % 4294967295] = i; } catch {} }

// --- iterator-to-array
for (;;) { try { (function* () { for (;;) yield 1; })().toArray(); } catch {} }

// --- string-append
let s = '';
const kept = [];
for (;;) { try { s += 'abcdefgh'; if (s.length > 1e6) { kept.push(s); s = ''; } } catch {} }

// --- string-double
const kept = [];
for (;;) { try { let s = 'x' + kept.length; while (s.length < 1e6) s += s; s.charCodeAt(0); kept.push(s); } catch {} }

// --- string-repeat
const kept = [];
for (;;) { try { kept.push('abc'.repeat(1e6)); } catch {} }

// --- string-pad
const kept = [];
for (;;) { try { kept.push('abc'.padEnd(1e6)); } catch {} }

// --- string-split
const kept = [];
for (;;) { try { kept.push('abc'.repeat(1e5).split('')); } catch {} }

// --- string-replace
let s = 'aa';
const kept = [];
for (;;) { try { s = s.replaceAll('a', 'aa'); kept.push(s); } catch { s = 'aa'; } }

// --- string-replace-regexp
let s = 'aa';
const kept = [];
for (;;) { try { s = s.replace(/a/g, '$&$&'); kept.push(s); } catch { s = 'aa'; } }

// --- string-case
const kept = [];
for (;;) { try { kept.push('ß'.repeat(1e6).toUpperCase()); } catch {} }

// --- string-join
const kept = [];
for (;;) { try { kept.push(new Array(1e6).fill('ab').join()); } catch {} }

// --- string-keys
const object = {};
for (let i = 0; ; i++) { try { object['key' + i] = i; } catch {} }

// --- atoms
const kept = [];
for (let i = 0; ; i++) { try { kept.push(Symbol.for('s' + i)); } catch {} }

// --- regexp-match
const kept = [];
for (;;) { try { kept.push('abc'.repeat(1e5).match(/./g)); } catch {} }

// --- regexp-objects
const kept = [];
for (let i = 0; ; i++) { try { kept.push(new RegExp('a'.repeat(100) + i)); kept[i].test('a'); } catch {} }

// --- json-stringify
let array = [1];
for (let i = 0; i < 60; i++) array = [array, array];
for (;;) { try { JSON.stringify(array); } catch {} }

// --- json-parse
const text = '[' + '[],'.repeat(1e5) + '1]';
const kept = [];
for (;;) { try { kept.push(JSON.parse(text)); } catch {} }

// --- map
const map = new Map();
for (let i = 0; ; i++) { try { map.set(i, i); } catch {} }

// --- set
const set = new Set();
for (let i = 0; ; i++) { try { set.add(i); } catch {} }

// --- weak-map
const map = new WeakMap(), kept = [];
for (;;) { try { const key = {}; kept.push(key); map.set(key, { key }); } catch {} }

// --- closures
const kept = [];
for (;;) { try { let a = kept.length; kept.push(() => a); } catch {} }

// --- bound
let f = () => {};
for (;;) { try { f = f.bind(null, 1, 2, 3); } catch {} }

// --- proxies
let p = {};
for (;;) { try { p = new Proxy(p, {}); } catch {} }

// --- prototypes
let object = {};
for (;;) { try { object = Object.create(object); } catch {} }

// --- classes
const kept = [];
for (;;) { try { kept.push(class A { a() {} static b() {} }); } catch {} }

// --- generators
const kept = [];
for (;;) { try { const it = (function* () { yield 1; })(); it.next(); kept.push(it); } catch {} }

// --- promises
const kept = [];
for (;;) { try { kept.push(Promise.resolve(1).then(x => x)); } catch {} }

// --- jobs
(function again() { for (;;) { try { Promise.resolve().then(again); Promise.resolve().then(again); } catch {} } })();

// --- async
const kept = [];
for (;;) { try { kept.push((async () => { await new Promise(() => {}); })()); } catch {} }

// --- bigint
const kept = [];
for (;;) { try { kept.push(3n ** 600000n); } catch { for (;;) kept.push([]); } }

// --- array-buffers
const kept = [];
for (;;) { try { kept.push(new ArrayBuffer(1e5)); kept.push(new Uint8Array(1e5)); } catch { for (;;) kept.push([]); } }

// --- typed-arrays
const kept = [];
for (;;) { try { kept.push(Float64Array.from({ length: 1e4 }, Math.random)); } catch { for (;;) kept.push([]); } }

// --- resizable-buffers
const kept = [];
for (;;) { try { const b = new ArrayBuffer(8, { maxByteLength: 1e6 }); b.resize(1e6); kept.push(b); } catch { for (;;) kept.push([]); } }

// --- shared-buffers
const kept = [];
for (;;) { try { kept.push(new SharedArrayBuffer(1e5)); } catch { for (;;) kept.push([]); } }

// --- eval
const kept = [];
for (let i = 0; ; i++) { try { kept.push(eval(`(function f${i}() { return ${i}; })`)); } catch {} }

// --- eval-large
let text = '[]';
const kept = [];
for (;;) { try { kept.push(eval('[' + '[1,2,{a:1}],'.repeat(10000) + ']')); } catch {} }

// --- functions-compiled
const kept = [];
for (let i = 0; ; i++) { try { const f = new Function('a', `return a + ${i} + "${'x'.repeat(1000)}"`); f(1); kept.push(f); } catch {} }

// --- errors
const kept = [];
for (;;) { try { kept.push(new Error('x')); } catch {} }

// --- arguments
const kept = [];
for (;;) { try { kept.push((function () { return arguments; })(1, 2, 3)); } catch {} }

// --- spread-objects
const kept = [];
for (;;) { try { kept.push({ ...{ a: 1, b: 2 }, c: kept.length }); } catch {} }

// --- computed-keys
const kept = [];
for (let i = 0; ; i++) { try { kept.push({ ['a' + i]: 1 }); } catch {} }

// --- dates
const kept = [];
for (;;) { try { kept.push(new Date()); } catch {} }

// --- finally
const kept = [];
function f() { try { for (;;) kept.push([]); } finally { return f(); } }
f();

// --- finalization
const registry = new FinalizationRegistry(() => {}), kept = [];
for (;;) { try { const key = {}; kept.push(key); registry.register(key, key => key, key); } catch {} }

// --- weak-refs
const kept = [];
for (;;) { try { const key = {}; kept.push(key, new WeakRef(key)); } catch {} }

// --- typed-array-large
const kept = [];
for (;;) { try { kept.push(new Float64Array(1e9)); } catch { for (;;) kept.push([]); } }
