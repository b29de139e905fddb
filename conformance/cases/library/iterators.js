// Methods of iterators that are proposals.
const show = (iterator) => console.log(JSON.stringify([...iterator]));
const numbers = (count) => Array.from({ length: count }, (_, i) => i).values();
show(numbers(5).chunks(2));
show(numbers(0).chunks(2));
show(numbers(4).windows(3));
show(numbers(2).windows(3));
show(numbers(2).windows(3, 'allow-partial'));
show(numbers(3).windows(3, 'allow-partial'));
console.log(numbers(5).includes(3), numbers(5).includes(3, 4), [NaN].values().includes(NaN));
console.log(numbers(4).join(), [null, 'a', undefined].values().join('-'));
// A partial chunk ends the walk: nothing is closed after it.
const closed = [];
class Counting extends Iterator {
  constructor(count) { super(); this.left = count; }
  next() { return this.left-- > 0 ? { done: false, value: this.left } : { done: true }; }
  return() { closed.push('closed'); return {}; }
}
const chunks = new Counting(3).chunks(2);
chunks.next();
chunks.next();
chunks.return();
console.log(closed.length);
const windows = new Counting(3).windows(2);
windows.next();
windows.return();
console.log(closed.length, windows.next().done);
for (const call of [
  (i) => i.chunks(0), (i) => i.chunks('1'), (i) => i.chunks(1.5), (i) => i.windows(1, 'x'),
  (i) => i.take(2 ** 53), (i) => i.drop(NaN), (i) => i.includes(1, -1), (i) => i.includes(1, 0.5),
]) {
  try {
    call(new Counting(1));
  } catch (error) {
    console.log(error.name, closed.length);
  }
}
