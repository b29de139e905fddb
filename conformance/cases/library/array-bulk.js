// Plain arrays go short ways; what programs can tell does not change.
const show = (...values) => console.log(JSON.stringify(values));
const holes = [1, , 3];
show([...holes], Array.from(holes), holes.slice(), holes.concat(holes), 1 in holes.slice(), 1 in holes.concat([]));
show(holes.indexOf(undefined), holes.includes(undefined), holes.lastIndexOf(3), [NaN].indexOf(NaN), [NaN].includes(NaN), [-0].indexOf(0));
show([1, 2, 1].lastIndexOf(1), [1, 2, 1].lastIndexOf(1, -2), ['ab', 'b'].indexOf('a' + 'b'), [1n, 2n].includes(2n), [1].indexOf(1, 5));
show(holes.with(0, 9), holes.toSpliced(0, 1, 7, 8), holes.toReversed(), [1, 2, 3].reverse(), 0 in [, 1].reverse(), 1 in [, 1].reverse());
show(new Float32Array(holes)[1] !== new Float32Array(holes)[1], [...new Uint8Array([1, 2.9, -1, 300, NaN])], [...Uint8ClampedArray.from([1.5, -1, 300])]);
show([...new Int16Array(['7', { valueOf: () => 8 }, 40000])]);

// Elements of a prototype show through holes.
Array.prototype[1] = 'p';
show([...holes], holes.slice(), holes.concat(4), holes.indexOf('p'), holes.includes('p'), Array.from(holes), holes.toReversed());
delete Array.prototype[1];

// Species, spreading and iteration are asked when they were changed.
class List extends Array {}
show(new List(1, 2).slice() instanceof List, new List(1, 2).concat() instanceof List);
const own = [1, 2];
own.constructor = { [Symbol.species]: function (length) { return { length }; } };
show(own.slice(), own.map((x) => x));
const opaque = [1, 2];
opaque[Symbol.isConcatSpreadable] = false;
show([0].concat(opaque).length);
const species = Object.getOwnPropertyDescriptor(Array, Symbol.species);
Object.defineProperty(Array, Symbol.species, { configurable: true, get: () => undefined });
show([1].slice());
Object.defineProperty(Array, Symbol.species, { configurable: true, value: function () { return [9, 9, 9]; } });
show([1].slice(), [1, 2].concat([3]));
Object.defineProperty(Array, Symbol.species, species);
const iterator = Array.prototype[Symbol.iterator];
Array.prototype[Symbol.iterator] = function* () { yield 'patched'; };
show([...[1, 2]], Array.from([1]), new Uint8Array([5, 6]).length);
Array.prototype[Symbol.iterator] = iterator;
const { next } = Object.getPrototypeOf([].values());
Object.getPrototypeOf([].values()).next = function () { const step = next.call(this); step.value *= 2; return step; };
show([...[1, 2]], Array.from([1]), [...Float64Array.from([4])]);
Object.getPrototypeOf([].values()).next = next;

// Conversions may change what is copied.
const shrinking = [1, { valueOf() { shrinking.length = 0; return 2; } }, 3];
show([...new Float64Array(shrinking)]);
const target = [1, 2, 3, 4];
show(target.indexOf(4, { valueOf() { target.length = 2; return 0; } }), target);
show(target.includes(undefined, { valueOf() { target.length = 1; return 0; } }));
const frozen = Object.freeze([3, 4]);
show(frozen.slice(), frozen.concat(frozen), [...frozen], frozen.indexOf(4));
try { frozen.reverse(); } catch (error) { show(error.name, frozen); }
const long = Array.from({ length: 70_000 }, (_, i) => i);
show(long.slice(65_530, 65_540), long.indexOf(69_999), long.lastIndexOf(0), long.concat(long).length, long.includes(70_000));
show(Math.exp(1) === Math.E, Math.cosh(1), String(-0), (-2147483648).toString(), [2 ** 31, -1, 10].join());
