// vm.SyntheticModule: exports set by hand, before and after linking.
import vm from 'node:vm';
const synthetic = new vm.SyntheticModule(['default', 'x'], function () {
  this.setExport('default', { a: 1 });
  this.setExport('x', 'first');
}, { identifier: 'syn' });
const main = new vm.SourceTextModule('import d, { x } from "syn"; export { d, x }; export const read = () => x');
await main.link(() => synthetic);
await main.evaluate();
console.log(main.namespace.d, main.namespace.x);
synthetic.setExport('x', 'second');
console.log(main.namespace.read(), synthetic.status, synthetic.identifier);
try { synthetic.setExport('nope', 1) } catch (e) { console.log(e.name, e.message) }
for (const bad of [
  () => new vm.SyntheticModule([1], () => {}),
  () => new vm.SyntheticModule('x', () => {}),
  () => new vm.SyntheticModule(['a', 'a'], () => {}),
  () => new vm.SyntheticModule([], 1),
  () => new vm.SyntheticModule([], () => {}, { context: {} }),
  () => new vm.SyntheticModule([], () => {}, { identifier: 5 }),
]) { try { bad(); console.log('fine') } catch (e) { console.log(e.code, e.message) } }
const alone = new vm.SyntheticModule(['v'], () => { throw new RangeError('in steps') });
await alone.link(() => {});
await alone.evaluate().catch((e) => console.log(e.name, e.message, alone.status));
