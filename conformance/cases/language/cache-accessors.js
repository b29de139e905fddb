// Accessors at sites that have seen their shape: own, inherited, replaced, missing, throwing.
'use strict';
function get(o) { return o.v; }
function set(o, v) { o.v = v; return o; }
class A {
  #v = 0;
  get v() { return this.#v; }
  set v(v) { this.#v = v * 2; return 'dropped'; }
}
class B extends A {
  get v() { return super.v + 100; }
  set v(v) { super.v = v + 1; }
}
const own = { log: [], get v() { return 'own'; }, set v(v) { this.log.push(v); } };
for (let i = 0; i < 4; i++) {
  console.log(get(set(new A(), i)), get(set(new B(), i)), get(set(own, i)));
}
console.log(own.log.join());
Object.defineProperty(A.prototype, 'v', { get() { return 'changed'; } });
console.log(get(new A()));
try { set(new A(), 1); } catch (e) { console.log(e instanceof TypeError); }
// One shape, with and without a setter.
const one = Object.defineProperty({}, 'v', { get: () => 1, set() { console.log('set'); }, configurable: true });
const two = Object.defineProperty({}, 'v', { get: () => 2, set: undefined, configurable: true });
for (let i = 0; i < 3; i++) set(one, i);
try { set(two, 1); } catch (e) { console.log(e instanceof TypeError); }
console.log(get(one), get(two), get(Object.defineProperty({}, 'v', { set() {} })));
// What throws in an accessor is caught where the property was named.
const bad = { get v() { throw 'get'; }, set v(_) { throw 'set'; } };
for (let i = 0; i < 3; i++) {
  try { get(bad); } catch (e) { console.log(e); }
  try { set(bad, 1); } catch (e) { console.log(e); }
}
// Accessors of primitives see the primitive itself in strict code.
Object.defineProperty(String.prototype, 'me', { get() { return typeof this; }, configurable: true });
Object.defineProperty(Number.prototype, 'me', { get() { return typeof this; }, configurable: true });
for (let i = 0; i < 3; i++) console.log('a'.me, (1).me);
// Endless recursion through accessors is an error that can be caught.
const deep = { get v() { return this.v; }, set v(v) { this.v = v; } };
try { get(deep); } catch (e) { console.log(e instanceof RangeError); }
try { set(deep, 1); } catch (e) { console.log(e instanceof RangeError); }
