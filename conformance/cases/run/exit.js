// run: kataan {file} 3
console.log('leaving with', process.argv[2]);
process.exit(Number(process.argv[2]));
