// run: kataan disasm --feedback {file}
function fail(text) { throw text + 1; }
fail('text');
