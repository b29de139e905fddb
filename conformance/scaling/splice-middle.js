// size: 20000
const n = Number(process.argv[2]);
// Insertion at the end of a growing list through splice.
const list = [];
for (let i = 0; i < n; i++) list.splice(list.length, 0, i, i);
while (list.length > 0) list.splice(list.length - 2, 2);
