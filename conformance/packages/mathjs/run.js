// Expressions, matrices, units, big numbers and symbolic work.
const math = require('mathjs');

const show = (expression) => console.log(expression, '=', math.format(math.evaluate(expression), { precision: 12 }));
['2 + 3 * 4 ^ 2', 'sqrt(-4)', '12.7 cm to inch', 'sin(45 deg) ^ 2', 'det([-1, 2; 3, 1])', 'inv([4, 7; 2, 6])',
  '9 / 3 + 2i', '[1, 2, 3] * [4; 5; 6]', 'bignumber(1) / bignumber(3)', 'fraction(1, 3) + fraction(1, 6)',
  'mean([1, 4, 9, 16])', 'std([2, 4, 6])', 'combinations(20, 6)', 'gcd(1071, 462)', 'f(x) = x ^ 2; f(9)',
  '5 kg * 9.81 m/s^2 to N', '0x1f + 0b11', 'cross([1, 2, 3], [4, 5, 6])', 'eigs([2, 0; 0, 3]).values'].forEach(show);
console.log(math.derivative('x^3 + 2 x * sin(x)', 'x').toString());
console.log(math.simplify('2 x + 3 x - x * 1 + 0').toString(), math.rationalize('(x + 1)^2 / (x + 1)').toString());
console.log(math.parse('a + b / (c - 1)').toTex());
const big = math.create(math.all, { number: 'BigNumber', precision: 50 });
console.log(big.evaluate('pi').toString(), big.evaluate('e ^ 10').toString());
console.log(math.lusolve([[4, 3], [6, 3]], [10, 12]).toString(), math.range(0, 1, 0.25).toString());
try {
  math.evaluate('2 +');
} catch (error) {
  console.log(error.message);
}
