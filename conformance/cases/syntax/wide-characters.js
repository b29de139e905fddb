// run: kataan --check {file}
const emoji = '🙂🙂', café = 1, x = = 2;
