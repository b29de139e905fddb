// Prototypes nested 100,000 deep: an answer or a RangeError from everything that walks over them.
const { nest, use } = require('./fixtures/uses.js');
use({
  prototype: nest((x) => Object.create(x), { a: 1 }),
  'array prototype': nest((x) => Object.setPrototypeOf([], x), []),
  'function prototype': nest((x) => Object.setPrototypeOf(() => 1, x), () => 1),
  'proxy as prototype': nest((x) => Object.create(new Proxy(x, {})), { a: 1 }),
  class: nest((C) => class extends C {}, class {}),
});
