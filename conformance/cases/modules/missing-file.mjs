import './fixtures/nobody.mjs';
console.log('never');
