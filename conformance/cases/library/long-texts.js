// Long texts take ways of their own: their results are those of the plain definitions.

const check = (name, found, expected) => {
  if (!Object.is(found, expected)) console.log(name, String(found).slice(0, 40), String(expected).slice(0, 40));
};

// Searches, against a look at every place.
let state = 7;
const random = limit => (state = (Math.imul(state, 1103515245) + 12345) >>> 0, (state >>> 8) % limit);
const text = (length, wide) => {
  let result = '';
  const letters = wide ? 'abЖ' : 'ab';
  for (let i = 0; i < length; i++) result += letters[random(4) ? 0 : random(letters.length)];
  return result;
};
for (let i = 0; i < 400; i++) {
  const whole = text(random(90), random(2)).repeat(1 + random(3));
  const part = random(2) ? whole.substr(random(whole.length + 1), random(40)) : text(random(12), random(2));
  const from = Math.min(random(20), whole.length);
  let first = -1, last = -1;
  for (let at = 0; at + part.length <= whole.length; at++) {
    if (whole.substr(at, part.length) !== part) continue;
    if (first < 0 && at >= from) first = at;
    if (at <= from) last = at;
  }
  check('indexOf', whole.indexOf(part, from), first);
  check('lastIndexOf', whole.lastIndexOf(part, from), last);
}
const many = 'a'.repeat(100000);
check('late', (many + 'b' + many).indexOf(many + 'b'), 0);
check('later', ('a' + many + 'b').indexOf(many + 'b'), 1);
check('absent', (many + many).indexOf('b' + many), -1);
check('from the end', ('b' + many + 'a').lastIndexOf('b' + many), 0);
check('nowhere', (many + many).lastIndexOf(many + 'b'), -1);
const period = 'abaab'.repeat(20000);
check('periodic', (period + 'x' + period + 'y').indexOf(period + 'y'), period.length + 1);
check('wide', (period + 'Ж' + period + 'y').lastIndexOf('Ж' + period), period.length);

// Case mapping across pieces, and the sigma at the end of a word.
for (const length of [65534, 65535, 65536, 65537]) {
  const before = 'а'.repeat(length);
  check('upper', (before + '😀ß').toUpperCase(), 'А'.repeat(length) + '😀SS');
  check('lower', ('А'.repeat(length) + '𐐀İ').toLowerCase(), before + '𐐨i̇');
  check('sigma', ('Б'.repeat(length) + 'Σ ΣΒ').toLowerCase(), 'б'.repeat(length) + 'ς σβ');
  check('sigma behind marks', ('Σ' + '\u0301'.repeat(length) + 'Σ').toLowerCase(), 'σ' + '\u0301'.repeat(length) + 'ς');
  check('normal', ('e\u0301'.repeat(length) + '\u0316').normalize('NFC'), 'é'.repeat(length - 1) + 'e\u0316\u0301'.normalize('NFC'));
  check('marks', ('a' + '\u0301\u0316'.repeat(length)).normalize('NFD'), 'a' + '\u0316'.repeat(length) + '\u0301'.repeat(length));
  check('composed', ('a' + '\u0301\u0316'.repeat(length)).normalize(), 'á' + '\u0316'.repeat(length) + '\u0301'.repeat(length - 1));
  const pair = 'x'.repeat(length) + '😀';
  check('uri', decodeURIComponent(encodeURIComponent(pair)), pair);
  check('escape', unescape(escape(pair)), pair);
  check('json', JSON.parse(JSON.stringify(pair + '\n')), pair + '\n');
  check('well-formed', (pair + '\ud83d').toWellFormed(), pair + '\ufffd');
  check('is well-formed', pair.isWellFormed(), true);
  check('source', eval(`/* ${pair} */ "${pair}"`), pair);
  check('trim', (' '.repeat(length) + 'x' + '\u2003'.repeat(length)).trim(), 'x');
}

