class Simple { method() { return Simple } field = 1 }
class Eager { static make = Eager; [Eager]() { } }
class Derived extends Base {
  #field = () => this.#field;
  static #count = 0;
  get #pair() { } set #pair(v) { }
  constructor(a) { super(a); new.target }
  static { var v = this; let w = super.x; function f() { } }
  static async *gen() { yield this }
  "quoted"() { } 12() { } 0x10n() { }
  get; set; async
  static; static static
}
var Named = class Inner { static prototypeOf() { return #p in Inner } #p };
(class { static x = eval("this") });
class Outer { #p; m() { return class extends this.#p { #p; n() { this.#p } } } }
