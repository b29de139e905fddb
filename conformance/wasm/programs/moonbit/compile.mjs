// Compiles the MoonBit program of this folder, with the library that it needs, to WebAssembly with GC
// types (`node compile.mjs wasm-gc FILE`) or to JavaScript (`node compile.mjs js FILE`).
//
// The compiler and the sources of the library come from two packages: one is the compiler as
// JavaScript, for a worker, the other an editor that brings the library along.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import vm from "node:vm";

const [target, output] = process.argv.slice(2);
const backend = { "wasm-gc": "WasmGC", js: "Js" }[target];
const packages = join(import.meta.dirname, "node_modules/@moonbit");

// A worker's side of the conversation: calls arrive and leave as messages.
let receive;
const waiting = new Map();
globalThis.require = createRequire(import.meta.url);
globalThis.addEventListener = (kind, listener) => {
  if (kind === "message") receive = listener;
};
globalThis.postMessage = ({ id, value }) => waiting.get(id)(value);
vm.runInThisContext(readFileSync(join(packages, "moonc-worker/moonc-worker.js"), "utf8"));

function moonc(name, parameters) {
  return new Promise((resolve) => {
    const id = String(waiting.size);
    waiting.set(id, resolve);
    const argumentList = [{ type: "RAW", value: parameters }];
    receive({ origin: "*", data: { id, type: "APPLY", path: [name], argumentList } });
  });
}

// In the editor's bundle each file of the library is a constant, and a table gives it its path.
const bundle = readFileSync(join(packages, "moonpad-monaco/dist/moonpad-monaco.js"), "utf8");
const constants = new Map();
for (const [, name, base64] of bundle.matchAll(/(?<![\w$])([\w$]+) = \w+\("([A-Za-z0-9+/=]*)"\)/g)) {
  constants.set(name, base64);
}
const files = new Map();
for (const [, path, name] of bundle.matchAll(/\["(\/lib\/core\/[^"]*)"\] = ([\w$]+);/g)) {
  files.set(path, constants.get(name));
}
const read = (path) => Buffer.from(files.get(path), "base64").toString();

const library = "moonbitlang/core";
const entries = new Map();
for (const entry of JSON.parse(read("/lib/core/_build/packages.json")).packages) {
  entries.set(`${entry.root}/${entry.rel}`, entry);
}
const pkgSources = [`${library}:moonbit-core:/lib/core`, "program:program:/"];
const built = new Map();

async function build(pkg, mbtFiles, interfaces) {
  const result = await moonc("buildPackage", {
    pkg, mbtFiles, pkgSources, target,
    miFiles: [], stdMiFiles: [], indirectImportMiFiles: [],
    isMain: false, errorFormat: "human", enableValueTracing: false, noOpt: false,
    ...interfaces,
  });
  if (!result.core) {
    const errors = result.diagnostics.filter((text) => !text.includes("Warning"));
    console.error(`${pkg} does not compile\n${errors.join("\n")}`);
    process.exit(1);
  }
  return result;
}

// A package of the library, after those that it needs.
async function buildLibrary(pkg) {
  if (built.has(pkg)) return;
  const entry = entries.get(pkg);
  for (const { path } of entry.deps) await buildLibrary(path);
  const mbtFiles = Object.entries(entry.files)
    .filter(([, { backend: backends, optlevel }]) =>
      backends.includes(backend) && optlevel.includes("Release"))
    .map(([name]) => [name, read(name.replace("moonbit-core:", ""))]);
  const direct = new Map(entry.deps.map(({ path, alias }) => [path, alias]));
  const miFiles = [];
  const indirectImportMiFiles = [];
  for (const [path, { mi }] of built) {
    if (direct.has(path)) miFiles.push([`${path}:${direct.get(path)}`, mi]);
    else indirectImportMiFiles.push([path, mi]);
  }
  built.set(pkg, await build(pkg, mbtFiles, { miFiles, indirectImportMiFiles }));
}

await buildLibrary(`${library}/prelude`);
const mbtFiles = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".mbt"))
  .sort()
  .map((name) => [name, readFileSync(join(import.meta.dirname, name), "utf8")]);
const stdMiFiles = [...built].map(([path, { mi }]) => {
  const name = path.slice(library.length + 1);
  return [`/lib/core/${name}:${name}`, mi];
});
const main = await build("program", mbtFiles, { stdMiFiles, isMain: true });
const { result } = await moonc("linkCore", {
  coreFiles: [...built.values(), main].map(({ core }) => core),
  main: "program", pkgSources, target, exportedFunctions: [], outputFormat: "wasm",
  testMode: false, debug: false, noOpt: false, sourceMap: false, sources: {}, stopOnMain: false,
});
writeFileSync(join(import.meta.dirname, output), result);
