// size: 500000
const n = Number(process.argv[2]);
// A text eaten from its front.
let text = 'abcdefghij'.repeat(n / 10);
let count = 0;
while (text.length > 0) {
  if (text[0] === 'a') count++;
  text = text.slice(1);
}
if (count !== Math.floor(n / 10)) throw new Error('wrong');
