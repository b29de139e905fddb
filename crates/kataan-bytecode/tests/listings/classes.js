class Base { static count = 0; #secret = 1; "quoted" = 2; [computed()] = () => this.#secret; static { this.count++; } #method() { return #secret in this; } get #both() { return 1; } set #both(v) {} static async *make() { yield new this; } use(o) { this.#both += 1; return o?.#method(); } }
class Derived extends Base { constructor(a) { const late = () => super(a); late(); return this.x ? {} : undefined; } get x() { return super.x; } set x(v) { super[v] = super.y++; } }
class Plain extends null {}
const named = class {}, expression = class Inner { m() { return Inner; } };
