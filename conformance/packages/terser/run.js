// Minifies acorn.
const { readFileSync } = require('node:fs');
const { minify } = require('terser');

// Whose output is not ours to keep is told by its length and a checksum.
const checksum = (text) => {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) >>> 0;
  return `${text.length} ${hash.toString(16)}`;
};

const code = readFileSync(__dirname + '/node_modules/acorn/dist/acorn.js', 'utf8');
minify(code, { compress: { passes: 2 }, mangle: { toplevel: true } }).then((result) => {
  console.log(checksum(result.code));
});
