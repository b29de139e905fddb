// Dead zones: a use before, after, from a closure made before or after, from a hoisted function.
early; let early = 1;
let late = 1; late;
let closure_before = 1;
(function () {
  let a = 1, b = 2, c = 3, d, e = () => e;
  const before = () => d2 + a;
  let d2 = 1;
  function hoisted() { return c }
  b = 1;
  switch (a) { case 0: let s = 1; s; }
  for (let x of x) { () => x }
  for (let i = 0; i < 9; i++) i;
  { const { p, q = p } = a; }
})();
function parameters(a, b = a, c = d, d, ...e) { var a; let f = arguments; }
function shadow(arguments) { return arguments }
function variable() { var arguments; return arguments }
function nested() { return () => arguments }
function duplicate(a, a) { return a }
let self = function me() { return me }, other = function you() { () => you; you = 1 };
