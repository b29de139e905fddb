// Programs whose data is large: each makes it first, without a deadline, and after the line `// then`
// does something with it that never ends by itself. A line `// --- NAME` starts each.

// --- string-case-latin1
const s = 'aé'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) s.toUpperCase();

// --- string-case-lower-ascii
const s = 'Ab'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) s.toLowerCase();

// --- string-case-wide-upper
const s = 'жщß'.repeat(2 ** 22);
s.charCodeAt(0);
// then
for (;;) s.toUpperCase();

// --- string-case-sigma
const s = 'Σ'.repeat(2 ** 23);
s.charCodeAt(0);
// then
for (;;) s.toLowerCase();

// --- string-normalize-nfc
const s = 'e\u0301'.repeat(2 ** 22);
s.charCodeAt(0);
// then
for (;;) s.normalize('NFC');

// --- string-normalize-nfd
const s = 'é'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) s.normalize('NFD');

// --- string-normalize-marks
const s = 'a' + '\u0301\u0316'.repeat(2 ** 20);
s.charCodeAt(0);
// then
for (;;) s.normalize('NFC');

// --- string-normalize-ascii
const s = 'a'.repeat(2 ** 25);
s.charCodeAt(0);
// then
for (;;) s.normalize('NFKC');

// --- string-normalize-hangul
const s = '한'.repeat(2 ** 22);
s.charCodeAt(0);
// then
for (;;) s.normalize('NFD');

// --- uri-encode
const s = 'é '.repeat(2 ** 21);
s.charCodeAt(0);
// then
for (;;) encodeURIComponent(s);

// --- uri-decode
const s = '%41%C3%A9'.repeat(2 ** 21);
s.charCodeAt(0);
// then
for (;;) decodeURIComponent(s);

// --- escape
const s = 'é Ж'.repeat(2 ** 21);
s.charCodeAt(0);
// then
for (;;) escape(s);

// --- unescape
const s = '%41%u0416'.repeat(2 ** 21);
s.charCodeAt(0);
// then
for (;;) unescape(s);

// --- split-units
const s = 'ab'.repeat(2 ** 23);
s.charCodeAt(0);
// then
for (;;) s.split('');

// --- split-separator
const s = 'a,'.repeat(2 ** 23);
s.charCodeAt(0);
// then
for (;;) s.split(',');

// --- split-absent
const s = 'a'.repeat(2 ** 25);
s.charCodeAt(0);
// then
for (;;) s.split('b');

// --- split-wide-absent
const s = 'Ж'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) s.split('Щ');

// --- replace-all
const s = 'a'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) s.replaceAll('a', 'b');

// --- replace-all-empty
const s = 'a'.repeat(2 ** 23);
s.charCodeAt(0);
// then
for (;;) s.replaceAll('', 'b');

// --- replace-all-absent
const s = 'ab'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) s.replaceAll('aa', 'b');

// --- index-of-unit
const s = 'a'.repeat(2 ** 25);
s.charCodeAt(0);
// then
for (;;) s.indexOf('b');

// --- index-of-periodic
const s = 'a'.repeat(2 ** 25), part = 'a'.repeat(2 ** 23) + 'b';
s.charCodeAt(0); part.charCodeAt(0);
// then
for (;;) s.indexOf(part);

// --- index-of-periodic-front
const s = 'a'.repeat(2 ** 25), part = 'b' + 'a'.repeat(2 ** 23);
s.charCodeAt(0); part.charCodeAt(0);
// then
for (;;) s.indexOf(part);

// --- index-of-wide
const s = 'Ж'.repeat(2 ** 24), part = 'Ж'.repeat(2 ** 22) + 'b';
s.charCodeAt(0); part.charCodeAt(0);
// then
for (;;) s.indexOf(part);

// --- index-of-wide-front
const s = 'Ж'.repeat(2 ** 24), part = 'b' + 'Ж'.repeat(2 ** 22);
s.charCodeAt(0); part.charCodeAt(0);
// then
for (;;) s.indexOf(part);

// --- index-of-mixed
const s = 'Ж'.repeat(2 ** 24), part = 'a'.repeat(2 ** 22);
s.charCodeAt(0); part.charCodeAt(0);
// then
for (;;) s.indexOf(part);

