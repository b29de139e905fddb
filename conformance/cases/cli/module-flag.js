// run: kataan --module {file}
import './fixtures/dependency.mjs';
console.log(this, await 1, typeof require, import.meta.url.endsWith('module-flag.js'));
