import d, { a as b, "string name" as s } from "./one.js" with { type: "json" };
import * as ns from "./two.js";
import defer * as later from "./three.js";
export { b as renamed, local, ns };
export * from "./four.js";
export * as all from "./four.js";
export default function () { return later; }
let local = b + s + d;
const own = 1;
export function exported() { return local + own; }
function unexported() {}
unexported(import.meta, await import("./five.js"), this);
local = 2;