// --- last-index-of
const s = 'a'.repeat(2 ** 25), part = 'b' + 'a'.repeat(2 ** 23);
s.charCodeAt(0); part.charCodeAt(0);
// then
for (;;) s.lastIndexOf(part);

// --- last-index-of-end
const s = 'a'.repeat(2 ** 25), part = 'a'.repeat(2 ** 23) + 'b';
s.charCodeAt(0); part.charCodeAt(0);
// then
for (;;) s.lastIndexOf(part);

// --- last-index-of-wide
const s = 'Ж'.repeat(2 ** 24), part = 'b' + 'Ж'.repeat(2 ** 22);
s.charCodeAt(0); part.charCodeAt(0);
// then
for (;;) s.lastIndexOf(part);

// --- last-index-of-unit
const s = 'a'.repeat(2 ** 25);
s.charCodeAt(0);
// then
for (;;) s.lastIndexOf('b');

// --- includes
const s = 'ab'.repeat(2 ** 24), part = 'ab'.repeat(2 ** 22) + 'aa';
s.charCodeAt(0); part.charCodeAt(0);
// then
for (;;) s.includes(part);

// --- starts-with
const s = 'a'.repeat(2 ** 25), t = 'a'.repeat(2 ** 25 - 6) + 'b';
s.charCodeAt(0); t.charCodeAt(0);
// then
for (;;) { s.startsWith(t); s.endsWith(t); }

// --- locale-compare
const s = 'a'.repeat(2 ** 24), t = 'a'.repeat(2 ** 24);
s.charCodeAt(0); t.charCodeAt(0);
// then
for (;;) s.localeCompare(t);

// --- locale-compare-wide
const s = 'é'.repeat(2 ** 22), t = 'e\u0301'.repeat(2 ** 22);
s.charCodeAt(0); t.charCodeAt(0);
// then
for (;;) s.localeCompare(t);

// --- equal
const s = 'a'.repeat(2 ** 25), t = 'a'.repeat(2 ** 25);
s.charCodeAt(0); t.charCodeAt(0);
// then
for (;;) s === t;

// --- less
const s = 'a'.repeat(2 ** 25), t = 'a'.repeat(2 ** 25);
s.charCodeAt(0); t.charCodeAt(0);
// then
for (;;) s < t;

// --- less-mixed
const s = 'a'.repeat(2 ** 24), t = 'a'.repeat(2 ** 24 - 1) + 'Ж';
s.charCodeAt(0); t.charCodeAt(0);
// then
for (;;) s < t;

// --- repeat
// then
for (;;) 'abc'.repeat(2 ** 23).charCodeAt(5);

// --- repeat-wide
// then
for (;;) 'Ж'.repeat(2 ** 25).charCodeAt(5);

// --- is-well-formed
const s = 'Ж'.repeat(2 ** 25);
s.charCodeAt(0);
// then
for (;;) s.isWellFormed();

// --- to-well-formed
const s = '\ud800'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) s.toWellFormed();

// --- trim
const s = ' '.repeat(2 ** 25);
s.charCodeAt(0);
// then
for (;;) s.trim();

// --- trim-wide
const s = '\u2003'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) s.trimEnd();

// --- html
const s = '"'.repeat(2 ** 22);
s.charCodeAt(0);
// then
for (;;) s.anchor(s);

// --- spread-string
const s = 'a'.repeat(2 ** 23);
s.charCodeAt(0);
// then
for (;;) [...s];

// --- array-from-string
const s = 'a'.repeat(2 ** 23);
s.charCodeAt(0);
// then
for (;;) Array.from(s);

// --- json-parse-string
const s = '"' + 'a'.repeat(2 ** 24) + '"';
s.charCodeAt(0);
// then
for (;;) JSON.parse(s);

// --- json-parse-escapes
const s = '"' + '\\n'.repeat(2 ** 23) + '"';
s.charCodeAt(0);
// then
for (;;) JSON.parse(s);

// --- json-parse-spaces
const s = ' '.repeat(2 ** 24) + '1';
s.charCodeAt(0);
// then
for (;;) JSON.parse(s);

