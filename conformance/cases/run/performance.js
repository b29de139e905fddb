// A clock that never goes back, from which the time of day can be told.
const { performance: same } = require('node:perf_hooks');
const first = performance.now();
let last = first;
for (let i = 0; i < 1000; i++) {
  const now = performance.now();
  if (now < last) print('went back');
  last = now;
}
print(same === performance, typeof first, first >= 0, first < 60_000);
print(Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 1000);
