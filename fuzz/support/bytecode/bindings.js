'use strict';
let outer = 1, later;
const list = [];
function counter(start) {
  let count = start;
  let twice = () => { count += 2; return count; };
  { let inner = count; list.push(() => inner + count + outer); }
  for (let i = 0; i < 3; i++) list.push(() => i + count);
  for (const x of [1, 2]) list.push(() => x * count);
  return { twice, get value() { return count; }, set value(v) { count = v; } };
}
const c = counter(3);
c.value = c.twice() + list.map(f => f()).length;
function shadow(a, b = () => a, { d, ...rest } = { d: 1, e: 2 }, ...more) {
  var a = b() + d;
  try { late; } catch (error) { a += error.message.length; }
  let late = a;
  return [late, rest, more, () => late];
}
later = shadow(1, undefined, undefined, 4, 5);
later[3]() + c.value;
