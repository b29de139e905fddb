var v = 1;
let l = v, c;
const k = l;
function declared() { return v + l; }
if (v) function conditional() {}
unresolvable = typeof missing;
1;
do { 2; if (v) break; } while (false);
