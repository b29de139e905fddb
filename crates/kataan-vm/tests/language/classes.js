class A {
  #x = 1; static count = 0; y = this.#x + 1; ['computed' + 1] = 'c';
  constructor(v) { A.count++; this.v = v; }
  get x() { return this.#x; } set x(v) { this.#x = v; }
  #priv() { return 'private ' + this.#x; } callPriv() { return this.#priv(); }
  static #sp = 's'; static sp() { return A.#sp; } static isA(o) { return #x in o; }
  static { print('static block', this === A); }
  *gen() { yield this.v; } async am() { return 1; }
  get #acc() { return 'acc'; } set #acc(v) { print('set acc', v); } touch() { this.#acc = 3; return this.#acc; }
}
const a = new A('v'); print(a.x, a.y, a.v, a.computed1, A.count); a.x = 5; print(a.x, a.callPriv(), A.sp(), A.isA(a), A.isA({}), a.touch());
class B extends A { z = super.x; constructor() { const arrow = () => super('from B'); arrow(); this.w = () => super.callPriv(); } get x() { return 'B' + super.x; } static sp() { return 'B' + super.sp(); } }
const b = new B(); print(b.z, b.v, b.w(), b.x, B.sp(), b instanceof A, A.count);
class C extends B {} const c = new C(1, 2); print(c.v, c instanceof C);
class N extends null { static m() { return 'null proto'; } } print(N.m());
try { new N(); } catch (e) { print(e.name); }
try { A(); } catch (e) { print(e.name); }
class D extends A { constructor() { } } try { new D(); } catch (e) { print(e.name); }
class E extends A { constructor() { super(); super(); } } try { new E(); } catch (e) { print(e.name); }
class F extends A { constructor() { return { f: 1 }; } } print(new F().f);
class G extends A { constructor() { super(); return 1; } } try { new G(); } catch (e) { print(e.name); }
try { class X extends 5 {} } catch (e) { print(e.name); }
try { A.prototype.callPriv.call({}); } catch (e) { print(e.name); }
print(typeof class {}, (class Named {}).name, (class {}).name, A.name, a.gen().next().value);
const K = class { static name = 'own'; }; print(K.name);
function Old(x) { this.x = x; } Old.prototype.get = function () { return this.x; }; print(new Old(3).get(), new Old(4) instanceof Old);
function target() { return new.target === target; } print(new target() instanceof target, target());
const o = { m() { return super.toString === undefined ? 'none' : 'has'; }, get g() { return 1; }, set s(v) { print('setter', v); }, ['k' + 1]: 2, __proto__: { inherited: 'i' } };
print(o.m(), o.g, o.k1, o.inherited); o.s = 9;
let order = ''; class Order { static [(order += 'a', 'k')] = (order += 'c'); [(order += 'b', 'l')] = 1; } print(order);
class Counter { static #n = 0; static next() { return ++Counter.#n; } } Counter.next(); print(Counter.next());
class Base { constructor() { this.init(); } init() { print('base init'); } } class Derived extends Base { f = 'field'; init() { print('derived init', this.f); } } print(new Derived().f);
