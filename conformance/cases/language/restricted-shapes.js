// Objects of one form stay apart from those that were restricted or reconfigured since.
'use strict';

const attempt = (action) => {
  try {
    return action();
  } catch (error) {
    return error.constructor.name;
  }
};
const make = (x) => ({ x, y: 2 });
const read = (object) => object.x;
const write = (object, value) => { object.x = value; return object.x; };
const extend = (object) => { object.z = 3; return object.z; };
const remove = (object) => delete object.y;

const levels = {
  plain: (object) => object,
  closed: Object.preventExtensions,
  sealed: Object.seal,
  frozen: Object.freeze,
  twice: (object) => Object.freeze(Object.seal(Object.preventExtensions(object))),
};
for (let round = 0; round < 3; round++) {
  for (const [name, restrict] of Object.entries(levels)) {
    const object = restrict(make(round));
    console.log(name, read(object), attempt(() => write(object, 10)), attempt(() => extend(object)),
      attempt(() => remove(object)), Object.isExtensible(object), Object.isSealed(object),
      Object.isFrozen(object), JSON.stringify(object));
  }
}

// Arrays, their elements and their length.
for (const [name, restrict] of Object.entries(levels)) {
  const array = restrict([1, 2, , 4]);
  console.log(name, attempt(() => { array[0] = 9; return array[0]; }), attempt(() => array.push(5)),
    attempt(() => { array[2] = 3; return array[2]; }), attempt(() => delete array[1]),
    attempt(() => { array.length = 1; return array.length; }),
    Object.isSealed(array), Object.isFrozen(array), JSON.stringify(array));
}
const sparse = [];
sparse[1e6] = 1;
console.log(Object.isFrozen(Object.freeze(sparse)), attempt(() => { sparse[1e6] = 2; }), sparse[1e6]);

// Attributes of one property; accessors and data; order and other properties are as they were.
const site = (object) => [object.a, object.b, Object.keys(object).join()];
const variants = [
  (object) => object,
  (object) => Object.defineProperty(object, 'a', { enumerable: false }),
  (object) => Object.defineProperty(object, 'a', { writable: false }),
  (object) => Object.defineProperty(object, 'a', { get() { return 'got'; }, configurable: true }),
  (object) => Object.defineProperty(object, 'b', { enumerable: false, value: 5 }),
];
for (let round = 0; round < 2; round++) {
  for (const change of variants) {
    const object = change({ a: 1, b: 2, c: 3 });
    console.log(site(object).join(' '), attempt(() => { object.a = 7; return object.a; }));
    object.d = 4;
    console.log(JSON.stringify(Object.getOwnPropertyDescriptors(object)));
  }
}
const pairs = [];
for (let i = 0; i < 3; i++) {
  let kept = i;
  pairs.push({ get v() { return kept; }, set v(value) { kept = value * 2; }, w: i });
}
for (const pair of pairs) pair.v += 1;
console.log(pairs.map((pair) => pair.v + ':' + pair.w).join());

// A prototype may change before an object is restricted, not after; private members are no
// properties.
const base = { inherited: true };
for (const restrict of Object.values(levels)) {
  const object = Object.setPrototypeOf(make(1), base);
  restrict(object);
  console.log(object.inherited, attempt(() => Object.setPrototypeOf(object, null) && 'moved'), object.x);
}
class Counter {
  #count = 0;
  constructor() { Object.freeze(this); }
  next() { return ++this.#count; }
}
const counter = new Counter();
counter.next();
console.log(counter.next(), Object.isFrozen(counter));

// Functions, errors, maps and boxed strings.
for (const thing of [function () {}, class {}, new Error('e'), new Map(), new String('ab'), () => 1, Math.max]) {
  const before = Reflect.ownKeys(thing).length;
  Object.freeze(thing);
  console.log(Object.isFrozen(thing), Reflect.ownKeys(thing).length === before,
    attempt(() => { thing.extra = 1; }), attempt(() => { thing.name = 1; }));
}
