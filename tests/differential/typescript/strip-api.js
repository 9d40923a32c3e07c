// module.stripTypeScriptTypes answers the text with white space for types, or throws.
const { stripTypeScriptTypes } = require('module');
for (const text of ['const a: number = 1', 'type T = 1; let x = y as T', 'class A<T> { private x?: T }', 'import type A from "a"', 'let é: string = "日本" as any', 'const f = (a)\n: T => x', 'const a = b as T\n(foo)']) console.log(JSON.stringify(stripTypeScriptTypes(text)));
for (const [text, options] of [['enum A {\n  B\n}\nx'], ['let a;\nnamespace N { export const x = 1 }'], ['let x: = 3'], ['const x = <number>y'], ['class A { constructor(private x: number) {} }'], ['export = 5'], ['a', { mode: 'x' }], [5], ['a', { sourceMap: true }], ['a', { sourceUrl: 5 }], ['a', 5]]) {
  try { console.log(stripTypeScriptTypes(text, options)) } catch (e) { console.log(e.name, e.code, e.message) }
}
console.log(stripTypeScriptTypes('let a: b', { sourceUrl: 'x.ts' }));
