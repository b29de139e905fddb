function outer(a) {
  let b = 1;
  const c = () => { b += a; return d; };
  let d = c;
  return function named() { return [named, this, arguments, new.target, () => this]; };
}
