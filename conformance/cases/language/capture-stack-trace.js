// Error.captureStackTrace leaves out the function that it is given, and itself in any case.
class Failure extends Error {
  constructor(message) { super(message); Error.captureStackTrace(this, this.constructor); }
}
const lines = (stack) => stack.split('\n').map((line) => line.replace(/\(.*\)/, '').trim()).slice(0, 3);
function fails() { return new Failure('first'); }
function plain() { const object = {}; Error.captureStackTrace(object); return object; }
function hidden() { return plain2(); }
function plain2() { const object = { name: 'Thing', message: 'said' }; Error.captureStackTrace(object, hidden); return object; }
function outer() { return hidden(); }
console.log(lines(fails().stack).slice(0, 2).join('|'));
console.log(lines(plain().stack).slice(0, 2).join('|'));
console.log(lines(outer().stack).slice(0, 2).join('|'));
function never() {}
Error.captureStackTrace(never, () => {});
console.log(JSON.stringify(never.stack));
