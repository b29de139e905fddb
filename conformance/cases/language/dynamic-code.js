// Direct and indirect eval, and function constructors: each in its own scope.
var log = (...values) => console.log(...values);
// Global whether this file is a script or the body of a function.
globalThis.lexical = 'global lexical';
globalThis.variable = 'global variable';

function sloppy(parameter) {
  let local = 'local';
  eval('var added = local + "!"; function made() { return added + parameter; }');
  log(added, made(), typeof made, delete added, typeof added);
  (0, eval)('var indirect = typeof parameter');
  log(indirect, globalThis.indirect);
}
sloppy('?');

function strict() {
  'use strict';
  log(eval('var own = 1; let more = 2; own + more'), typeof own);
  try { eval('undeclared = 1'); } catch (error) { log(error.name); }
}
strict();

// A name that eval adds is found before the one outside, from then on.
function shadowing() {
  const read = () => variable;
  const before = read();
  eval('var variable = "added"');
  return [before, read(), (() => eval('variable'))()];
}
log(shadowing().join());

// Conflicts are found before anything is declared.
function conflict() {
  let taken;
  try { eval('var first; { var taken; }'); } catch (error) { log(error.name, typeof first); }
}
conflict();

// this, new.target, super and private names of the code around.
class Base { greet() { return 'base ' + this.name; } }
class Derived extends Base {
  #secret = 'secret';
  name = eval('this.constructor.name');
  target = (() => eval('new.target === undefined'))();
  greet() { return eval('super.greet() + " " + this.#secret'); }
  constructor(early) { if (early) eval('super()'); else { const call = () => eval('super()'); call(); } }
}
log(new Derived(true).greet(), new Derived(false).greet(), new Derived(true).target);
function target() { return eval('(() => new.target === target)()'); }
log(new (function () { this.is = eval('new.target') !== undefined; })().is, Reflect.construct(target, []) instanceof target);

// Nested, and with closures that outlive it.
const counter = eval('let count = 0; (() => eval("count += 1"))');
log(counter(), counter(), typeof count);
with ({ inside: 'of the object', variable: 'shadow' }) log(eval('inside + " " + variable'));

// Function constructors see the global scope only.
function factory() {
  let lexical = 'hidden', variable = 'hidden';
  return new Function('suffix = "."', 'return lexical + "|" + variable + suffix');
}
log(factory()());
log(new Function('a', 'b = a * 2', '...rest', 'return [a, b, rest.length]')(1, undefined, 3, 4).join());
log(new Function('a, b', 'c', 'return a + b + c')(1, 2, 3), String(new Function('a', 'b', 'return a')).replace(/\n/g, '~'));
const GeneratorFunction = Object.getPrototypeOf(function* () {}).constructor;
const AsyncFunction = Object.getPrototypeOf(async function () {}).constructor;
log([...GeneratorFunction('n', 'while (n) yield n--')(3)].join());
AsyncFunction('value', 'return (await value) + 1')(1).then((value) => log('async', value));
for (const parts of [['a', '}, function () {'], ['*/', ''], ['a = super.x', ''], ['', 'super()'], ['a, a', '"use strict"']]) {
  try { log(typeof new Function(...parts)); } catch (error) { log(error.name); }
}
log(new Function('this.fromFunction = typeof this; return fromFunction')());

// What is not text is given back; the completion value is the last one.
log(eval({ toString: 1 }.toString), eval('1; { 2; ; } var x = 3'), eval('if (false) 1'), eval(''), eval('"use strict"; 4'));
