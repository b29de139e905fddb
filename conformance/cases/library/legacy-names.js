// Sloppy functions answer when asked for `arguments` and `caller`, but tell nothing; others refuse.
function sloppy() { return sloppy.caller; }
function strict() { 'use strict'; return sloppy(); }
console.log(Object.getOwnPropertyNames(sloppy).join(), strict());
console.log(Object.getOwnPropertyNames(strict).join());
for (const f of [strict, () => 1, class {}, { m() {} }.m, async function () {}, function* () {}]) {
  try {
    f.caller;
  } catch (error) {
    console.log(error.name);
  }
}
