function tdz() { { f(x); let x = 1; x = 2; function f() { return x; } } const c = 1; c = 2; }
function annexB() { { function g() {} } return g; }
function mapped(a, a, b) { arguments[0] = 1; return a; }
function evaluated(p) { var v; { let l; eval("v + l"); } return p; }
function dynamic(o) { with (o) { x(y); z = typeof y; delete y; } }
function defaults(a, b = () => a, { c = b } = {}) { var a; return eval("c"); }
function twice(a, a) { return a; }
