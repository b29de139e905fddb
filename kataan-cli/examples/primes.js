// The sieve of Eratosthenes as a generator.
function* primes(limit) {
  const composite = new Uint8Array(limit + 1);
  for (let candidate = 2; candidate <= limit; candidate++) {
    if (composite[candidate]) continue;
    yield candidate;
    for (let multiple = candidate * candidate; multiple <= limit; multiple += candidate) {
      composite[multiple] = 1;
    }
  }
}

const limit = Number(process.argv[2] ?? 100);
console.log([...primes(limit)].join(' '));
