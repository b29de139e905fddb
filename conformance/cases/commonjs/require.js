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
const fs = require('fs');
const fixtures = fs.realpathSync(__dirname + '/../commonjs/fixtures');
console.log(fixtures === __dirname + '/fixtures' || fixtures === fs.realpathSync.native(__dirname + '/fixtures'), fs.readdirSync(fixtures).join());
console.log(fs.statSync(fixtures).isDirectory(), fs.statSync(fixtures + '/data.json').isFile(), fs.lstatSync(fixtures + '/data.json').isSymbolicLink());
console.log(fs.statSync(fixtures + '/data.json').size, fs.statSync(fixtures + '/data.json').mtime instanceof Date);
console.log(fs.statSync(fixtures + '/none', { throwIfNoEntry: false }));
for (const call of [fs.statSync, fs.readdirSync]) try { call('none'); } catch (error) { console.log(error.message); }
