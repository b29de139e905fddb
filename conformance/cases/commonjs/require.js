const a = require('./fixtures/a');
console.log(a.name, a.b.partial, a.b.done, require('./fixtures/a') === a);
console.log(require('./fixtures/data.json').list.length, require('./fixtures/folder').value);
console.log(typeof __filename, __dirname === require('path').dirname(__filename), module.exports === exports, this === exports);
console.log(require.main === module, module.loaded, Object.keys(require.cache).length);
for (const name of ['./missing', 'no-package', './fixtures/broken']) {
  try {
    require(name);
  } catch (error) {
    console.log(error.name, error.code, name);
  }
}
console.log(require('node:fs').readFileSync(__dirname + '/fixtures/data.json', 'utf8').length);
