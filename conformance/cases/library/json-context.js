// A reviver is told the text of primitive values that nobody has changed.
const seen = [];
JSON.parse('{"a": 1.0, "b": [1e3, "x\\u0041", {"__proto__": null}], "a": -0}', function (key, value, context) {
  seen.push(`${key}:${'source' in context ? context.source : '-'}`);
  if (key === 'a') this.b[0] = 1;
  return value;
});
console.log(seen.join(' '));
const exact = JSON.parse('{"n": 12345678901234567890}', (key, value, { source }) =>
  /^\d+$/.test(source ?? '') ? BigInt(source) : value);
console.log(exact.n, JSON.stringify({ n: JSON.rawJSON('12345678901234567890') }));
console.log(JSON.stringify([new String('s'), new Number(1), new Boolean(false), Object(Symbol())], null, new String('\t')));
console.log(JSON.stringify({ a: 1, 2: 3, b: 4 }, [new String('b'), new Number(2), 'b']));
