'use strict';
// Sites that see many shapes share what they know; what a load knows is of no use to a store.
const load = (object) => object.extra;
const store = (object, value) => { object.extra = value; };
const shapes = (prototype) => Array.from({ length: 9 }, (_, n) => {
  const object = Object.create(prototype);
  object['own' + n] = n;
  return object;
});
for (const object of shapes(null)) load(object), store(object, 1), load(object);

// Absent, added, then there.
const added = shapes({});
console.log(added.map(load).join());
added.forEach(store);
console.log(added.map(load).join());
const again = shapes(Object.getPrototypeOf(added[0]));
console.log(again.map(load).join());

// Inherited, then shadowed.
const shadowed = shapes({ extra: 'inherited', more: 1 });
console.log(shadowed.map(load).join());
shadowed.forEach(store);
console.log(shadowed.map(load).join(), Object.getPrototypeOf(shadowed[0]).extra);

// Read-only: of the object itself, and of its prototype.
const attempt = (object, index) => { try { store(object, index); return 'stored'; } catch (error) { return error.name; } };
const fixed = shapes({}).map((object) => Object.defineProperty(object, 'extra', { value: 'fixed', configurable: true }));
console.log(fixed.map(load).join());
console.log(fixed.map(attempt).join(), fixed.map(load).join());
const below = shapes(Object.freeze({ extra: 'frozen' }));
console.log(below.map(load).join());
console.log(below.map(attempt).join(), below.map(load).join());

// Objects that are defined are told from objects that are assigned to: a setter waits above.
let set = 0;
const prototype = { set extra(value) { set += 1; } };
const literals = (n) => [{ a: n, extra: n }, { b: n, extra: n }, { c: n, extra: n }, { d: n, extra: n }, { e: n, extra: n }, { f: n, extra: n }];
literals(1).map(load);
const setters = shapes(prototype);
setters.forEach(store);
console.log(set, setters.some((object) => Object.hasOwn(object, 'extra')));

// More properties than an object has room for, added at sites of every kind.
class Wide { constructor() { for (const name of 'abcdefghijklmnopqrstuvwxyz') this[name] = name; } }
const wide = [];
for (let n = 0; n < 20; n++) {
  const object = new Wide();
  if (n % 10) object['own' + n % 10] = n;
  store(object, n);
  object.another = n;
  wide.push(object);
}
console.log(wide.map((object) => load(object) + object.another + object.z).join());
// The prototype gets a setter later on.
Object.defineProperty(Wide.prototype, 'extra', { set(value) { this.seen = value; }, configurable: true });
const late = new Wide();
store(late, 'late');
console.log(late.seen, Object.hasOwn(late, 'extra'));
