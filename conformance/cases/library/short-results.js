// Texts, names, collections and species that are made in short ways are those of the long ways.
const log = (...values) => console.log(...values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))));
const attempt = (action) => {
  try {
    return action();
  } catch (error) {
    return error.constructor.name;
  }
};
const restore = (object, key, action) => {
  const old = Object.getOwnPropertyDescriptor(object, key);
  try {
    action();
  } finally {
    if (old) Object.defineProperty(object, key, old);
    else delete object[key];
  }
};

// Numbers as text.
log([0, -0, 7, -7, 255, -255, 2147483647, -2147483648, 2147483648, 4294967296, 0.5, -1.5].map((number) =>
  [2, 3, 8, 10, 16, 36].map((radix) => number.toString(radix)).join(' ')).join('\n'));
log([0, -0, NaN, 1e21, -1e-7, 0.1, 2 ** 53].join('|'), [1, null, 2, undefined, 'x', [3, [4]], true].join());
restore(Number.prototype, 'toString', () => {
  Number.prototype.toString = () => 'patched';
  log([1, 2].join('-'), [1].toString(), String([3]));
});
log([1234.5].toLocaleString().length > 0, 'ab'.repeat(100).length, ['x'.repeat(150), 'é', '€'].join('').length);

// Bound functions.
function target(a, b, c) { return [this, a, b, c]; }
const bound = target.bind('t', 1);
log(bound.name, bound.length, Reflect.ownKeys(bound), target.bind(null, 1, 2, 3, 4).length, (() => 1).bind().name);
log(Object.getOwnPropertyDescriptors(bound));
log(Object.defineProperty(function () {}, 'length', { value: 2.7 }).bind(null, 1).length,
  Object.defineProperty(function () {}, 'name', { value: 5 }).bind().name, target.bind(1).bind(2).name);
const { get } = Object.getOwnPropertyDescriptor({ get value() { return 1; } }, 'value');
log(get.bind().name, (class Named {}).bind().name, new (class { constructor(x) { this.x = x; } }.bind(null, 3))().x);

// Names of properties.
const symbol = Symbol('s');
class Private { #hidden = 1; [symbol] = 2; 5 = 'five'; shown = 3; }
log(Object.getOwnPropertyNames(new Private()), Object.getOwnPropertySymbols(new Private()).length,
  Object.getOwnPropertyNames('ab'), Object.getOwnPropertyNames([1, 2]), Object.getOwnPropertyNames({}),
  Object.getOwnPropertyNames(Object.defineProperty({ a: 1 }, 'b', { value: 2 })));

// Sets and maps of arrays.
log([...new Set([1, , 1, undefined, NaN, NaN, 0, -0])].length, Object.is([...new Set([-0])][0], 0));
log([...new Map([[1, 2], { 0: 'a', 1: 'b' }, [3], [, 4], [5, 6, 7]])], attempt(() => new Map([1])), attempt(() => new Set(5)));
restore(Set.prototype, 'add', () => {
  const { add } = Set.prototype;
  Set.prototype.add = function (value) { return add.call(this, value * 2); };
  log([...new Set([1, 2])]);
});
restore(Array.prototype, Symbol.iterator, () => {
  Array.prototype[Symbol.iterator] = function* () { yield 'iterated'; };
  const all = new Set([1, 2]);
  log(all.size, all.has('iterated'));
});
const growing = [[1, 1]];
growing[0] = { get 0() { if (growing.length < 3) growing.push([growing.length, 0]); return 'k'; }, 1: 'v' };
log([...new Map(growing)]);
log([...new Set('hello')].join(''), [...new Set(new Set([1, 2]))], [...new Set([1]).union(new Set([2, 1]))]);

// Species.
class MyPromise extends Promise {}
log(MyPromise.resolve(1).then(() => {}) instanceof MyPromise, Promise.resolve(1).then(() => {}) instanceof MyPromise);
restore(Promise.prototype, 'constructor', () => {
  Promise.prototype.constructor = MyPromise;
  log(Promise.resolve(1).then(() => {}) instanceof MyPromise);
});
restore(Promise, Symbol.species, () => {
  Object.defineProperty(Promise, Symbol.species, { get() { return MyPromise; }, configurable: true });
  log(Promise.resolve(1).then(() => {}) instanceof MyPromise);
});
const settled = Promise.resolve(1);
settled.constructor = undefined;
log(settled.then(() => {}) instanceof Promise, attempt(() => { settled.constructor = 5; settled.then(() => {}); }));
class Bytes extends Uint8Array {}
log(new Bytes(4).slice(1) instanceof Bytes, new Uint8Array(4).subarray(1) instanceof Bytes, new Bytes([1, 2]).map((x) => x * 2));
class Sub extends Array {}
log(Sub.from([1, 2, 3]).filter((x) => x > 1) instanceof Sub, Sub.from([1, 2]).flatMap((x) => [x, x]).length);
log([3, , 5].filter(() => true), [1, 2, 3].filter((x, i, all) => { all.length = 2; return true; }));
const strange = [1, 2];
strange.constructor = { [Symbol.species]: function () { return Object.freeze([]); } };
log(attempt(() => strange.filter(() => true)));

// Accessors that a site knows, and that change.
const base = { get v() { return this.k; }, set v(value) { this.k = value; } };
const read = (object) => object.v;
const write = (object, value) => { 'use strict'; object.v = value; return object.k; };
const heirs = Array.from({ length: 4 }, (_, k) => Object.create(base, { k: { value: k, writable: true } }));
log(heirs.map(read), heirs.map((heir) => write(heir, 9)));
Object.defineProperty(base, 'v', { get: () => 'new', set: undefined });
log(heirs.map(read), attempt(() => write(heirs[0], 1)));
Object.defineProperty(base, 'v', { get: undefined, set(value) { this.k = -value; } });
log(heirs.map(read).map(String), heirs.map((heir) => write(heir, 4)));
Object.defineProperty(base, 'v', { value: 'data', writable: true });
log(heirs.map(read), attempt(() => write(heirs[0], 6)), heirs[0].v, heirs[1].v);
const owned = { get v() { return 'own'; } };
log(read(owned), attempt(() => write(owned, 1)), read(new Proxy(owned, {})), read('text'), attempt(() => read(null)));

// for-in over chains that gain and lose keys.
const keysOf = (object) => { const keys = []; for (const key in object) keys.push(key); return keys; };
log(keysOf(Object.create(Object.create({ deep: 1 }, { hides: { value: 1 } }), { hides: { value: 2, enumerable: true } })));
log(keysOf(null), keysOf(5), keysOf('xy'), keysOf(Object.create(new Proxy({ p: 1 }, {}))), keysOf(Object.create([1, 2])));
const shrinking = { a: 1, b: 2, c: 3 };
const visited = [];
for (const key in shrinking) { visited.push(key); delete shrinking.b; shrinking.d = 4; }
log(visited);
const layered = Object.create({ x: 1, y: 2 });
const met = [];
for (const key in layered) { met.push(key); delete Object.getPrototypeOf(layered).y; }
log(met);
(function () { log(arguments.length, [...arguments], Object.keys(arguments), arguments[1], typeof arguments.callee); })(1, 2);
(function (a) { arguments[0] = 'changed'; a += '!'; log(a, arguments[0]); })('given');
