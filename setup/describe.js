'use strict';
// Run by setup/node-library.sh inside the pinned Node binary: writes Node's own library and a description of
// everything that its C++ side offers to it. What the files hold is told in setup/README.md.
//
//   node --expose-internals --no-warnings describe.js OUT

const fs = require('node:fs');
const path = require('node:path');
const { internalBinding } = require('internal/test/binding');
const { shape } = require('./shape.js');

// No guest can load these: they serve --prof-process, and TypeScript stripping by a WebAssembly build of swc.
const LEFT_OUT = /^internal\/(deps\/v8\/tools\/|deps\/amaro\/|v8_prof_|main\/prof_process$)/;

const RULES = {
  // Written to files of their own (library sources, ids, configuration), or a whole program as bytes.
  skip: new Set(['builtins.natives', 'builtins.builtinIds', 'builtins.builtinCategories', 'builtins.config']),
  // Counters, clocks and scratch memory of the process that runs this: only kind and length are recorded.
  state: new Set([
    'async_wrap.async_hook_fields',
    'async_wrap.async_id_fields',
    'async_wrap.execution_async_resources',
    'fs.bigintStatValues',
    'fs.statValues',
    'performance.milestones',
    'task_queue.tickInfo',
  ]),
};

function main(out) {
  const builtins = internalBinding('builtins');
  const { natives, builtinIds, builtinCategories } = builtins;
  const kept = builtinIds.filter((id) => !LEFT_OUT.test(id));

  for (const id of kept) {
    const file = path.join(out, 'lib', `${id}.js`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, natives[id]);
  }
  write(out, 'bindings.json', describeBindings(kept.map((id) => natives[id])));
  write(out, 'options.json', describeOptions());
  write(out, 'process.json', {
    version: process.version,
    versions: { ...process.versions },
    release: process.release,
    features: { ...process.features },
    config: process.config,
    arch: process.arch,
    platform: process.platform,
    builtinIds: [...builtinIds].sort(),
    leftOut: builtinIds.filter((id) => LEFT_OUT.test(id)).sort(),
    canBeRequired: [...builtinCategories.canBeRequired].sort(),
    cannotBeRequired: [...builtinCategories.cannotBeRequired].sort(),
  });
  write(out, 'uv.json', [...internalBinding('uv').getErrorMap()].map(([errno, [name, message]]) => [errno, name, message]));
}

/** Every binding that a library source asks for by name and that this build of Node has. */
function describeBindings(sources) {
  const names = new Set();
  for (const source of sources) {
    for (const [, name] of source.matchAll(/\b(?:internalBinding|getInternalBinding)\('(\w+)'\)/g)) names.add(name);
  }
  const out = {};
  for (const name of [...names].sort()) {
    let binding;
    try {
      binding = internalBinding(name);
    } catch (error) {
      if (error.code !== 'ERR_INVALID_MODULE') throw error;
      continue; // named in a comment, or not in this build
    }
    out[name] = shape(binding, name, RULES);
  }
  return out;
}

/** Option values as a plain `node FILE` would see them: the two flags of this very run are put back. */
function describeOptions() {
  const options = internalBinding('options');
  const values = { ...options.getCLIOptionsValues() };
  const own = { '--expose-internals': false, '--no-expose-internals': true, '--warnings': true, '--no-warnings': false };
  for (const [name, value] of Object.entries(own)) if (name in values) values[name] = value;
  const info = options.getCLIOptionsInfo();
  return {
    values: sorted(Object.entries(values)),
    options: sorted([...info.options].map(([name, option]) => [name, { ...option }])),
    aliases: sorted([...info.aliases]),
    embedder: { ...options.getEmbedderOptions() },
    types: { ...options.types },
    envSettings: { ...options.envSettings },
  };
}

const sorted = (entries) => Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));

/** One line per top-level entry: small, and two versions can be compared with diff. */
function write(out, file, value) {
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const lines = Array.isArray(value)
    ? value.map((item) => JSON.stringify(item))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${JSON.stringify(item)}`);
  fs.writeFileSync(path.join(out, file), `${open}\n${lines.join(',\n')}\n${close}\n`);
}

main(process.argv[2]);
