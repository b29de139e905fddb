// Arrays, objects, strings nested 100,000 deep: an answer or a RangeError from everything that walks over them.
const { nest, use } = require('./fixtures/uses.js');
use({
  array: nest((x) => [x], 1),
  object: nest((a) => ({ a }), 1),
  map: nest((x) => new Map([[x, x]]), 1),
  error: nest((cause) => new Error('x', { cause }), 1),
  rope: nest((x) => 'a' + x, 'abcdefghijklmnopqrstuvwxyzabcdef'),
  'left rope': nest((x) => x + 'a', 'abcdefghijklmnopqrstuvwxyzabcdef'),
  'mixed rope': nest((x) => (x.length & 1 ? x + 'a' : 'a' + x), 'abcdefghijklmnopqrstuvwxyzabcdef'),
  'to string': nest((o) => ({ toString: () => `${o}` }), 'x'),
  'to primitive': nest((o) => ({ [Symbol.toPrimitive]: () => +o }), 1),
  'to json': nest((o) => ({ toJSON: () => [o] }), 1),
});
