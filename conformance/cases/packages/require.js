// Packages are found in node_modules of this folder and those above it.
const inner = require('./fixtures/uses-packages.js');
console.log(inner);
try { require('nobody-wrote-this'); } catch (error) { console.log(error.code, error.message.split(' from')[0]); }
console.log(require.resolve('node:fs'), require('fs') === require('node:fs'), typeof require('fs').readFileSync);
console.log(module.exports === exports, typeof __dirname, __filename.endsWith('require.js'), require.main === module);
