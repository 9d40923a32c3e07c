// Promise: require() of ES modules: namespace, default, module.exports export, errors, async graph, type field, .mjs and .cjs.
process.removeAllListeners('warning');
const t = (s, f = (x) => x) => {
  try {
    console.log(s, f(require(s)));
  } catch (e) {
    console.log(s, e.name, e.code, e.message.replaceAll(__dirname, 'D').split('\n')[0]);
  }
};
t('./named.mjs');
t('./default.mjs');
t('./modexp.mjs');
t('./tla.mjs');
t('./throws.mjs');
t('./syntax.mjs');
t('./missing.mjs');
t('./noexport.mjs');
t('./typed/x.js');
t('./typed/y.cjs');
t('./typed/uses-require.js');
t('./detect.js');
t('./detect-tla.js');
t('./esmodule.mjs', (m) => [m.__esModule, Object.keys(m)]);
const ns = require('./named.mjs');
console.log(require('util').types.isModuleNamespaceObject(ns), Object.prototype.toString.call(ns), ns === require('./named.mjs'));
ns.inc();
console.log(ns.count);
try {
  ns.count = 5;
} catch (e) {
  console.log(e.name);
}
import('./named.mjs')
  .then((m) => {
    console.log(m === ns, m.count);
    return import('./tla.mjs');
  })
  .then((m) => {
    console.log(m.v);
    t('./tla.mjs');
  });
