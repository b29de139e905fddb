// Promises of Atomics.waitAsync in the event loop.
const cells = new Int32Array(new SharedArrayBuffer(8));
console.log(Atomics.waitAsync(cells, 0, 1));
console.log(Atomics.waitAsync(cells, 0, 0, 0));
const order = [];
const wait = (name, ...rest) =>
  Atomics.waitAsync(cells, 0, 0, ...rest).value.then((outcome) => order.push(`${name} ${outcome}`));
wait('first');
wait('second', 60_000);
wait('late', 20);
wait('later', 40);
setTimeout(() => {
  console.log(Atomics.notify(cells, 0, 1));
  // Settled at once; its reactions are jobs.
  console.log(order.join());
}, 0);
setTimeout(() => {
  console.log(Atomics.notify(cells, 0));
  setTimeout(() => console.log(order.join()), 1);
}, 200);
try {
  Atomics.waitAsync(new Int32Array(4), 0, 0);
} catch (error) {
  console.log(error.name);
}
// Nobody can wake this one: it does not keep the program alive.
Atomics.waitAsync(cells, 1, 0).value.then(console.log);
