function sloppy(a) { let b; { const c = 1; eval("var d") } return d }
function strict() { "use strict"; let b; eval("var d") }
function inner() { let b; return () => eval("b") }
function parameter(a = eval("var b"), c) { return b }
function indirect() { let b; (0, eval)("b") }
function object(o) { let b = 1; with (o) { b; let c; () => c } }
(a = eval("1")) => a;
