// expect: 885205174
// Comma-separated values: split by patterns and by strings, and with quotes.
const rows = [];
for (let n = 0; n < 40000; n++) {
  rows.push([n, `name ${n % 101}`, n % 6 === 0 ? `"a, ""quoted"" ${n % 17}"` : 'plain', ` padded ${n % 3} `, n % 9 === 0 ? '' : (n * 1.5).toFixed(2)].join(','));
}
const text = rows.join('\r\n');

let result = 0;
const add = (value) => { result = (result * 31 + value) | 0; };

// Without heed of quotes.
let cells = 0;
for (const line of text.split(/\r?\n/)) cells += line.split(',').length + line.split(/\s*,\s*/).length;
add(cells);
add(text.split(/[,\r\n]+/).length);
add(text.split(/(,)|(\r\n)/).length);

// With them, by a pattern that finds cell after cell.
const cell = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|$)/g;
let columns = 0, quoted = 0, length = 0;
for (let match; (match = cell.exec(text)) !== null;) {
  columns++;
  if (match[1] !== undefined) { quoted++; length += match[1].replace(/""/g, '"').length; }
  else length += match[2].trim().length;
  if (match[3] === '') break;
}
add(columns); add(quoted); add(length);

// By a lookahead that counts the quotes to come, line by line.
let split = 0;
for (const line of rows) split += line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).length;
add(split);
console.log('@ok', result);
