function f(a, b) {
  a = a + 1;
  a += b * 2 - 3 * a;
  b = a & 255 | b << 2 ^ ~b >>> 1;
  let c = 60 * 60 * 1000;
  c = a++ + --b;
  c = (-a) ** 2 / (b % 7);
  return `${a} and ${b}` + c + typeof a + (void a) + !a;
}
