// Promise: node:module: createRequire, isBuiltin, wrap, _resolveFilename hooks, _load patching, syncBuiltinESMExports, findPackageJSON, SourceMap shape.
const Module = require('module'),
  path = require('path');
const t = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name, e.code, e.message.split('\n')[0]);
  }
};
const r = Module.createRequire(path.join(__dirname, 'cycles-cache', 'x.js'));
t(() => path.basename(r.resolve('./reassign')));
t(() => typeof Module.createRequire(require('url').pathToFileURL(__filename))('fs').readFileSync);
t(() => typeof Module.createRequire(__dirname + '/')('./module-api-none'));
for (const b of ['rel/x', 5, undefined, 'http://x']) t(() => typeof Module.createRequire(b));
t(() => Object.keys(r).sort().join());
const orig = Module._resolveFilename;
Module._resolveFilename = function (req, ...a) {
  return req === 'alias-for-path' ? 'path' : orig.call(this, req, ...a);
};
t(() => require('alias-for-path') === path);
Module._resolveFilename = orig;
const load = Module._load;
const seen = [];
Module._load = function (q, p, m) {
  seen.push(q);
  return q === 'mocked' ? { mocked: 1 } : load.apply(this, arguments);
};
t(() => require('mocked'));
t(() => require('os') === process.getBuiltinModule('os'));
t(() => seen);
Module._load = load;
Module._extensions['.up'] = (m, f) => {
  m.exports = path.basename(f).toUpperCase();
};
t(() => {
  const m = new Module('v');
  Module._extensions['.up'](m, '/q/file.up');
  return m.exports;
});
Module.prototype.require = new Proxy(Module.prototype.require, {
  apply(tg, th, a) {
    console.log('patched require', a[0]);
    return Reflect.apply(tg, th, a);
  },
});
t(() => typeof require('events'));
t(() => Module.isBuiltin('fs/promises') && !Module.isBuiltin('fs/nope'));
t(() => Module.builtinModules.length > 50 && Object.isFrozen(Module.builtinModules));
t(() => Module._nodeModulePaths('/a/b/node_modules/c'));
t(() => Module._nodeModulePaths('/'));
t(() => Module._resolveLookupPaths('./x', module).length);
t(() => Module._resolveLookupPaths('fs'));
t(() => Module._findPath('/no/such', null));
t(() => new Module('i', module).paths);
t(() => Module.wrap('x').length);
t(() => Module.wrapper.length);
t(() => [
  typeof Module.findSourceMap,
  typeof Module.SourceMap,
  typeof Module.register,
  typeof Module.syncBuiltinESMExports,
  typeof Module.runMain,
  typeof Module.findPackageJSON,
  typeof Module.enableCompileCache,
  Module.constants,
]);
t(() => Module.findPackageJSON('..', __filename)?.endsWith('package.json') ?? 'none');
t(() => process.getBuiltinModule('nope'));
t(() => process.getBuiltinModule(5));
t(() => process.getBuiltinModule('node:fs') === require('fs'));
const fs = require('fs');
fs.marker = () => 'live';
import('fs').then((ns) => {
  console.log('before', ns.marker, ns.default.marker());
  const save = fs.existsSync;
  fs.existsSync = () => 'patched';
  console.log(ns.existsSync('/'));
  Module.syncBuiltinESMExports();
  console.log(ns.existsSync('/'), 'marker' in ns);
  fs.existsSync = save;
});
t(() => new Module.SourceMap({ version: 3, sources: ['a.ts'], names: [], mappings: 'AAAA;AACA' }).findEntry(1, 0));
t(() => new Module.SourceMap('x'));
