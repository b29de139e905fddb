// JSON nested 100,000 deep is read or refused.
const deep = 100000;
const text = '['.repeat(deep) + ']'.repeat(deep);
const object = '{"a":'.repeat(deep) + '1' + '}'.repeat(deep);
for (const run of [() => JSON.parse(text), () => JSON.parse(object), () => JSON.parse(text, (k, v) => v), () => JSON.parse('['.repeat(deep))]) {
  try {
    run();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof SyntaxError)) console.log(error);
  }
}
console.log('done');
