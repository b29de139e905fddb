// run: kataan - one
// stdin: console.log('from standard input', process.argv.slice(1).length);
