var global = 1;
function sloppy(a, b) {
  arguments[0] = 5; var made = a + arguments.length;
  eval('var added = made + a; function extra() { return added; }');
  with ({ made: 2, b: 3, f() { return this.b; } }) { made += b; b = f(); global += made; }
  return [added, extra(), made, b, typeof absent, (() => eval('a + made'))(), delete added];
}
function strict(x) { 'use strict'; let y = x; return eval('let z = y + x; () => z + y')() + eval('this === undefined'); }
class Evals { #p = 3; field = eval('this.#p'); method() { return eval('super.toString') === Object.prototype.toString; } }
function target() { return (() => eval('new.target'))() === target; }
{ function hoisted() { return 1; } }
if (true) { function hoisted2() { return hoisted(); } }
const made = new Function('a', 'b = a', 'return a + b')(2);
[sloppy(1, 2), strict(3), new Evals().field, new Evals().method(), new target(), hoisted2(), made, (0, eval)('global')];
