// A syntax error in an imported file: nothing runs.
import './fixtures/effect.mjs';
import './fixtures/broken.mjs';
console.log('never');
