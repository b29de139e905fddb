// A parameter that is assigned the result of an expression that reads it.
const source = { wrap: (x) => [x], twice: { wrap: (x, y) => [x, y] } };
function method(e) { e = source.wrap(e); return e; }
function chain(e) { e = source.twice.wrap(e, e); return e; }
function own(e) { e = this.wrap(e); return e; }
function element(e) { e = [source, e][0].wrap(e); return e; }
function literal(e) { e = { a: 1, b: e }; return e.b; }
function list(e) { e = [1, e]; return e[1]; }
function template(e) { e = `${1}${e}`; return e; }
function conditional(e) { e = e ? [e] : e; return e; }
function call(e) { e = ((x) => x)(e); return e; }
function construct(e) { e = new Array(1, e); return e; }
function second(a, b) { b = source.twice.wrap(a, b); a = b; return a; }
console.log(method('x'), chain('x'), own.call(source, 'x'), element('x'), literal('x'), list('x'));
console.log(template('x'), conditional('x'), call('x'), construct('x'), second('x', 'y'));
