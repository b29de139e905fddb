// An error that nobody catches: its message, its place, its stack.
function inner(value) {
  return value.missing.property;
}
function outer() {
  return inner({});
}
console.log('before');
outer();
