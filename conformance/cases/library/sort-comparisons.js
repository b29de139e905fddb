// The comparisons that a sort makes are those of timsort: programs whose comparators are
// inconsistent, or count their calls, see them.
const shapes = {
  rising: (i) => i,
  falling: (i) => -i,
  sawtooth: (i) => i % 37,
  halves: (i, n) => (i < n / 2 ? i : i - n / 2),
  mixed: (i) => (i * 7919 + 13) % 101,
};
for (const length of [3, 8, 9, 64, 257, 1000]) {
  for (const [name, value] of Object.entries(shapes)) {
    const list = Array.from({ length }, (_, i) => value(i, length));
    let calls = 0;
    let hash = 0;
    const sorted = list.toSorted((x, y) => {
      calls++;
      hash = (hash * 31 + x * 7 + y) | 0;
      return x - y;
    });
    const inOrder = sorted.every((x, i) => i === 0 || sorted[i - 1] <= x);
    const boolean = list.slice().sort((x, y) => x > y);
    const cyclic = list.slice().sort((x, y) => ((x * 13 + y * 7) % 5) - 2);
    print(length, name, inOrder, calls, hash, boolean.slice(0, 3).join(), cyclic.slice(-3).join());
  }
}
