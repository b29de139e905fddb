// The own properties of functions are there from the start, whoever looks first and however.
'use strict';

const sloppy = () => (0, eval)('(function (a, b) { return a; })');
const strict = () => function strict(a) { return a; };
const generator = () => function* generator() { yield 1; };
const arrow = () => (a) => a;
const makers = { sloppy, strict, generator, arrow };

const show = (value) => JSON.stringify(value);
for (const [kind, make] of Object.entries(makers)) {
  console.log(kind, show(Reflect.ownKeys(make())));
  console.log('  in:', 'prototype' in make(), Object.hasOwn(make(), 'prototype'));
  const descriptor = Object.getOwnPropertyDescriptor(make(), 'prototype');
  console.log('  descriptor:', descriptor && show({ ...descriptor, value: typeof descriptor.value }));
  console.log('  deleted:', Reflect.deleteProperty(make(), 'prototype'));

  const added = make();
  added.extra = 1;
  Object.defineProperty(added, 'more', { value: 2 });
  console.log('  added:', show(Reflect.ownKeys(added)));

  const renamed = make();
  delete renamed.name;
  renamed.extra = 1;
  console.log('  name deleted:', show(Reflect.ownKeys(renamed)));

  const frozen = Object.freeze(make());
  console.log('  frozen:', Object.isFrozen(frozen), show(Reflect.ownKeys(frozen)),
    Reflect.set(frozen, 'prototype', 1));

  const closed = Object.preventExtensions(make());
  console.log('  closed:', show(Reflect.ownKeys(closed)), Reflect.set(closed, 'extra', 1));

  const heir = Object.create(make());
  console.log('  inherited:', typeof heir.prototype, 'prototype' in heir);

  const moved = Object.setPrototypeOf(make(), null);
  console.log('  moved:', show(Reflect.ownKeys(moved)), typeof moved.prototype);
}

// One site sees functions that were looked at and functions that were not.
const read = (f) => f.prototype;
const write = (f, value) => { f.prototype = value; };
const add = (f) => { f.extra = 1; };
const mixed = [strict(), arrow(), strict(), generator(), sloppy(), arrow(), strict()];
for (const f of mixed) add(f);
console.log(mixed.map((f) => typeof read(f)).join());
for (const make of [strict, sloppy, strict, arrow, generator, strict]) {
  const f = make();
  console.log(typeof read(f), read(f) === read(f), Object.keys(f).join());
}
const mine = {};
const own = strict();
write(own, mine);
console.log(read(own) === mine, Object.getPrototypeOf(new own()) === mine);

// `prototype` and `constructor` name each other; each function has an object of its own.
const [one, two] = [strict(), strict()];
console.log(one.prototype.constructor === one, one.prototype !== two.prototype,
  Object.getPrototypeOf(one.prototype) === Object.prototype, show(Reflect.ownKeys(one.prototype)));
console.log(Object.getPrototypeOf(new one()) === one.prototype, new two() instanceof two, new one() instanceof two);
const generate = generator();
const running = generate();
console.log(Object.getPrototypeOf(running) === generate.prototype, show(Reflect.ownKeys(generate.prototype)));

// A constructor whose `prototype` changes, or is no object.
function Point(x) { this.x = x; }
const before = new Point(1);
Point.prototype = { second: true };
const after = new Point(2);
Point.prototype = 7;
const last = new Point(3);
console.log(before.second, after.second, Object.getPrototypeOf(last) === Object.prototype);
Point.prototype = { third: true };
console.log(new Point(4).third);

// Many properties that come and go move nothing that construction relies on.
function Crowded() { this.here = true; }
Crowded.prototype.mark = 'crowded';
new Crowded();
delete Crowded.name;
delete Crowded.length;
for (let i = 0; i < 100; i++) Crowded['p' + i] = i;
for (let i = 0; i < 100; i++) delete Crowded['p' + i];
Crowded.again = 1;
console.log(new Crowded().mark, Crowded.prototype.mark);

const legacy = sloppy();
console.log(legacy.arguments, legacy.caller,
  show(Object.getOwnPropertyDescriptor(sloppy(), 'caller')), Reflect.set(sloppy(), 'arguments', 1));
try {
  strict().caller;
} catch (error) {
  console.log(error.constructor.name);
}
