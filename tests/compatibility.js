// Writes docs/compatibility.md: for each public module of Node, how many of its functions the programs of
// tests/differential use, and how many of these programs pass. Run with the pinned node: `just compatibility`.
//
// A function counts as covered when a program that loads its module names it. Passing is what the ratchet of
// differential.rs says: every program that expected-failures.txt does not list.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { builtinModules } = require('node:module');

const folder = path.join(__dirname, 'differential');
const SCRIPT = /\.[cm]?[jt]s$/;
// The runner's own folders that are no module, and modules that nobody requires by choice.
const LEFT_OUT = /^_|\/|^(sys|constants|inspector|trace_events|wasi|repl|punycode|cluster|domain|process|console|timers)$/;

const failures = new Set();
for (const line of fs.readFileSync(path.join(folder, 'expected-failures.txt'), 'utf8').split('\n')) {
  if (line && !line.startsWith('#')) failures.add(line.split(':')[0]);
}

// { name, text } of every program; the files of a case of several files belong to it.
function programs() {
  const found = [];
  for (const area of fs.readdirSync(folder, { withFileTypes: true })) {
    if (!area.isDirectory()) continue;
    for (const entry of fs.readdirSync(path.join(folder, area.name), { withFileTypes: true })) {
      const full = path.join(folder, area.name, entry.name);
      if (entry.isDirectory()) {
        const files = fs.readdirSync(full, { recursive: true }).filter((file) => SCRIPT.test(file));
        if (!files.some((file) => /^main\./.test(file))) continue;
        const text = files.map((file) => fs.readFileSync(path.join(full, file), 'utf8')).join('\n');
        found.push({ area: area.name, name: `${area.name}/${entry.name}`, text });
      } else if (SCRIPT.test(entry.name)) {
        found.push({ area: area.name, name: `${area.name}/${entry.name.replace(SCRIPT, '')}`, text: fs.readFileSync(full, 'utf8') });
      }
    }
  }
  return found;
}

// Functions of a module, and methods of its classes as Class#method.
function functionsOf(exported) {
  const names = [];
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(exported))) {
    if (name.startsWith('_') || typeof property.value !== 'function' || name === 'default') continue;
    names.push(name);
    if (!/^[A-Z]/.test(name)) continue;
    for (const method of Object.getOwnPropertyNames(property.value.prototype ?? {})) {
      const own = Object.getOwnPropertyDescriptor(property.value.prototype, method);
      if (method !== 'constructor' && !method.startsWith('_') && typeof own.value === 'function') names.push(`${name}#${method}`);
    }
  }
  return names;
}

const all = programs();
const lines = [
  '# Compatibility',
  '',
  'Written by `just compatibility` from `tests/differential`; do not edit. A function counts as covered when a program that loads',
  'its module names it; a program passes when it prints and exits as under real Node 22.14.',
  '',
  '## Modules',
  '',
  '| Module | Functions covered | Not covered yet |',
  '|---|---|---|',
];
const escape = (name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
for (const name of builtinModules.filter((name) => !LEFT_OUT.test(name)).sort()) {
  const users = all.filter(({ text }) => new RegExp(`['"](node:)?${escape(name)}(/promises)?['"]`).test(text)).map(({ text }) => text);
  if (name === 'buffer') users.push(...all.filter(({ text }) => /\bBuffer\b/.test(text)).map(({ text }) => text));
  const wanted = functionsOf(require(name));
  const missing = wanted.filter((one) => !users.some((text) => new RegExp(`\\b${escape(one.split('#').at(-1))}\\b`).test(text)));
  const shown = missing.slice(0, 8).map((one) => `\`${one}\``).join(' ') + (missing.length > 8 ? ` and ${missing.length - 8} more` : '');
  lines.push(`| ${name} | ${wanted.length - missing.length} of ${wanted.length} | ${shown} |`);
}
lines.push('', '## Programs', '', '| Area | Programs that pass |', '|---|---|');
const areas = new Map();
for (const { area, name } of all) {
  const count = areas.get(area) ?? { passed: 0, total: 0 };
  count.total++;
  if (!failures.has(name)) count.passed++;
  areas.set(area, count);
}
for (const [area, { passed, total }] of [...areas].sort()) lines.push(`| ${area} | ${passed} of ${total} |`);
const total = all.length;
lines.push(`| all | ${total - all.filter(({ name }) => failures.has(name)).length} of ${total} |`, '');
fs.writeFileSync(path.join(__dirname, '../docs/compatibility.md'), lines.join('\n'));