// --- json-parse-digits
const s = '1'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) JSON.parse(s);

// --- json-parse-fraction
const s = '0.' + '1'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) JSON.parse(s);

// --- json-parse-array
const s = '[' + '1,'.repeat(2 ** 21) + '1]';
s.charCodeAt(0);
// then
for (;;) JSON.parse(s);

// --- json-parse-objects
const s = '[' + '{"a":1},'.repeat(2 ** 23) + '1]';
s.charCodeAt(0);
// then
for (;;) JSON.parse(s);

// --- json-parse-keys
let s = '{';
for (let i = 0; i < 1e6; i++) s += '"k' + i + '":1,';
s += '"z":1}';
// then
for (;;) JSON.parse(s);

// --- json-quote
const s = 'a'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) JSON.stringify(s);

// --- json-quote-escapes
const s = '\n'.repeat(2 ** 23);
s.charCodeAt(0);
// then
for (;;) JSON.stringify(s);

// --- json-quote-wide
const s = '\ud800Ж'.repeat(2 ** 22);
s.charCodeAt(0);
// then
for (;;) JSON.stringify(s);

// --- json-stringify-keys
const o = {};
for (let i = 0; i < 1e6; i++) o['k' + i] = i;
// then
for (;;) JSON.stringify(o);

// --- json-stringify-array
const a = new Array(2 ** 20).fill(1);
// then
for (;;) JSON.stringify(a);

// --- number-parse
const s = '1'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) Number(s);

// --- number-parse-fraction
const s = '0.' + '0'.repeat(2 ** 24) + '1';
s.charCodeAt(0);
// then
for (;;) Number(s);

// --- number-parse-spaces
const s = ' '.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) Number(s);

// --- number-parse-binary
const s = '0b' + '1'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) Number(s);

// --- parse-int
const s = '1'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) parseInt(s);

// --- parse-int-radix
const s = '1'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) parseInt(s, 7);

// --- parse-int-hex
const s = '1'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) parseInt(s, 16);

// --- parse-float
const s = '1'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) parseFloat(s);

// --- bigint-parse
const s = '7'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) { try { BigInt(s); } catch {} }

// --- bigint-parse-bound
const s = '7'.repeat(315652);
s.charCodeAt(0);
// then
for (;;) BigInt(s);

// --- bigint-parse-hex
const s = '0x' + '7'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) { try { BigInt(s); } catch {} }

// --- bigint-parse-zeros
const s = '0'.repeat(2 ** 24) + '1';
s.charCodeAt(0);
// then
for (;;) BigInt(s);

// --- bigint-to-string
const x = 2n ** 1048575n - 1n;
// then
for (;;) x.toString();

// --- bigint-to-string-radix
const x = 2n ** 1048575n - 1n;
// then
for (;;) x.toString(7);

// --- bigint-to-string-hex
const x = 2n ** 1048575n - 1n;
// then
for (;;) x.toString(16);

// --- bigint-multiply
const x = 2n ** 524287n - 1n;
// then
for (;;) x * x;

// --- bigint-power
// then
for (;;) { 3n ** 661571n; 1000003n ** 50000n; }

// --- bigint-divide
const x = 2n ** 1048575n - 1n, y = 3n ** 330000n;
// then
for (;;) x / y;

// --- bigint-remainder
const x = 2n ** 1048575n - 1n, y = 3n ** 330000n;
// then
for (;;) x % y;

// --- bigint-compare-number
const x = 2n ** 1048575n - 1n;
// then
for (;;) { x < 1.5; x == 1e300; x == '1'.repeat(300000); Number(x); }

// --- rope-left
let s = '';
for (let i = 0; i < 1e6; i++) s = 'abcdefghijklmnop' + s;
// then
s.charCodeAt(5);
for (;;);

// --- rope-right
let s = '';
for (let i = 0; i < 1e6; i++) s = s + 'abcdefghijklmnop';
// then
s.charCodeAt(5);
for (;;);

// --- rope-double
let s = 'abcdefghijklmnop';
while (s.length < 2 ** 24) s += s;
// then
s.charCodeAt(5);
for (;;);

// --- rope-mixed
let s = 'abcdefghijklmnopЖ';
while (s.length < 2 ** 23) s = s + 'a' + s;
// then
s.charCodeAt(5);
for (;;);

