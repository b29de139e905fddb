// Many shapes at one site of loads, then one of stores: what loads know must not serve stores.
function load(o) { return o.x; }
function store(o) { o.x = 2; }
const proto = { x: 1 };
const objects = [];
for (let i = 0; i < 40; i++) {
  const o = Object.create(proto);
  o['own' + i] = i;
  objects.push(o);
}
const frozen = [];
for (let i = 0; i < 40; i++) frozen.push(Object.freeze({ ['k' + i]: 0, x: 1 }));
for (let turn = 0; turn < 3; turn++) {
  for (const o of objects) load(o);
  for (const o of frozen) load(o);
}
for (const o of objects) store(o);
for (const o of frozen) store(o);
console.log(objects.every((o, i) => o.x === 2 && o['own' + i] === i && Object.keys(o).length === 2));
console.log(frozen.every(o => o.x === 1), proto.x);
