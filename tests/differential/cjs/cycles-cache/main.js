// Promise: cycles see partial exports, the cache is shared and editable, failing modules leave the cache.
const log = console.log;
const a = require('./a.js');
log(a, require('./b.js'));
const path = require('path');
log(Object.keys(require.cache).map((p) => path.basename(p)));
log(require.cache[require.resolve('./a.js')].exports === a, require.cache === require('module')._cache);
globalThis.loads = 0;
require('./counted');
require('./counted.js');
log(loads);
delete require.cache[require.resolve('./counted')];
require('./counted');
log(loads);
require.cache[require.resolve('./counted')].exports = 'patched';
log(require('./counted'));
const f = path.join(__dirname, 'virtual.js');
require.cache[f] = { exports: 'virtual', loaded: true };
try {
  log(require(f));
} catch (e) {
  log(e.code);
}
for (let i = 0; i < 2; i++)
  try {
    require('./fails');
  } catch (e) {
    log(e.message, loads);
  }
log(
  require.resolve('./fails') in require.cache,
  module.children.map((c) => path.basename(c.id)),
  module.children[0].parent === module,
  module.children[0].loaded,
  module.children[0].filename === require.resolve('./a.js'),
);
require.cache.fs = { exports: 'no' };
log(typeof require('fs').readFileSync);
require.cache['node:fs'] = 1;
log(typeof require('node:fs').statSync);
const Module = module.constructor;
const m = new Module('made', module);
m.paths = module.paths;
m._compile('module.exports = [__filename, require("./counted"), this === exports]', path.join(__dirname, 'made.js'));
log(m.exports.slice(1), path.basename(m.exports[0]), m.loaded, m.id);
log(module.require('./counted'), require('./reassign'), require('./self-require'));
log(
  module.isPreloading,
  Module._extensions['.js'].length,
  typeof Module._resolveFilename,
  typeof Module._load,
  typeof Module.createRequire,
  Module.Module === Module,
  Module._pathCache !== undefined,
  Module.globalPaths !== undefined,
);
