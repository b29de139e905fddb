// run: kataan --check {file}
'use strict';
const n = 017;
