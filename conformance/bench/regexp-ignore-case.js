// expect: 3945 185 0 -1 9999332 16639
// Searches without heed of case in 10 MB of prose.
const words = ['the', 'and', 'of', 'Holmes', 'said', 'window', 'street', 'Carriage', 'morning', 'Watson', 'remarkable', 'I', 'was', 'UPON', 'table', 'singular', 'London', 'fog', 'night', 'pipe'];
const parts = [];
let seed = 7;
for (let length = 0; length < 10_000_000;) {
  // A xorshift generator: the same text in every engine.
  seed ^= seed << 13; seed ^= seed >>> 17; seed ^= seed << 5; seed >>>= 0;
  const word = words[seed % 20] + (seed % 13 === 0 ? '\n' : ' ');
  parts.push(word);
  length += word.length;
}
const text = parts.join('');
const count = (pattern) => {
  let found = 0;
  while (pattern.test(text)) found++;
  return found;
};
const results = [
  count(/sherlock holmes|holmes watson/gi),
  count(/singular\s+morning\s+fog/gi),
  count(/\b(?:moriarty|lestrade|hudson)\b/gi),
  text.search(/the end of the story/i),
  text.replace(/\bupon the (table|street)\b/gi, 'on the $1').length,
  text.slice(0, 2_000_000).match(/[a-z]+ing\b/gi).length,
];
console.log('@ok', results.join(' '));
