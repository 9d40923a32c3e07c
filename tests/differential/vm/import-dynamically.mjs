// importModuleDynamically: a function, the default loader constant, or nothing.
import vm from 'node:vm';
const made = new vm.SyntheticModule(['answer'], function () { this.setExport('answer', 42) });
await made.link(() => {});
await made.evaluate();
const script = new vm.Script('import("anything", { with: { type: "x" } })', {
  filename: 'dynamic.js',
  importModuleDynamically(specifier, referrer, attributes) {
    console.log(specifier, referrer instanceof vm.Script, { ...attributes });
    return made;
  },
});
console.log((await script.runInThisContext()).answer);
console.log((await script.runInContext(vm.createContext({}))).answer);
const f = vm.compileFunction('return import("from-function")', [], { importModuleDynamically: (s, r) => { console.log(s, typeof r); return made; } });
console.log((await f()).answer);
const loader = new vm.Script('import("node:path")', { importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER });
console.log(typeof (await loader.runInThisContext()).join);
await vm.runInThisContext('import("node:path")').catch((e) => console.log(e.code, e.message));
await vm.runInNewContext('import("node:path")').catch((e) => console.log(e.code, e.message));
await new vm.Script('import("x")', { importModuleDynamically: () => ({}) }).runInThisContext().catch((e) => console.log(e.code ?? e.name, e.message));
const module = new vm.SourceTextModule('export default await import("inside")', { importModuleDynamically: (s, m) => { console.log(s, m === module); return made; } });
await module.link(() => {});
await module.evaluate();
console.log(module.namespace.default.answer);
