// What the library copies and walks over at once gives what step by step gives, whoever interferes.
'use strict';

const show = (value) => JSON.stringify(value);
const log = (...values) => console.log(...values.map((value) => (typeof value === 'string' ? value : show(value))));
const restore = (object, key, action) => {
  const old = Object.getOwnPropertyDescriptor(object, key);
  try {
    action();
  } finally {
    if (old) Object.defineProperty(object, key, old);
    else delete object[key];
  }
};

// slice and concat.
const holes = [1, , 3];
log(holes.slice(), 1 in holes.slice(), holes.concat([, 5]), 3 in holes.concat([, 5]));
log([1, 2, 3].slice(-2), [1, 2, 3].slice(1, 1), [].slice(), [1, 2, 3].slice(2, 99));
log([1].concat(2, 'ab', [3, [4]], null, { length: 1, 0: 'x' }));
class Sub extends Array {}
log(new Sub(1, 2, 3).slice(1) instanceof Sub, Sub.from([1]).concat([2]) instanceof Sub);
const own = [1, 2];
own.constructor = { [Symbol.species]: function (n) { this.asked = n; this.length = 0; } };
log(own.slice(1), own.concat([3]));
restore(Array.prototype, 'constructor', () => {
  Array.prototype.constructor = Sub;
  log([1, 2].slice() instanceof Sub, [1].concat([2]) instanceof Sub);
});
log([1, 2].slice() instanceof Sub);
restore(Array, Symbol.species, () => {
  Object.defineProperty(Array, Symbol.species, { get() { return Sub; }, configurable: true });
  log([1, 2].slice() instanceof Sub, [1].map((x) => x) instanceof Sub);
});
log([1, 2].slice() instanceof Sub);
for (const target of [Array.prototype, Object.prototype]) {
  restore(target, Symbol.isConcatSpreadable, () => {
    target[Symbol.isConcatSpreadable] = false;
    log([1].concat([2]).length);
  });
}
const closed = [7, 8];
closed[Symbol.isConcatSpreadable] = false;
log([1].concat(closed), [1].concat([2]));
restore(Array.prototype, 1, () => {
  Array.prototype[1] = 'inherited';
  log([1, , 3].slice(), [1, , 3].concat([]), [...[1, , 3]]);
});

// fill.
log(new Array(3).fill(0), [1, 2, 3, 4].fill(9, 1, -1), [1].fill(5, 0, 3), Array(2).fill([]));
const attempt = (action) => {
  try {
    return action();
  } catch (error) {
    return error.constructor.name;
  }
};
log(attempt(() => Object.freeze([1, 2]).fill(3)), attempt(() => Object.preventExtensions([1, , 3]).fill(4)));
restore(Array.prototype, 0, () => {
  let seen;
  Object.defineProperty(Array.prototype, 0, { set(value) { seen = value; }, configurable: true });
  const filled = new Array(2).fill(6);
  delete Array.prototype[0];
  log(filled, seen);
});

// Sets and maps.
const set = new Set([1, 'a', NaN]);
const map = new Map([[1, 2], ['k', 'v']]);
log([...set].length, [...map], Array.from(set).length, Array.from(map), Math.max(...new Set([3, 9])));
set.delete(1);
set.add(4);
log([...set].length, Array.from(set, (x) => x + '!'));
const SetIterator = Object.getPrototypeOf(new Set().values());
restore(SetIterator, 'next', () => {
  let turns = 0;
  SetIterator.next = function () { return { value: 'patched', done: turns++ > 0 }; };
  log([...set]);
  turns = 0;
  log(Array.from(set));
});
restore(Set.prototype, Symbol.iterator, () => {
  Set.prototype[Symbol.iterator] = function* () { yield 'mine'; };
  log([...set], Array.from(set));
});
const ownSet = new Set([1]);
ownSet[Symbol.iterator] = function* () { yield 'own'; };
log([...ownSet], [...set].length);
class OddSet extends Set { *[Symbol.iterator]() { yield 'odd'; } }
log([...new OddSet([1, 2])], Array.from(new OddSet([1, 2])));

