const log = [];
class Base {
  #hidden = 1; static #count = 0; plain = this.#hidden + 1; ['key' + 1] = 2;
  static { log.push(Base.#count++); }
  constructor(x) { this.x = x; }
  get hidden() { return this.#hidden; } set hidden(v) { this.#hidden = v; }
  #method() { return this.#hidden * 2; } get #half() { return this.#hidden / 2; }
  both() { return this.#method() + this.#half; }
  static is(o) { return #hidden in o; }
  toString() { return 'base ' + this.x; }
}
class Derived extends Base {
  own = super.both();
  constructor(x) {
    const arrow = () => { super(x + 1); return this; };
    if (x > 5) { super(x); } else { arrow(); }
    this.y = new.target === Derived;
    if (x === 7) return { x };
  }
  toString() { return 'derived ' + super.toString() + super['both'](); }
  static make(...args) { return new this(...args); }
}
class Default extends Derived { static name = 'n'; get hidden() { return super.hidden; } }
for (const C of [Base, Derived, Default])
  for (const x of [1, 7]) { const o = new C(x); o.hidden = 4; log.push(String(o), Base.is(o)); }
log.push(Default.make(3).own);
try { new (class extends Base { constructor() {} })(); } catch (e) { log.push(e.name); }
try { class X extends null {} new X(); } catch (e) { log.push(e.name); }
log;
