// expect: 011111010011000000
// Patterns that go wrong for a matcher that only backtracks. The texts are short enough for one to
// come to an end.
const results = [];
const nested = 'a'.repeat(17) + 'b';
for (const pattern of [/(a+)+$/, /(a*)*$/, /(a|a)*$/, /^(?:a|aa)+$/, /(?:a+a+)+y/, /^(\w+\s?)*$/]) {
  results.push(pattern.test(nested), pattern.test(nested.slice(0, -1)));
}
// Square or cubic work.
results.push(/\s+$/.test(' '.repeat(4000) + 'x'));
results.push(/^(.*?,){11}P/.test('1,2,3,4,5,6,7,8,9,10,11,12,13'));
results.push(/<a.*>.*<\/a>.*<\/b>/.test('<a>'.repeat(100) + '</a>'.repeat(100)));
results.push(/(?:.*a){3}z/.test('a'.repeat(250)));
results.push(/^([a-z0-9])(([\-.]|[_]+)?([a-z0-9]+))*@/.test('aaaaaaaaaaaaaaaaaaaaa!'));
results.push(/^(([a-z])+.)+[A-Z]([a-z])+$/.test('a'.repeat(20)));
console.log('@ok', results.map(Number).join(''));