// Object.assign, spread and rest.
const symbol = Symbol('s');
const hidden = Object.defineProperty({ a: 1, [symbol]: 2, b: 3 }, 'c', { value: 4 });
log(Object.assign({}, hidden), Object.assign({}, hidden)[symbol], { ...hidden }, ({ ...hidden })[symbol]);
const meddler = {
  first: 1,
  get second() { delete this.third; this.added = 5; return 2; },
  third: 3,
  fourth: 4,
};
log({ ...meddler });
const meddler2 = { x: 1, get y() { Object.defineProperty(this, 'z', { enumerable: false }); return 2; }, z: 3 };
log(Object.assign({}, meddler2));
const order = [];
Object.assign({ set a(value) { order.push('a', value); }, set b(value) { order.push('b', value); } }, { b: 1, a: 2 });
log(order);
log(attempt(() => Object.assign(Object.freeze({ q: 1 }), { q: 2 })), Object.assign({ a: 1, b: 2 }, { b: 3, c: 4 }));
const { a, ...others } = { z: 0, a: 1, 5: 'five', b: 2 };
log(others, Object.keys(others));
log({ ...'hi', ...[1, 2], ...null, ...7 }, { x: 1, ...{ x: 2, y: 3 }, y: 4 });
const self = { a: 1, b: 2 };
log(Object.assign(self, self));
log(Object.getOwnPropertyDescriptor({ ...Object.freeze({ f: 1 }) }, 'f'));

