// One site sees constructors whose handler, prototype or kind changes.
const is = (value, target) => { try { return value instanceof target; } catch (error) { return error.name; } };
function A() {}
class B extends A {}
const a = new A(), b = new B(), bound = B.bind(null), plain = Object.create(null);
const row = (target) => [a, b, plain, 1, null, [], () => 1].map((value) => is(value, target)).join();
for (const target of [A, A, B, B, bound, Array, Array, Function, Object, () => 1, {}, 1]) console.log(row(target));

// Another prototype.
const old = A.prototype;
A.prototype = { constructor: A };
console.log(is(a, A), is(new A(), A), is(b, A));
A.prototype = 1;
console.log(is(a, A), is(1, A));
A.prototype = old;
console.log(is(a, A), is(a, A));
Object.setPrototypeOf(a, null);
console.log(is(a, A));

// A handler of the constructor that is inherited from, of the constructor itself, and none again.
class Base {}
class Derived extends Base {}
const derived = new Derived();
console.log(is(derived, Derived), is(1, Derived));
Object.defineProperty(Base, Symbol.hasInstance, { value: (value) => value === 1, configurable: true });
console.log(is(derived, Derived), is(1, Derived), is(1, Base));
delete Base[Symbol.hasInstance];
console.log(is(derived, Derived), is(1, Derived));
Object.defineProperty(Derived, Symbol.hasInstance, { get() { return undefined; }, configurable: true });
console.log(is(derived, Derived), is({}, Derived));
Object.setPrototypeOf(Derived, { [Symbol.hasInstance]: () => 'yes' });
delete Derived[Symbol.hasInstance];
console.log(is({}, Derived));

// A prototype behind a getter, and proxies on both sides.
const tricky = function () {}.bind();
Object.defineProperty(tricky, 'prototype', { get() { throw new RangeError(); }, configurable: true });
console.log(is(derived, Derived), is(derived, tricky));
const log = [];
const proxy = new Proxy(new B(), { getPrototypeOf(target) { log.push('asked'); return Reflect.getPrototypeOf(target); } });
console.log(is(proxy, B), is(proxy, B), is(Object.create(proxy), B), log.join());
console.log(is(new B(), new Proxy(B, {})));
const arrow = () => 1;
console.log(is({}, arrow), is(1, arrow));