// --- key-huge
const s = 'a'.repeat(2 ** 25), o = {};
s.charCodeAt(0);
// then
for (let i = 0; ; i++) o[s.slice(i)] = 1;

// --- key-huge-wide
const s = 'Ж'.repeat(2 ** 24), o = {};
s.charCodeAt(0);
// then
for (let i = 0; ; i++) o[s.slice(i)];

// --- map-key-huge
const s = 'a'.repeat(2 ** 25), m = new Map();
s.charCodeAt(0);
// then
for (let i = 0; ; i++) m.set(s.slice(i), 1);

// --- symbol-huge
const s = 'a'.repeat(2 ** 25);
s.charCodeAt(0);
// then
for (let i = 0; ; i++) Symbol.for(s.slice(i));

// --- string-raw-huge
// then
for (;;) String.raw({ raw: 'a'.repeat(2 ** 23) }, 1);

// --- string-replace-function
const s = 'a'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) s.replaceAll('a', () => 'b');

// --- string-substitution
const s = 'a'.repeat(2 ** 24), t = '$$'.repeat(2 ** 22);
s.charCodeAt(0); t.charCodeAt(0);
// then
for (;;) s.replace('a', t);

// --- string-at
const s = 'a'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) { s.at(-1); s.substring(1, 2 ** 24 - 5).charCodeAt(4); }

// --- regexp-literal-huge
const s = 'a'.repeat(2 ** 21);
s.charCodeAt(0);
// then
for (;;) { try { new RegExp(s); } catch {} }

// --- regexp-alternatives
const s = 'ab|'.repeat(2 ** 22);
s.charCodeAt(0);
// then
for (;;) { try { new RegExp(s).test('x'); } catch {} }

// --- regexp-classes
const s = '[a-z]'.repeat(2 ** 21);
s.charCodeAt(0);
// then
for (;;) { try { new RegExp(s, 'v').test('x'); } catch {} }

// --- regexp-class-huge
const s = '[' + 'aЖ'.repeat(2 ** 23) + ']';
s.charCodeAt(0);
// then
for (;;) { try { new RegExp(s, 'iu').test('x'); } catch {} }

// --- regexp-groups
const s = '(a)'.repeat(2 ** 21);
s.charCodeAt(0);
// then
for (;;) { try { new RegExp(s).test('x'); } catch {} }

// --- regexp-names
let s = '';
for (let i = 0; i < 1e6; i++) s += '(?<a' + i + '>x)';
// then
for (;;) { try { new RegExp(s).test('x'); } catch {} }

// --- regexp-error-huge
const s = 'a'.repeat(2 ** 22) + '(';
s.charCodeAt(0);
// then
for (;;) { try { new RegExp(s); } catch {} }

// --- regexp-escape
const s = 'a-'.repeat(2 ** 21);
s.charCodeAt(0);
// then
for (;;) RegExp.escape(s);

// --- regexp-source
const r = new RegExp('\\/'.repeat(2 ** 19));
// then
for (;;) { r.source; String(r); }

// --- regexp-test-linear
const s = 'a'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) /b/.test(s);

// --- regexp-test-wide
const s = 'Ж'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) /[bc]d/.test(s);

// --- regexp-sticky-split
const s = 'a'.repeat(2 ** 22);
s.charCodeAt(0);
// then
for (;;) s.split(/b/);

// --- date-parse
const s = 'a'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) Date.parse(s);

// --- date-parse-spaces
const s = ' '.repeat(2 ** 24) + '1';
s.charCodeAt(0);
// then
for (;;) Date.parse(s);

// --- eval-comment
const s = '/*' + 'a'.repeat(2 ** 23) + '*/';
s.charCodeAt(0);
// then
for (;;) eval(s);

// --- eval-spaces
const s = ' '.repeat(2 ** 23);
s.charCodeAt(0);
// then
for (;;) eval(s);

// --- eval-semicolons
const s = ';'.repeat(2 ** 21);
s.charCodeAt(0);
// then
for (;;) eval(s);

// --- eval-statements
const s = 'x=1;'.repeat(2 ** 22);
s.charCodeAt(0);
// then
for (;;) (0, eval)(s);

