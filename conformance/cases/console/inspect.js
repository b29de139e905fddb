class Point { constructor() { this.x = 1; this.y = -0; } get length() { return 1; } }
class Point3 extends Point { z = [1.5, NaN]; }
console.log(new Point(), new Point3(), Point3, [Point]);
console.log({ a: 'text', 'b-c': "it's", [Symbol('s')]: Symbol.iterator, 1: null, f() {}, g: () => {}, h: class {} });
console.log([1, , , 4, undefined], [], {}, [[]], [{}], [[[[1]]]], { a: { b: { c: { d: 1 } } } });
console.log(Object.create(null), Object.create({ constructor: Point }), new (class extends Array {})(1, 2, 3));
console.log([1, 2n, true, null, undefined, 'x\ny', -0, 1e21]);
console.log('%s is %d years and %i, %f, %j %o %O %%', 'Ann', 42.5, 42.9, '1.5', { a: 1 }, [1], { b: 2 }, 'rest', 7);
console.log(Array.from({ length: 120 }, (_, i) => i));
console.log(Array.from({ length: 30 }, (_, i) => 'word'.repeat(i % 4)));
console.log({ long: 'a'.repeat(50), other: 'b'.repeat(50), list: [1, 2, 3].map((n) => ({ n, text: 'c'.repeat(20) })) });
const loop = { name: 'loop' };
loop.self = loop;
loop.list = [loop, { loop }];
console.log(loop);
console.log({ get a() { return 1; }, set a(v) {}, get b() { return 2; }, set c(v) {} });
console.log(Object.assign(() => {}, { a: 1 }), Object.assign(function named() {}, { b: [1] }));
console.log(new Number(3), new String('boxed'), new Boolean(false), Object(Symbol('boxed')), Object(1n));
console.log((function () { return arguments; })(1, 'two'));
console.log(new Proxy({ a: 1 }, {}), new Proxy([1, 2], {}));
console.log({ [Symbol.toStringTag]: 'Tagged', a: 1 });
console.log(['a'.repeat(30) + '\n' + 'b'.repeat(60)]);
console.log("top 'level'", ["in 'quotes'", 'in "double"', `in 'both" `], '\u001b');
