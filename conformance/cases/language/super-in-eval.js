// A method whose home object a direct eval may ask for, with arguments and rest parameters.
const parent = { x: 3 };
const o = {
  plain() { return eval('super.x'); },
  rest(a, ...rest) { return eval('super.x + rest.join() + arguments.length'); },
  arrow(...rest) { return (() => [super.x, rest.length, arguments.length].join())(); },
  strict(a, ...rest) { return eval('[super.x, a, rest, arguments.length].join()'); },
  __proto__: parent,
};
console.log(o.plain(), o.rest(1, 2, 3), o.arrow(1, 2), o.strict(1, 2, 3));
class A { get v() { return 'a'; } }
class B extends A { m(...rest) { return eval('super.v + rest'); } static s(...rest) { return eval('typeof super.m + rest.length'); } }
console.log(new B().m(1, 2), B.s(1));
