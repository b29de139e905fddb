// Functions, iterators and promises nested 100,000 deep: an answer or a RangeError from everything that walks over them.
const { nest, use } = require('./fixtures/uses.js');
use({
  bound: nest((x) => x.bind(null), function () { return 1; }),
  'bound class': nest((x) => x.bind(null), class { a = 1; }),
  closure: nest((f) => () => f(), () => 1),
  generator: nest((it) => (function* () { yield* it; })(), [1]),
  iterator: nest((it) => it.map((x) => x), [1].values()),
  wrapped: nest((it) => Iterator.from({ next: () => it.next() }), [1].values()),
  promise: nest((p) => p.then((x) => x), Promise.resolve(1)),
  thenable: nest((p) => ({ then(f) { p.then(f); } }), Promise.resolve(1)),
});
