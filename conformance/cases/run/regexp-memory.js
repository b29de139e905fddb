// run: kataan --memory-limit 30 {file}
// What a match remembers counts against the limit; to exceed it is an error that can be caught.
const text = 'a'.repeat(10000000);
try {
  /^(?:(a)|(?=a)b|(a)(a))*?\2b/.test(text);
} catch (error) {
  console.log(error.name, error.message);
}
console.log(/^(?:(a)|(?=a)b)\1/.test(text));
