// Messages name the expression that is no function, no constructor or not iterable.
const o = { a: {}, list: 5 };
const k = 'x';
const f = () => ({});
const arrow = () => {};

for (const attempt of [
  () => f.g(),
  () => o.a.b(),
  () => o[k](),
  () => o['x-y'](),
  () => o.a[k](),
  () => f()(),
  () => f(1)[k](),
  () => f().g(),
  () => o?.a?.b(),
  () => (0, o.f)(),
  () => o.a`x`,
  () => o
    .a
    .b(),
  () => (() => 1)()(),
  () => new o.X(),
  () => new arrow(1),
  () => new (f())(),
  () => new (class { #p = 1; m() { this.#p(); } })().m(),
  () => { for (const x of o.list); },
  () => [...o.list],
  () => { for (const x of f()); },
  () => { let [a] = 1; },
  () => undefined[k],
  () => { null[k] = 1; },
  () => null[Symbol.iterator],
]) {
  try {
    attempt();
  } catch (error) {
    print(error.message);
  }
}

for (const attempt of [
  () => { const { ...rest } = null; },
  () => { const { [k]: x } = undefined; },
]) {
  try {
    attempt();
  } catch (error) {
    print(error.message);
  }
}