// --- eval-identifier
const s = 'a'.repeat(2 ** 22);
s.charCodeAt(0);
// then
for (;;) { try { eval(s); } catch {} }

// --- eval-string
const s = '"' + 'a'.repeat(2 ** 22) + '"';
s.charCodeAt(0);
// then
for (;;) eval(s);

// --- eval-template
const s = '`' + 'a${1}'.repeat(2 ** 20) + '`';
s.charCodeAt(0);
// then
for (;;) eval(s);

// --- eval-number
const s = '1'.repeat(2 ** 22);
s.charCodeAt(0);
// then
for (;;) eval(s);

// --- eval-bigint
const s = '1'.repeat(2 ** 22) + 'n';
s.charCodeAt(0);
// then
for (;;) { try { eval(s); } catch {} }

// --- eval-array
const s = '[' + '1,'.repeat(2 ** 22) + ']';
s.charCodeAt(0);
// then
for (;;) eval(s);

// --- eval-names
let s = '';
for (let i = 0; i < 1e6; i++) s += 'var a' + i + ';';
// then
for (;;) eval(s);

// --- eval-lets
let s = '';
for (let i = 0; i < 1e6; i++) s += 'let a' + i + ';';
// then
for (;;) eval(s);

// --- eval-functions
let s = '';
for (let i = 0; i < 3e5; i++) s += 'function f' + i + '(a, b) { return a + b; }';
// then
for (;;) eval(s);

// --- eval-function-large
const s = '(function () { ' + 'x=1;'.repeat(2 ** 21) + ' })()';
s.charCodeAt(0);
// then
for (;;) eval(s);

// --- eval-switch
let s = 'switch (1) {';
for (let i = 0; i < 5e5; i++) s += 'case ' + i + ':';
s += '}';
// then
for (;;) eval(s);

// --- eval-object
let s = '({';
for (let i = 0; i < 5e5; i++) s += 'a' + i + ':1,';
s += '})';
// then
for (;;) eval(s);

// --- eval-class
let s = '(class {';
for (let i = 0; i < 2e5; i++) s += '#a' + i + '=1;';
s += '})';
// then
for (;;) eval(s);

// --- eval-binary
const s = '1+'.repeat(2 ** 22) + '1';
s.charCodeAt(0);
// then
for (;;) eval(s);

// --- eval-binary-names
const s = 'var x = 1;' + 'x+'.repeat(2 ** 21) + '1';
s.charCodeAt(0);
// then
for (;;) eval(s);

// --- eval-regexps
const s = '/a/;'.repeat(2 ** 20);
s.charCodeAt(0);
// then
for (;;) eval(s);

// --- eval-regexp-huge
const s = '/' + 'a'.repeat(2 ** 21) + '/';
s.charCodeAt(0);
// then
for (;;) { try { eval(s); } catch {} }

// --- eval-invalid
const s = 'x=1;'.repeat(2 ** 22) + '(';
s.charCodeAt(0);
// then
for (;;) { try { eval(s); } catch {} }

// --- function-constructor-parameters
let s = 'a0';
for (let i = 1; i < 60000; i++) s += ',a' + i;
// then
for (;;) { try { new Function(s, ''); } catch {} }

// --- function-constructor-body
const s = 'x=1;'.repeat(2 ** 22);
s.charCodeAt(0);
// then
for (;;) new Function(s);

// --- function-to-string
const f = new Function('/*' + 'a'.repeat(2 ** 22) + '*/');
// then
for (;;) f.toString();

// --- arrow-cover
const s = '(a, '.repeat(400) + 'b' + ')'.repeat(400) + ';';
const t = s.repeat(2000);
s.charCodeAt(0); t.charCodeAt(0);
// then
for (;;) { try { eval(t); } catch {} }

// --- json-import-text
const s = '['.repeat(2 ** 23);
s.charCodeAt(0);
// then
for (;;) { try { JSON.parse(s); } catch {} }

// --- array-sort-numbers
const a = Array.from({ length: 5e5 }, Math.random);
// then
for (;;) a.slice().sort();

