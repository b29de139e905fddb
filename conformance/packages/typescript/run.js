// Transpiles a file of 2,000 lines.
const ts = require('typescript');

const unit = (n) => `
export interface Shape${n} { readonly kind: 'shape${n}'; area(): number; name?: string }
export abstract class Base${n}<T extends Shape${n}> implements Iterable<T> {
  private items: T[] = [];
  constructor(protected readonly label: string, public count = ${n}) {}
  abstract describe(item: T): string;
  add(item: T): this { this.items.push(item); return this; }
  *[Symbol.iterator](): IterableIterator<T> { for (const item of this.items) yield item; }
}
export enum Color${n} { Red, Green = 'g' as any, Blue = 1 << 3 }
export const pick${n} = <K extends keyof Shape${n}>(shape: Shape${n}, ...keys: K[]): Pick<Shape${n}, K> =>
  keys.reduce((result, key) => ({ ...result, [key]: shape[key]! }), {} as Pick<Shape${n}, K>);
namespace Inner${n} { export const value: number = ${n}; export function twice(): number { return value * 2; } }
type Union${n} = string | number | { [key: string]: Union${n} };
export async function load${n}(url: string, fallback?: Union${n}): Promise<Union${n} | undefined> {
  try { const value = await Promise.resolve(url as unknown as Union${n}); return value ?? fallback; }
  catch (error: unknown) { return (error as Error)?.message satisfies string; }
}
`;
const text = Array.from({ length: 105 }, (_, n) => unit(n)).join('');
console.log(text.split('\n').length, 'lines');
const options = { target: ts.ScriptTarget.ES2017, module: ts.ModuleKind.CommonJS };
const result = ts.transpileModule(text, { compilerOptions: options, reportDiagnostics: true });
console.log(result.diagnostics.length, result.outputText.length);
console.log(ts.transpileModule(unit(1), { compilerOptions: options }).outputText);
console.log(ts.transpileModule('let x: = 1;', { reportDiagnostics: true }).diagnostics.map((it) => it.messageText).join());
