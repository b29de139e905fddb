// run: kataan --module -
// stdin: import './fixtures/dependency.mjs';
// stdin: console.log(this, await 2);