// Numbers of many digits.
const nines = '9'.repeat(10000), zeros = '0'.repeat(10000);
check('infinite', Number(nines), Infinity);
check('leading zeros', Number(zeros + '12.5'), 12.5);
check('small', Number('0.' + zeros + '1e10001'), 1);
check('tie', Number('9007199254740993' + '.' + zeros + '1'), 9007199254740994);
check('no tie', Number('9007199254740993' + '.' + zeros), 9007199254740992);
check('great exponent', Number('1e' + '0'.repeat(10000) + '2'), 100);
check('vanishing', Number('1e-' + nines), 0);
check('negative', Number('-' + zeros), -0);
check('not a number', Number(nines + 'x'), NaN);
check('hexadecimal', Number('0x' + zeros + 'ff'), 255);
check('spaces', Number(' '.repeat(10000)), 0);
check('prefix', parseFloat(zeros + '1.5x'), 1.5);
check('integer', parseInt(zeros + '77', 8), 63);
check('binary', parseInt('1' + '0'.repeat(1000), 2), 2 ** 1000);
check('json number', JSON.parse(`[1${zeros}e-10000]`)[0], 1);

// Big integers by halves.
for (const radix of [2, 3, 7, 10, 16, 36]) {
  for (const digits of [1023, 1024, 1025, 5000]) {
    const value = BigInt(radix) ** BigInt(digits) - 1n;
    const shown = (radix - 1).toString(radix).repeat(digits);
    check('to text', value.toString(radix), shown);
    check('to text', (-value - 1n).toString(radix), '-1' + '0'.repeat(digits));
    if (radix === 10) check('from text', BigInt(shown), value);
  }
}
const big = 3n ** 100000n + 12345n, divisor = 7n ** 9000n;
check('division', (big / divisor) * divisor + (big % divisor), big);
check('negative division', (-big / divisor) * divisor + (-big % divisor), -big);
check('remainder', -big % divisor < 0n, true);
check('wrap', BigInt.asUintN(100, -big), ((-big % 2n ** 100n) + 2n ** 100n) % 2n ** 100n);
check('wrap signed', BigInt.asIntN(64, 2n ** 200n - 1n), -1n);
check('zeros', BigInt(zeros + '1'), 1n);

// Buffers.
const bytes = Uint8Array.from({ length: 600000 }, (_, i) => i * 7);
const copy = bytes.slice();
copy.copyWithin(5, 0);
check('upward', copy.every((byte, i) => byte === (i < 5 ? bytes[i] : bytes[i - 5])), true);
copy.set(bytes);
copy.copyWithin(0, 5);
check('downward', copy.every((byte, i) => byte === (i < 599995 ? bytes[i + 5] : bytes[i])), true);
const resizable = new ArrayBuffer(600000, { maxByteLength: 700000 });
new Uint8Array(resizable).fill(9);
const moved = resizable.transfer(500000);
check('detached', resizable.detached, true);
moved.resize(600000);
check('zero again', new Uint8Array(moved).lastIndexOf(9), 499999);
const fixed = moved.transferToFixedLength(10);
check('fixed', `${fixed.resizable} ${fixed.byteLength} ${new Uint8Array(fixed)}`, 'false 10 9,9,9,9,9,9,9,9,9,9');
check('hex', Uint8Array.fromHex(bytes.toHex()).every((byte, i) => byte === bytes[i]), true);
check('base64', Uint8Array.fromBase64(bytes.toBase64()).every((byte, i) => byte === bytes[i]), true);

// What reads as equal is one key.
const wide = ('Ж' + 'a'.repeat(100000)).slice(1), narrow = 'a'.repeat(99999) + 'a';
check('equal', wide === narrow, true);
check('ordered', wide < narrow + 'a' && !(wide < narrow), true);
check('key', ({ [wide]: 1 })[narrow], 1);
check('map', new Map([[wide, 1]]).get(narrow), 1);
check('symbol', Symbol.for(wide) === Symbol.for(narrow), true);
console.log('done');
