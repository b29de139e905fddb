// run: kataan --check {file}
const pattern = /(?<name>a)(?<name>b)/u;
