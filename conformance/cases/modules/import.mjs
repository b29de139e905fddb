import def, { value, bump } from './fixtures/counter.mjs';
import * as space from './fixtures/counter.mjs';
import data from './fixtures/data.json' with { type: 'json' };
import cjs, { named } from './fixtures/common.cjs';

console.log(def, value, data.ok, cjs.named, named);
bump();
console.log(value, space.value, Object.keys(space));
console.log(typeof import.meta.url, import.meta.filename.endsWith('import.mjs'));
const late = await import('./fixtures/counter.mjs');
console.log(late === space);
try {
  await import('./fixtures/missing.mjs');
} catch (error) {
  console.log(error.code);
}
