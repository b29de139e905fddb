import { nobody } from './fixtures/counter.mjs';
console.log('never');
