class Registry extends Map {}
class Moment extends Date {}
const nested = { map: new Map([['a', { b: [1, 2] }], [{ k: 1 }, new Map([[1, new Map([[2, 3]])]])]]), set: new Set(['x', [1]]) };
console.log(new Map(), new Map([[1, 'one'], ['two', { three: 3 }]]), new Registry([[1, 2]]));
console.log(new Set(), new Set([1, 'a', { b: new Set([2]) }]), nested);
console.log(new Date(0), [new Date(1e12)], new Date(NaN), new Moment(5), Object.assign(new Date(1), { note: 'x' }));
console.log(/a+\/b/gi, [/[/]\n/u], Object.assign(/x/, { extra: 1 }));
console.log(Promise.resolve(4), Promise.reject(5).catch(() => {}) && new Promise(() => {}), Promise.resolve({ a: { b: { c: {} } } }));
const rejected = Promise.reject('no');
rejected.catch(() => {});
console.log(rejected, new WeakMap(), new WeakSet());
console.log(new ArrayBuffer(3), new Uint8Array([1, 2, 255]).buffer, new ArrayBuffer(110));
console.log(Object.assign(new Map([[1, 2]]), { p: 1 }), [new Map([[1, 2]])], { deep: { deeper: { deepest: new Map([[1, 2]]), empty: new Map(), date: new Date(0) } } });
const self = new Map();
self.set('self', self);
console.log(self, new Set(Array.from({ length: 110 }, (_, i) => i)).size, new Map(Array.from({ length: 12 }, (_, i) => ['key number ' + i, i])));
console.table([{ a: 1, b: 'x' }, { a: 2, c: true }]);
console.table([[1, 2], [3]]);
console.table([1, 'two', { three: 3 }]);
console.table([{ a: 1, b: 2 }], ['b']);
console.table({ first: { x: 1 }, second: { x: [1, 2] } });
console.table(5);
console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });
console.dir({ a: { b: { c: { d: { e: { f: 1 } } } } } }, { depth: null });
