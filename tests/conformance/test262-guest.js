// Runs inside the sandbox: the tests named by the arguments, one line of JSON for each (INTERPRETING.md of test262).
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const ROOT = '/test262';
const harness = new Map();
const include = (name) => {
  if (!harness.has(name)) harness.set(name, new vm.Script(fs.readFileSync(`${ROOT}/harness/${name}`, 'utf8'), { filename: name }));
  return harness.get(name);
};

// The front matter is YAML; of it only lists and `key: value` lines occur in what is read here.
function metadata(text) {
  const yaml = /\/\*---([^]*?)---\*\//.exec(text)?.[1] ?? '';
  const list = (key) => {
    const inline = new RegExp(`^\\s*${key}:\\s*\\[(.*)\\]`, 'm').exec(yaml)?.[1].split(',');
    const block = new RegExp(`^\\s*${key}:\\s*\\n((?:\\s+- .*\\n?)+)`, 'm').exec(yaml)?.[1].split('\n').map((line) => line.replace('-', ''));
    return (inline ?? block ?? []).map((item) => item.trim()).filter(Boolean);
  };
  const negative = /^negative:\s*\n((?:\s+.*\n?)+)/m.exec(yaml)?.[1];
  const part = (key) => new RegExp(`${key}:\\s*(\\S+)`).exec(negative)?.[1];
  return { flags: new Set(list('flags')), includes: list('includes'), negative: negative && { phase: part('phase'), type: part('type') } };
}

function makeRealm(print) {
  const context = vm.createContext({ print });
  const global = vm.runInContext('globalThis', context);
  context.$262 = {
    global,
    gc: globalThis.gc,
    createRealm: () => makeRealm(print).$262,
    evalScript: (text) => vm.runInContext(text, context),
    detachArrayBuffer: (buffer) => void structuredClone(buffer, { transfer: [buffer] }),
    get agent() {
      throw new Error('agents need one memory: not in this runtime');
    },
  };
  return context;
}

async function loadModule(context, file, text, known) {
  const make = (file, text) => {
    const module = new vm.SourceTextModule(text, { context, identifier: file, importModuleDynamically: (specifier, from) => evaluate(specifier, from) });
    known.set(file, module);
    return module;
  };
  const find = (specifier, from) => {
    const wanted = path.join(path.dirname(from.identifier), specifier);
    return known.get(wanted) ?? make(wanted, fs.readFileSync(wanted, 'utf8'));
  };
  const evaluate = async (specifier, from) => {
    const module = find(specifier, from);
    if (module.status === 'unlinked') await module.link(find);
    await module.evaluate();
    return module;
  };
  const module = make(file, text);
  await module.link(find);
  return module;
}

// Throws what the test throws; resolves when it is done.
async function runOnce(file, text, { flags, includes, negative }, strict) {
  let done;
  const finished = new Promise((resolve, reject) => {
    done = (message) => (message === 'Test262:AsyncTestComplete' ? resolve() : reject(new Error(message)));
  });
  const context = makeRealm((message) => flags.has('async') && done(String(message)));
  if (!flags.has('raw')) {
    for (const name of ['assert.js', 'sta.js', ...(flags.has('async') ? ['doneprintHandle.js'] : []), ...includes]) include(name).runInContext(context);
  }
  let phase = 'parse';
  try {
    if (flags.has('module')) {
      const module = await loadModule(context, file, text, new Map());
      phase = 'runtime';
      await module.evaluate();
    } else {
      const script = new vm.Script(strict ? `"use strict";\n${text}` : text, { filename: file, importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER });
      phase = 'runtime';
      script.runInContext(context);
    }
    if (flags.has('async')) await finished;
  } catch (error) {
    if (negative === undefined) throw error;
    const name = error?.constructor?.name ?? error?.name;
    if (name !== negative.type) throw new Error(`a ${negative.type} was expected, not: ${error}`);
    if (negative.phase === 'parse' && phase !== 'parse') throw new Error(`the ${negative.type} came after parsing`);
    return;
  }
  if (negative !== undefined) throw new Error(`a ${negative.type} was expected`);
}

async function run(file) {
  const full = `${ROOT}/test/${file}`;
  const text = fs.readFileSync(full, 'utf8');
  const data = metadata(text);
  const once = ['onlyStrict', 'noStrict', 'module', 'raw'].some((flag) => data.flags.has(flag));
  for (const strict of once ? [data.flags.has('onlyStrict')] : [false, true]) await runOnce(full, text, data, strict);
}

process.on('unhandledRejection', () => {});
(async () => {
  for (const file of process.argv.slice(2)) {
    let result = { file, outcome: 'passed' };
    try {
      await run(file);
    } catch (error) {
      const reason = String(error?.message ?? error).split('\n')[0];
      result = { file, outcome: 'failed', reason: `${error?.constructor?.name ?? typeof error}: ${reason}` };
    }
    fs.writeSync(1, `${JSON.stringify(result)}\n`);
  }
})();
