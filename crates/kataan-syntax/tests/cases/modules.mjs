import "side";
import d, { a as b, "string name" as c, default as e } from "m" with { type: "json" };
import * as ns from "m";
import defer * as lazy from "slow";
import source src from "wasm";
import source from "s";
import defer from "s";
export { b, ns as space, local as "exported name" };
export * from "star";
export * as all from "star";
export { x as y } from "other";
export default class { }
export const local = await import.meta.url, [p] = [];
export async function f() { return local }
export { hoisted };
function hoisted() { return later }
let later = () => d;
using r = null;
