// run: kataan ast --scopes {file}
function outer(a) { let b = a; return () => b++; }
