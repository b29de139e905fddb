// Counts the words of a file (of this one, without an argument).
const { readFileSync } = require('node:fs');

const text = readFileSync(process.argv[2] ?? __filename, 'utf8');
const counts = new Map();
let word = '';
for (const letter of text.toLowerCase() + ' ') {
  if (letter >= 'a' && letter <= 'z') {
    word += letter;
  } else if (word !== '') {
    counts.set(word, (counts.get(word) ?? 0) + 1);
    word = '';
  }
}

const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
for (const [word, count] of ranked.slice(0, 5)) {
  console.log(String(count).padStart(5), word);
}
