// Proxies and getters nested 100,000 deep: an answer or a RangeError from everything that walks over them.
const { nest, use } = require('./fixtures/uses.js');
use({
  proxy: nest((x) => new Proxy(x, {}), { a: 1 }),
  'proxy of array': nest((x) => new Proxy(x, {}), [1, 2]),
  'proxy of function': nest((x) => new Proxy(x, {}), function () { return 1; }),
  'proxy as handler': nest((x) => new Proxy({}, x), {}),
  'getter of getters': nest((o) => ({ get a() { return o.a; } }), { a: 1 }),
});