// --- array-sort-strings
const a = Array.from({ length: 1e6 }, (_, i) => 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnop' + i);
// then
for (;;) a.slice().sort();

// --- array-sort-huge-strings
const s = 'a'.repeat(1e6); const a = [];
for (let i = 0; i < 100; i++) a.push(s + i);
s.charCodeAt(0);
// then
for (;;) a.slice().sort();

// --- array-slice
const a = new Array(3e6).fill(1);
// then
for (;;) a.slice();

// --- array-concat
const a = new Array(3e6).fill(1);
// then
for (;;) a.concat(a);

// --- array-reverse
const a = new Array(3e6).fill(1);
// then
for (;;) a.reverse();

// --- array-to-reversed
const a = new Array(3e6).fill(1);
// then
for (;;) a.toReversed();

// --- array-index-of
const a = new Array(3e6).fill(1);
// then
for (;;) a.indexOf(2);

// --- array-shift
const a = new Array(3e6).fill(1);
// then
for (;;) { a.shift(); a.push(1); }

// --- array-unshift
const a = new Array(3e6).fill(1);
// then
for (;;) a.unshift(1);

// --- array-splice
const a = new Array(3e6).fill(1);
// then
for (;;) a.splice(1, 0, 1);

// --- array-splice-out
const a = new Array(3e6).fill(1);
// then
for (;;) a.splice(0, 2e6).length;

// --- array-copy-within
const a = new Array(3e6).fill(1);
// then
for (;;) a.copyWithin(1, 0);

// --- array-flat
const a = new Array(3e6).fill(1);
// then
for (;;) a.flat();

// --- array-with
const a = new Array(3e6).fill(1);
// then
for (;;) a.with(5, 1);

// --- array-spread
const a = new Array(3e6).fill(1);
// then
for (;;) [...a];

// --- array-from
const a = new Array(3e6).fill(1);
// then
for (;;) Array.from(a);

// --- array-length
// then
for (;;) { const a = new Array(3e6).fill(1); a.length = 0; }

// --- array-length-sparse
const a = [];
for (let i = 0; i < 1e6; i++) a[i * 1000] = 1;
// then
for (;;) { a.length = 5; a[1e9] = 1; }

// --- array-sparse-grow
const a = [];
for (let i = 0; i < 2e6; i++) a[i * 1000] = 1;
// then
for (let i = 0; ; i++) a['x' + i] = a.indexOf(5);

// --- array-freeze
const a = new Array(1e6).fill(1);
// then
Object.freeze(a);
for (;;) Object.isFrozen(a);

// --- array-define
const a = new Array(1e6).fill(1);
// then
Object.defineProperty(a, 5, { get() { return 1; } });
for (;;) a.indexOf(7);

// --- array-new
// then
for (;;) new Array(3e6);

// --- array-prevent-extensions
const a = new Array(1e6).fill(1);
// then
Object.preventExtensions(a); Object.seal(a);
for (;;);

// --- array-huge-index
const a = new Array(3e6).fill(1);
// then
a[2 ** 27] = 1;
for (;;);

// --- array-delete
const a = new Array(3e6).fill(1);
// then
delete a[5]; for (;;) a.indexOf(2);

// --- object-keys-integers
const o = {};
for (let i = 0; i < 3e6; i++) o[i * 10] = i;
// then
for (;;) Object.keys(o);

// --- object-keys
const o = {};
for (let i = 0; i < 1e6; i++) o['k' + i] = i;
// then
for (;;) Object.keys(o);

// --- object-assign
const o = {};
for (let i = 0; i < 1e6; i++) o['k' + i] = i;
// then
for (;;) Object.assign({}, o);

// --- object-spread
const o = {};
for (let i = 0; i < 1e6; i++) o['k' + i] = i;
// then
for (;;) ({ ...o });

// --- object-rest
const o = {};
for (let i = 0; i < 1e6; i++) o['k' + i] = i;
// then
for (;;) { const { k5, ...r } = o; }

// --- object-freeze
const o = {};
for (let i = 0; i < 1e6; i++) o['k' + i] = i;
// then
Object.freeze(o); for (;;) Object.isFrozen(o);

// --- object-define-properties
const o = {};
for (let i = 0; i < 1e6; i++) o['k' + i] = { value: 1 };
// then
for (;;) Object.defineProperties({}, o);

// --- object-rehash
// then
for (;;) { const o = {}; for (let i = 0; i < 4e6; i++) o['k' + i] = i; }

// --- object-delete
const o = {};
for (let i = 0; i < 2e6; i++) o['k' + i] = i;
// then
for (let i = 0; ; i = (i + 1) % 2e6) { delete o['k' + i]; }

// --- reflect-own-keys
const o = {};
for (let i = 0; i < 1e6; i++) o[i * 7 % 1000003] = i;
// then
for (;;) Reflect.ownKeys(o);

// --- own-keys-proxy
const o = {};
for (let i = 0; i < 1e6; i++) o['k' + i] = i;
const keys = Object.keys(o);
// then
for (;;) Object.keys(new Proxy(o, { ownKeys: () => keys }));

// --- map-rehash
// then
for (;;) { const m = new Map(); for (let i = 0; i < 2e6; i++) m.set(i, i); }

// --- map-clone
const m = new Map(); for (let i = 0; i < 5e5; i++) m.set(i, i);
// then
for (;;) new Map(m);

// --- set-union
const m = new Set(); for (let i = 0; i < 5e5; i++) m.add(i);
// then
for (;;) m.union(m);

// --- set-difference
const m = new Set(); for (let i = 0; i < 5e5; i++) m.add(i);
// then
for (;;) m.difference(m);

// --- map-deleted-front
const m = new Map(); for (let i = 0; i < 5e5; i++) m.set(i, i);
for (let i = 0; i < 5e5 - 1; i++) m.delete(i);
// then
for (;;) for (const x of m) break;

// --- map-group-by
const a = new Array(3e6).fill(1);
// then
for (;;) Map.groupBy(a, x => x);

// --- gc-many-objects
const keep = []; for (let i = 0; i < 2e6; i++) keep.push({ a: i });
// then
for (;;) new Array(10);

// --- gc-strings
const keep = []; for (let i = 0; i < 1e6; i++) keep.push('k' + i);
// then
for (;;) new Array(10);

// --- gc-explicit-weak
const m = new WeakMap(), keep = []; for (let i = 0; i < 3e6; i++) { const k = {}; keep.push(k); m.set(k, {}); }
// then
for (;;) new Array(10);

// --- gc-ephemeron-chain
const m = new WeakMap(); let k = {}; const first = k; for (let i = 0; i < 1e6; i++) { const n = {}; m.set(k, n); k = n; }
// then
for (;;) new Array(10);

// --- gc-registry
const r = new FinalizationRegistry(() => {}); const keep = []; for (let i = 0; i < 2e6; i++) { const o = {}; keep.push(o); r.register(o, i); }
// then
for (;;) new Array(10);

// --- typed-fill
const a = new Uint8Array(2 ** 26);
// then
for (;;) a.fill(1);

// --- typed-fill-double
const a = new Float64Array(2 ** 23);
// then
for (;;) a.fill(1.5);

// --- typed-set
const a = new Uint8Array(2 ** 25), b = new Uint8Array(2 ** 25);
// then
for (;;) a.set(b);

// --- typed-set-convert
const a = new Uint8Array(2 ** 23), b = new Float64Array(2 ** 23);
// then
for (;;) a.set(b);

// --- typed-set-array
const a = new Uint8Array(3e6), b = new Array(3e6).fill(1);
// then
for (;;) a.set(b);

// --- typed-copy-within
const a = new Uint8Array(2 ** 26);
// then
for (;;) a.copyWithin(1, 0);

// --- typed-slice
const a = new Uint8Array(2 ** 26);
// then
for (;;) a.slice();

// --- typed-sort
const a = Float64Array.from({ length: 1e6 }, Math.random);
// then
for (;;) a.slice().sort();

// --- typed-sort-bytes
const a = new Uint8Array(2 ** 25);
// then
for (;;) a.sort();

// --- typed-sort-bigint
const a = BigInt64Array.from({ length: 5e5 }, (_, i) => BigInt(i * 7919 % 5000011));
// then
for (;;) a.slice().sort();

// --- typed-sort-compare
const a = Float64Array.from({ length: 3e6 }, Math.random);
// then
for (;;) a.sort((x, y) => y - x);

// --- typed-index-of
const a = new Uint8Array(2 ** 26);
// then
for (;;) a.indexOf(1);

// --- typed-last-index-of
const a = new Float64Array(2 ** 23);
// then
for (;;) a.lastIndexOf(1);

// --- typed-includes
const a = new Float64Array(2 ** 23);
// then
for (;;) a.includes(NaN);

// --- typed-join
const a = new Uint8Array(2 ** 22);
// then
for (;;) a.join();

// --- typed-reverse
const a = new Uint8Array(2 ** 26);
// then
for (;;) a.reverse();

// --- typed-to-reversed
const a = new Uint8Array(2 ** 26);
// then
for (;;) a.toReversed();

// --- typed-construct-convert
const a = new Uint8Array(2 ** 23);
// then
for (;;) new Float64Array(a);

// --- typed-construct-array
const a = new Array(3e6).fill(1);
// then
for (;;) new Float64Array(a);

// --- typed-hex
const a = new Uint8Array(2 ** 23);
// then
for (;;) a.toHex();

// --- typed-base64
const a = new Uint8Array(2 ** 23);
// then
for (;;) a.toBase64();

// --- typed-from-base64
const s = 'AAAA'.repeat(2 ** 21);
s.charCodeAt(0);
// then
for (;;) Uint8Array.fromBase64(s);

// --- typed-from-base64-spaces
const s = ' '.repeat(2 ** 23);
s.charCodeAt(0);
// then
for (;;) Uint8Array.fromBase64(s);

// --- typed-from-hex
const s = '00'.repeat(2 ** 22);
s.charCodeAt(0);
// then
for (;;) Uint8Array.fromHex(s);

// --- typed-set-from-base64
const s = 'AAAA'.repeat(2 ** 21), a = new Uint8Array(2 ** 23);
s.charCodeAt(0);
// then
for (;;) a.setFromBase64(s);

// --- buffer-slice
const b = new ArrayBuffer(2 ** 26);
// then
for (;;) b.slice(0);

// --- buffer-resize
const b = new ArrayBuffer(2 ** 20, { maxByteLength: 2 ** 26 });
// then
for (;;) { b.resize(2 ** 26); b.resize(2 ** 20); }

// --- buffer-transfer
let b = new ArrayBuffer(2 ** 20);
// then
for (;;) { b = b.transfer(2 ** 26); b = b.transfer(2 ** 20); }

// --- buffer-shared
// then
for (;;) { const b = new SharedArrayBuffer(2 ** 20, { maxByteLength: 2 ** 26 }); b.grow(2 ** 26); b.slice(0); }

// --- error-message-huge
const s = 'a'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) { try { null[s]; } catch (e) { e.stack; } try { s(); } catch {} }

