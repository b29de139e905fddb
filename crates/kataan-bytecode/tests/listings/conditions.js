function f(a, b, c) {
  if (a < b && b <= 10 || !(c > a)) return 1;
  if (a === undefined || b === null || c == null) return 2;
  if (typeof a === "string") return 3; else if (typeof b != "function") return 4;
  const d = a ? b : c;
  const e = a ?? b ?? c;
  a = a || b;
  while (a !== b) a++;
  do { if (c) continue; } while (0 < c);
  return a && b;
}
