// size: 200000
const n = Number(process.argv[2]);
// JSON of many records, out and in.
const records = [];
for (let i = 0; i < n; i++) records.push({ id: i, name: 'name' + i, list: [i, i + 1] });
const text = JSON.stringify(records);
if (JSON.parse(text).length !== n) throw new Error('wrong');
