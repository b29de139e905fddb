function f(o, a) {
  o(a, 1);
  o.p.q(a)(1).r[a](2);
  o?.p?.(a)?.[a];
  (o?.p)(1);
  new o.P(a, ...a);
  o(...a, 1, 2);
  o`x${a}y\u{11}`;
  return o.p(a);
}
(function () { "use strict"; return f(1); });
