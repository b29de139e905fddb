// run: kataan -p '({ a: [1, "two"], [Symbol("s")]: undefined })'
