function f({ a, b: { c = 1 } = {}, [a]: d, ...rest }, [e, , g = e, ...h]) {
  let x, y;
  [x, y] = [y, x];
  ({ x, y: a.b, z: a[0] = 2 } = e);
  var { length } = h;
  for (const { p, q } of rest) x = p + q;
}
