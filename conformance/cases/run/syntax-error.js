console.log('this must not be printed');
function never() {
  let a;
  let a;
}
