// expect: -306654720
// Escaping for HTML and back, with functions, maps and templates as replacement.
const words = ['Tom & Jerry', '<b>bold</b>', 'x < y > z', '"quoted"', "it's", 'plain words only', 'caf\u00e9 \u00a9 2026', 'no entity here, just text'];
let text = '';
for (let n = 0; n < 12000; n++) text += words[n * 7 % words.length] + (n % 10 === 9 ? '\n' : ' ');

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const names = { amp: '&', lt: '<', gt: '>', quot: '"', copy: '\u00a9', eacute: '\u00e9' };
const escape = (text) => text.replace(/[&<>"']/g, (character) => escapes[character]);
const escapeInTurn = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;');
const encode = (text) => text.replace(/[\u0080-\uffff]/g, (character) => `&#x${character.charCodeAt(0).toString(16)};`);
const decode = (text) => text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex, decimal, name) =>
  hex ? String.fromCharCode(parseInt(hex, 16)) : decimal ? String.fromCharCode(decimal) : names[name] ?? all);

let result = 0;
for (let round = 0; round < 12; round++) {
  const escaped = escape(text);
  if (escaped !== escapeInTurn(text)) throw new Error('escapes differ');
  const encoded = encode(escaped);
  if (decode(encoded) !== text) throw new Error('decoding differs');
  const marked = escaped.replace(/&(\w+);/g, '[$1]').replaceAll(/&#(?<code>\d+);/g, '{$<code>}');
  result = (result * 31 + encoded.length + marked.length) | 0;
  for (const line of text.split('\n')) result = (result + escape(line).length + (/[<>]/.test(line) ? 1 : 0)) | 0;
}
console.log('@ok', result);
