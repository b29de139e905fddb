// Endless recursion in each form is a RangeError.
const forms = {
  call() { return (function f() { return f() + 1; })(); },
  getter() { const o = { get a() { return this.a; } }; return o.a; },
  toString() { const o = { toString() { return `${this}`; } }; return `${o}`; },
  apply() { return (function f() { return f.apply(this, []) + 1; })(); },
  map() { return (function f() { return [1].map(f)[0] + 1; })(); },
  construct() { return new (class A { constructor() { this.a = new A(); } })(); },
};
for (const [name, run] of Object.entries(forms)) {
  try {
    run();
    console.log(name, 'ended');
  } catch (error) {
    console.log(name, error instanceof RangeError);
  }
}
