// run: kataan {file} one --check -e -- two
console.log(process.argv.slice(2));
