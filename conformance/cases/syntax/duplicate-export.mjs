// run: kataan --check {file}
export const a = 1;
export { b as a };
let b = 2;
