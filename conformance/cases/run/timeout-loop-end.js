// run: kataan --timeout 0.2 {file}
// The end of the inner loop is the next round of the outer one.
while (true) for (const x of []) ;
