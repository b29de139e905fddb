// run: kataan ast {file}
let { a, b: [c = 1] } = f?.(x ** 2);
for (const k of list) if (k) break;
