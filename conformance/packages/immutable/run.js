// Persistent collections.
const { List, Map, OrderedMap, Set, Record, Seq, Range, fromJS, is } = require('immutable');

let map = Map();
for (let i = 0; i < 5000; i++) map = map.set(`key${i}`, i);
for (let i = 0; i < 5000; i += 3) map = map.delete(`key${i}`);
console.log(map.size, map.get('key1'), map.get('key0', 'gone'), map.reduce((sum, value) => sum + value, 0));

let list = List(Range(0, 3000));
list = list.push(1).unshift(-1).set(100, 'x').splice(5, 10).concat(List([7, 8]));
console.log(list.size, list.get(0), list.get(90), list.last(), list.slice(0, 8).toJS().join());

const nested = fromJS({ a: { b: [1, 2, { c: 3 }] }, d: 'e' });
console.log(nested.getIn(['a', 'b', 2, 'c']), JSON.stringify(nested.updateIn(['a', 'b', 2, 'c'], (c) => c + 1)));
console.log(is(fromJS({ a: [1] }), fromJS({ a: [1] })), nested.hashCode() === fromJS(nested.toJS()).hashCode());
console.log(String(nested), String(Set([3, 1, 2])), String(OrderedMap([['z', 1], ['a', 2]])));

const Point = Record({ x: 0, y: 0 }, 'Point');
console.log(String(new Point({ x: 3 }).set('y', 4)), new Point().equals(Point()));
console.log(Seq(Range(1, Infinity)).filter((n) => n % 3 === 0).map((n) => n * n).take(6).toArray().join());
console.log(list.groupBy((value) => typeof value).map((group) => group.size).toJS());
console.log(map.sortBy((value) => -value).take(3).toArray().map((pair) => pair.join(':')).join(' '));
console.log(Set.union([Set([1, 2]), Set([2, 3])]).sort().toJS().join(), List([3, 1, 2]).sort().join());
