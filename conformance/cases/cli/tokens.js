// run: kataan tokens {file}
let x = a ?? `t${b / 2}u`, r = /[/]+/g;
