// run: kataan --timeout 0.2 {file}
for (;;);
