// vm.SourceTextModule: link, evaluate, status, namespace, errors.
import vm from 'node:vm';
const context = vm.createContext({ console, base: 10 });
const dep = new vm.SourceTextModule('export default base + 1; export const name = import.meta.tag;', {
  context, identifier: 'dep', initializeImportMeta(meta, module) { meta.tag = 'meta of ' + module.identifier; },
});
const main = new vm.SourceTextModule('import d, { name } from "dep"; export const sum = d + 1; export { name }; export default class K {}', { context, identifier: 'main' });
console.log(main.status, main.dependencySpecifiers, main.identifier);
await main.link((specifier, referencing, extra) => {
  console.log('link', specifier, referencing.identifier, Object.keys(extra));
  return dep;
});
console.log(main.status, dep.status);
console.log(await main.evaluate(), main.status, dep.status);
console.log(main.namespace.sum, main.namespace.name, Object.keys(main.namespace));
const bad = new vm.SourceTextModule('throw new TypeError("x")');
await bad.link(() => {});
await bad.evaluate().catch((e) => console.log(e.name, e.message, bad.status, bad.error === e));
try { main.error } catch (e) { console.log(e.code, e.message) }
try { new vm.SourceTextModule('import {') } catch (e) { console.log(e.name) }
const unlinked = new vm.SourceTextModule('import "nothing"');
await unlinked.link(() => { throw new Error('no such module') }).catch((e) => console.log(e.code, e.message, unlinked.status));
await new vm.SourceTextModule('1').evaluate().catch((e) => console.log(e.code, e.message));
const missing = new vm.SourceTextModule('import { nope } from "dep"', { context });
await missing.link(() => dep).then(() => missing.evaluate()).catch((e) => console.log(e.name, e.message));
const tla = new vm.SourceTextModule('export const v = await Promise.resolve(5)');
await tla.link(() => {});
await tla.evaluate();
console.log(tla.namespace.v);
try { tla.namespace.v = 1 } catch (e) { console.log(e.name) }
console.log(main instanceof vm.Module);
const other = vm.createContext({});
const foreign = new vm.SourceTextModule('1', { context: other });
await new vm.SourceTextModule('import "x"', { context }).link(() => foreign).catch((e) => console.log(e.code, e.message));
