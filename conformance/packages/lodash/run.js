// Collections, strings, templates and functions of lodash.
const _ = require('lodash');

const people = _.times(200, (id) => ({ id, name: `name${(id * 7919) % 200}`, age: (id * 31) % 90, tags: _.range(id % 4) }));
const show = (label, value) => console.log(label, JSON.stringify(value));

show('version', _.VERSION);
show('groupBy', _.mapValues(_.groupBy(people, (person) => Math.floor(person.age / 30)), 'length'));
show('sortBy', _.map(_.take(_.orderBy(people, ['age', 'name'], ['desc', 'asc']), 5), 'name'));
show('chain', _.chain(people).filter('tags.length').flatMap('tags').countBy().toPairs().sortBy(0).value());
show('cases', ['camelCase', 'kebabCase', 'snakeCase', 'startCase', 'upperFirst'].map((name) => _[name]('the quick-brown foxJumps')));
show('merge', _.merge({ a: { b: [1, { c: 2 }] } }, { a: { b: [undefined, { d: 3 }], e: new Date(0) } }));
show('cloneDeep', _.isEqual(_.cloneDeep(people), people));
show('isEqual', _.isEqual(new Map([[1, new Set([2])]]), new Map([[1, new Set([3])]])));
show('get', [_.get(people, '[3].tags[1]'), _.get(people, 'x.y', 'none'), _.has(people, [3, 'tags'])]);
show('set', _.set({}, 'a[0].b["c.d"]', 1));
show('template', _.template('<% _.each(users, function (user) { %><li><%- user %></li><% }) %>')({ users: ['a<b', 'c&d'] }));
show('words', _.words('fred, barney, & pebbles'));
show('truncate', _.truncate('hi-diddly-ho there, neighborino', { length: 24, separator: /,? +/ }));
show('padding', [_.pad('abc', 8, '_-'), _.padStart('7', 3, '0'), _.repeat('ab', 3)]);
show('curry', _.curry((a, b, c) => a + b + c)(1)(2)(3));
show('memoize', (() => { let calls = 0; const f = _.memoize((n) => (calls++, n * n)); return [f(4), f(4), calls]; })());
show('sets', [_.union([2], [1, 2]), _.intersection([2, 1], [2, 3]), _.difference([2, 1], [2, 3]), _.xor([2, 1], [2, 3])]);
show('zip', _.zipObject(['a', 'b'], [1, 2]));
show('deburr', _.deburr('déjà vu'));
show('parse', _.map(['6', '08', '10'], (text) => _.parseInt(text)));
