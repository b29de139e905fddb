// run: kataan - one --two
// stdin: console.log(process.argv.slice(1), this === globalThis);
