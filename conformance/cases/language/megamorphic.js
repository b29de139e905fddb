// What the shared cache knows for loads of a shape is not for stores to it, nor for definitions.
function shapes(n, proto) { const r = []; for (let i = 0; i < n; i++) { const o = Object.create(proto); o["k" + i] = i; r.push(o); } return r; }
function load(o) { return o.x; }
function store(o, v) { o.x = v; }
function define(v, k) { return { [k]: 1, x: v }; }
// inherited data
let p = { x: 1 };
for (let r = 0; r < 3; r++) for (const o of shapes(12, p)) { load(o); load(o); store(o, 5); if (load(o) !== 5) throw new Error("store lost"); }
// read-only own
for (let r = 0; r < 3; r++) for (let i = 0; i < 12; i++) { const o = { ["q" + i]: 1 }; Object.defineProperty(o, "x", { value: 7, configurable: true }); load(o); load(o); store(o, 9); if (load(o) !== 7) throw new Error("wrote a read-only property"); }
for (const o of [Object.freeze({x:1}), Object.freeze({a:1,x:1}), Object.freeze({b:1,x:1}), Object.freeze({c:1,x:1}), Object.freeze({d:1,x:1}), Object.freeze({e:1,x:1})]) { load(o); load(o); store(o, 2); if (o.x !== 1) throw new Error("wrote frozen"); }
// null prototypes: add, then load of absent
for (let r = 0; r < 3; r++) for (const o of shapes(12, null)) { if (load(o) !== undefined) throw new Error("garbage: " + String(load(o))); store(o, 1); const q = Object.create(null); q["k0"] = 0; if (load(q) !== undefined) throw new Error("garbage"); }
// length of arrays
function len(o) { return o.length; } function setLen(o, v) { o.length = v; }
for (let i = 0; i < 12; i++) { len({ ["m" + i]: 1, length: 2 }); setLen({ ["n" + i]: 1, length: 2 }, 3); }
for (let i = 0; i < 4; i++) { const a = [1, 2, 3]; len(a); len(a); setLen(a, 1); if (a[2] !== undefined || a.length !== 1 || JSON.stringify(a) !== "[1]") throw new Error("length"); }
// definitions and setters
let hits = 0; const base = { set x(v) { hits++; } };
function fill(o, v) { o.x = v; }
for (let i = 0; i < 12; i++) { const o = { __proto__: base, ["z" + i]: 1 }; fill(o, 1); }
for (let i = 0; i < 12; i++) { const d = { __proto__: base, ["z" + i]: 1, x: 3 }; if (d.x !== 3) throw new Error("define"); fill({ __proto__: base, ["z" + i]: 1 }, 1); }
if (hits !== 24) throw new Error("setters: " + hits);
console.log("ok");
