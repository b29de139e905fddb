// Parses the TypeScript compiler, and counts what is in it.
const { readFileSync } = require('node:fs');
const acorn = require('acorn');

const text = readFileSync(__dirname + '/node_modules/typescript/lib/typescript.js', 'utf8');
const tree = acorn.parse(text, { ecmaVersion: 'latest', locations: true });

const counts = {};
let deepest = 0;
(function visit(node, depth) {
  counts[node.type] = (counts[node.type] ?? 0) + 1;
  if (depth > deepest) deepest = depth;
  for (const key in node) {
    const child = node[key];
    if (Array.isArray(child)) {
      for (const item of child) if (item && typeof item.type === 'string') visit(item, depth + 1);
    } else if (child && typeof child.type === 'string') {
      visit(child, depth + 1);
    }
  }
})(tree, 0);

console.log(tree.body.length, 'statements,', tree.loc.end.line, 'lines, depth', deepest);
for (const type of Object.keys(counts).sort()) console.log(type, counts[type]);
