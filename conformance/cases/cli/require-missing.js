// run: kataan -r ./fixtures/nobody.js {file}
console.log('never');