// keys, values, entries, for-in.
const mixed = { b: 1, 2: 'two', a: 3, 1: 'one', [symbol]: 4 };
log(Object.keys(mixed), Object.values(mixed), Object.entries(mixed), Object.keys(hidden), Object.values(hidden));
log(Object.getOwnPropertyNames(hidden), Object.keys({}), Object.entries({ get g() { return 8; } }));
class Named { #secret = 1; shown = 2; }
log(Object.keys(new Named()), { ...new Named() }, Reflect.ownKeys(new Named()));
const collect = (object) => { const keys = []; for (const key in object) keys.push(key); return keys; };
log(collect(Object.create({ up: 1, a: 2 }, { a: { value: 1, enumerable: false }, own: { value: 2, enumerable: true } })));
log(collect(mixed), collect(function named() {}), collect([1, , 3]), collect('ab'));
restore(Object.prototype, 'everywhere', () => {
  Object.prototype.everywhere = 1;
  log(collect({ a: 1 }), collect([]), Object.keys({ a: 1 }), { ...{ a: 1 } });
});

// JSON.
const json = { a: 1, get b() { this.c = 'changed'; delete this.d; this.e = 'new'; return 2; }, c: 3, d: 4 };
log(JSON.stringify(json), JSON.stringify(json));
log(JSON.stringify({ u: undefined, f() {}, s: symbol, n: null, d: new Date(0), nested: { toJSON(key) { return 'at ' + key; } } }));
const seen = [];
JSON.stringify({ p: { q: [1] } }, function (key, value) { seen.push([key, Object.keys(this)]); return value; });
log(seen, JSON.stringify({ a: 1, b: { a: 2, c: 3 } }, ['a', 'b']), JSON.stringify({ a: [{ b: 1 }] }, null, 1));
restore(Object.prototype, 'toJSON', () => {
  Object.prototype.toJSON = function () { return 'all'; };
  console.log(JSON.stringify({ a: {} }), JSON.stringify([1]));
});
log(JSON.stringify({ a: {} }), attempt(() => { const loop = {}; loop.loop = loop; return JSON.stringify(loop); }));

// Searching typed arrays.
for (const [Type, values] of [[Uint8Array, [0, 255, 7]], [Int8Array, [-1, 0, 7]], [Int16Array, [-300, 7]],
  [Uint32Array, [4294967295, 0]], [Float32Array, [0.5, NaN, -0]], [Float64Array, [0.1, NaN, 0]],
  [Uint8ClampedArray, [255, 0]]]) {
  const array = new Type(values);
  log(Type.name, [255, 256, -1, 0, -0, 0.5, 0.1, NaN, 4294967295, Infinity, '7', undefined].map((probe) =>
    [array.indexOf(probe), array.lastIndexOf(probe), array.includes(probe)].join(':')).join(' '));
}
log(new Uint16Array(10000).fill(1).indexOf(2), new Uint16Array(10000).fill(3, 9999).indexOf(3),
  new BigInt64Array([-1n, 5n]).indexOf(5n), new BigUint64Array([5n]).indexOf(-1n), new BigInt64Array([1n]).indexOf(1));

// Splitting, sorting, numbers.
log('a,b,,c'.split(','), 'abc'.split(''), ''.split(''), ''.split(','), 'aXXbXXc'.split('XX', 2), 'abc'.split('', 2),
  'x'.split(), 'héé€'.split(''), 'a€b€'.split('€'), 'aaaa'.split('aa'), 'abc'.split('abc'));
log([3, 1, 2].sort(), [5, 2, 8, 1, 9, 3].sort((x, y) => y - x), [3, undefined, 1, , 2].sort());
const stable = Array.from({ length: 16 }, (_, i) => ({ k: i % 3, i })).sort((x, y) => x.k - y.k);
log(stable.map((entry) => entry.i), [1, 2, 3, 4, 5].sort(() => 1).length, attempt(() => [2, 1].sort(() => { throw new RangeError('x'); })));
log(['12', '012', '0x1f', '12px', ' 5', '-7', '-0', '', 'x', '1e3', '999999999', '9999999999', '12.9', '0'].map((text) =>
  [parseInt(text), parseInt(text, 10), parseInt(text, 16), Number(text)].map((n) => (Object.is(n, -0) ? '-0' : String(n))).join(':')).join(' '));
log([[], {}, () => 1, new Date(0), /x/, null, undefined, 1, 's', true, new Error('e'), new Map(), (function () { return arguments; })(),
  { [Symbol.toStringTag]: 'Tagged' }].map((value) => Object.prototype.toString.call(value)));
log([1, 2, , 4].length, [1, , 3].map((x) => x), ((x) => [1, 2, , x, 3])(9), (() => [1, 2, 3])().concat((() => [1, , 3])()));

// One literal that copies objects of one form, then of others, and forms that changed since.
const copyOf = (object) => ({ ...object, last: 1 });
const again = (object) => ({ ...object });
for (const source of [{ a: 1, b: 2 }, { a: 3, b: 4 }, { b: 5, a: 6 }, { a: 7, b: 8, c: 9, d: 10, e: 11, f: 12 },
  { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }, Object.freeze({ a: 1, b: 2 }), Object.defineProperty({ a: 1, b: 2 }, 'a', { enumerable: false }),
  { a: 1, get b() { return 'got'; } }, { a: 1, b: 2 }, { last: 5, a: 1 }, {}, [1, 2], { 0: 'zero', a: 1, b: 2 }]) {
  const copy = again(source);
  copy.more = true;
  log(copyOf(source), again(source), copy, Object.isFrozen(again(source)), Object.getOwnPropertyDescriptor(again(source), 'a'));
}
const prior = { z: 0, ...{ a: 1, b: 2 } };
log(prior, again({ a: 1, b: 2 }), { __proto__: { up: 1 }, ...{ a: 1, b: 2 } }.up);
restore(Object.prototype, 'a', () => {
  Object.defineProperty(Object.prototype, 'a', { set() { throw new Error('asked'); }, configurable: true });
  log(again({ a: 1, b: 2 }));
});
