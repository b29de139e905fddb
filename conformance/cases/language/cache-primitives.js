// Methods of primitives through caches, while their prototypes change.
function at(s) { return s.charCodeAt(0); }
for (let i = 0; i < 3; i++) at('abc');
const old = String.prototype.charCodeAt;
String.prototype.charCodeAt = function () { return 'mine'; };
console.log(at('abc'));
String.prototype.charCodeAt = old;
console.log(at('abc'));
function extra(s) { return s.extra; }
for (let i = 0; i < 3; i++) console.log(extra('a'), extra(1), extra(true));
Object.prototype.extra = 'object';
console.log(extra('a'), extra(1), extra(true));
String.prototype.extra = 'string';
console.log(extra('a'), extra(1), extra(true));
delete String.prototype.extra;
delete Object.prototype.extra;
console.log(extra('a'), extra(1));
// Exotic objects: names are ordinary, integers and numeric text are not.
function name(o) { return o['1.5']; }
function prop(o) { return o.p; }
const typed = new Uint8Array(2), wrapped = new String('xy');
Object.prototype['1.5'] = 'inherited';
Object.prototype.p = 'p';
for (let i = 0; i < 3; i++) console.log(name(typed), name(wrapped), prop(typed), prop(wrapped));
typed.p = 1; wrapped.p = 2; typed['1.5'] = 3;
console.log(name(typed), prop(typed), prop(wrapped), wrapped.length, wrapped[1]);
(function (a) {
  for (let i = 0; i < 3; i++) { arguments.p = i; a = 'mapped'; console.log(prop(arguments), arguments[0], arguments.length); }
})(1);
