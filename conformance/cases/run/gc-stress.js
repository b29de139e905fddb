// run: kataan --gc-stress {file}
const list = [];
for (let i = 0; i < 50; i++) list.push({ i, text: 'a' + i });
console.log(list.map(({ i, text }) => text.length + i).reduce((a, b) => a + b));