// --- error-describe-huge
const s = 'a'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) { try { new (s)(); } catch {} try { Symbol.keyFor(s); } catch {} try { [].reduce(s); } catch {} }

// --- symbol-description
const s = Symbol('a'.repeat(2 ** 24));
// then
for (;;) { String(s); }

// --- function-name
const s = 'a'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) { const f = { [s]: () => {} }[s]; Object.defineProperty(f, 'name', { value: s }); f.bind().name; }

// --- regexp-flags
const s = 'g'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) { try { new RegExp('a', s); } catch {} }

// --- normalize-form
const s = 'a'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (;;) { try { 'a'.normalize(s); } catch {} }

// --- promise-all
const a = new Array(1e6).fill(1);
// then
for (;;) Promise.all(a);

// --- prototype-chain-mutate
let first = {}, o = first; for (let i = 0; i < 1e6; i++) o = Object.create(o);
// then
for (let i = 0; ; i++) { first['k' + i] = 1; o['k' + i]; }

// --- prototype-siblings-deep
const p = {}; const a = []; for (let i = 0; i < 3e5; i++) a.push(Object.create(Object.create(p)));
for (const x of a) x.foo;
// then
for (let i = 0; ; i++) { p['k' + i] = 1; }

// --- string-iterate
const s = 'a'.repeat(2 ** 24);
s.charCodeAt(0);
// then
for (const c of s);
