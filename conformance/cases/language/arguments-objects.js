// Arguments objects of every kind, element by element and property by property.
function none() { return arguments; }
function mapped(a, b) { arguments[0] = 'x'; b = 'y'; return [a, arguments[1], arguments]; }
function strict(a) { 'use strict'; a = 1; return arguments; }
function shape(o) { return Reflect.ownKeys(o).map(String).join() + ' ' + Object.keys(o).join() + ' ' + Object.prototype.toString.call(o); }
console.log(shape(none(1, 2)), '/', shape(mapped(1, 2, 3)[2]), '/', shape(strict(5)));
console.log(mapped(1).slice(0, 2).join(), mapped(1, 2).slice(0, 2).join(), strict(9)[0], none.call(null, 3)[0]);
const o = none(1, 2, 3);
console.log(o.callee === none, o.length, [...o].join(), Array.from(o).join(), Object.getOwnPropertyDescriptor(o, 'callee').enumerable);
o[3] = 4; o.length = 4; o[9] = 1; delete o[0];
console.log(Array.prototype.join.call(o), 9 in o, o.hasOwnProperty(0));
try { strict().callee; } catch (e) { console.log(e instanceof TypeError); }
const thrower = Object.getOwnPropertyDescriptor(strict(), 'callee');
console.log(thrower.get === thrower.set, thrower.configurable, thrower.enumerable);
function length() { return arguments.length; }
for (let i = 0; i < 3; i++) console.log(length.apply(null, new Array(i)), length(...'abc'));
console.log(Object.isFrozen(Object.freeze(none(1))), none().length);
// Functions and their prototypes.
function F() {}
console.log(Reflect.ownKeys(F.prototype).join(), F.prototype.constructor === F, Object.keys(F.prototype).length);
F.prototype.x = 1;
console.log(new F().x, Object.getPrototypeOf(new F()) === F.prototype, JSON.stringify(Object.getOwnPropertyDescriptor(F, 'prototype')));
function* G() {}
async function* H() {}
console.log(Reflect.ownKeys(G.prototype).length, Object.getPrototypeOf(H.prototype) === Object.getPrototypeOf(async function* () {}.prototype), 'prototype' in (() => 1), 'prototype' in { m() {} }.m);
