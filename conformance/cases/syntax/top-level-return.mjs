// run: kataan --check {file}
return 1;
