// run: kataan -e 'print(process.argv.slice(1)); 5' one -e --two
