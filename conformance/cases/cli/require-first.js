// run: kataan -r ./fixtures/first.js -r fixtures/second.js {file} argument
console.log('program', globalThis.loaded, process.argv.slice(2));
