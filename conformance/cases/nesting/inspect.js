// The console shows the outside of what is nested deep.
let array = [], object = {}, error = new Error('x'), map = new Map();
error.stack = 'Error: x';
for (let i = 0; i < 100000; i++) {
  array = [array];
  object = { object };
  map = new Map([[map, map]]);
}
console.log(array);
console.log(object);
console.log(map);
console.log(`${new Proxy(() => 1, {})}`);
