// A direct eval in a method, which needs the method's home object, keeps arguments and rest parameters.
const o = {
  __proto__: { name: 'proto' },
  list() { return eval('[arguments.length, arguments[1], super.name]'); },
  rest(a, ...[b, c]) { return eval('[a, b, c, super.name]'); },
  named(...all) { return (() => eval('[all.length, super.name]'))(); },
};
console.log(o.list(1, 2, 3), o.rest(1, 2, 3), o.named(1, 2));
class A { static make(...all) { return eval('[this === A, all]'); } }
console.log(A.make(7));
