// Promise.allKeyed and Promise.allSettledKeyed.
const symbol = Symbol('s');
const input = { b: Promise.resolve(1), a: 2, [symbol]: new Promise((r) => setTimeout(r, 1, 3)) };
Object.defineProperty(input, 'hidden', { value: Promise.reject(1), enumerable: false });
input.hidden.catch(() => {});
(async () => {
  const all = await Promise.allKeyed(input);
  console.log(Object.getPrototypeOf(all), Reflect.ownKeys(all).map(String).join(), all.b, all.a, all[symbol]);
  const settled = await Promise.allSettledKeyed({ good: 1, bad: Promise.reject('no') });
  console.log(JSON.stringify(settled));
  console.log(await Promise.allKeyed({ x: 1, y: Promise.reject('first') }).catch((e) => e));
  console.log(await Promise.allKeyed(1).catch((e) => e.name));
})();
