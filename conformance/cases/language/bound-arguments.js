// Arguments that a bound function moves up stay alive while its target is compiled.
// run: kataan --gc-stress {file}
var first = function (bound, given) { return given; }.bind(undefined, 1);
function show(value) { return typeof value + ':' + value; }
print(show(first([7, 8, 9])));
var second = function (a, b, c, given) { return given; }.bind(undefined, 1, 2, 3);
print(new Float64Array(second([4, 5])).length);
var Made = function (a, b, given) { this.given = given; }.bind(null, 1, 2);
print(show(new Made([3]).given));
(function () { return first; })();
print((function () { var last = function (a, b, c, d, given) { return given; }.bind(0, 1, 2, 3, 4); return last([6, 5]); })());
