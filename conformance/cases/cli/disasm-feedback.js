// run: kataan disasm --feedback {file}
function sum(list) {
  let total = 0;
  for (let i = 0; i < list.length; i++) total = add(total, list[i]);
  return total;
}
function add(a, b) { return a + b; }
class Point { constructor(x) { this.x = x; } }
sum([1, 2, 3]);
sum([0.5, 'text']);
const apply = (make) => make().x;
apply(() => new Point(1));
apply(() => Object.create({ x: 2 }));
console.log(Math.max(add(2 ** 31 - 1, 1), 3) === 2 ** 31);
