// Spread of arrays whose elements are not all in one piece.
const far = [];
far[3000000] = 7;
const copy = [...far];
console.log(copy.length, copy[3000000], 1 in copy);
const accessor = [1, 2, 3];
Object.defineProperty(accessor, 1, { get() { this.length = 4; return 'got'; } });
console.log([...accessor].join(), [0, ...accessor, ...[8, , 9]].join('|'));
console.log([...[, 1, ,]].length, 0 in [...[, 1]], Math.max(...[1, 5, 3]), [...[], ...[]].length);
const many = Array.from({ length: 70000 }, (_, i) => i);
const twice = [...many, 'x', ...many];
console.log(twice.length, twice[69999], twice[70000], twice[70001], twice[140000]);
