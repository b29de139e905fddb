// run: kataan -p 'process.argv.slice(1).join()' -- -1 -p
