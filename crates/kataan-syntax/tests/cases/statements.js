if (a) b; else if (c) { d } else e
for (var i = 0, j; i < j; i++) continue;
for (var k = 1 in o);
for (const [x, y = 1] of z) break
for (async of => {}; ;) { }
for (let of of of) ;
for (a.b in (c, d));
label: other: while (1) { continue label; break other }
do ; while (0) x
switch (a) { case 1: let b; default: c; }
try { } catch { } finally { }
with (a) b
let
await
yield
{ var v; let l; function f() { } }
throw new
Error
;debugger
var { p, ...q } = r
