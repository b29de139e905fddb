// run: kataan --check {file}
print('this must not run');
function never() {
  return function () { 'use strict'; with (a) {} };
}
