// Settings come from a file, the environment and defaults: JSON with a reviver, merged deeply, frozen, checked, and reported with what is wrong where.
const fs = require('fs');
const os = require('os');
const path = require('path');
const assert = require('assert/strict');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const file = path.join(folder, 'settings.json');
fs.writeFileSync(file, '\ufeff{ "server": { "port": "8080", "hosts": ["a", "b"], "timeout": "30s" }, "debug": null, "since": "2024-01-02T03:04:05.000Z" }');
const merge = (a, b) => (b === undefined ? a : a && b && typeof a === 'object' && typeof b === 'object' && !Array.isArray(b) ? Object.fromEntries([...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => [key, merge(a[key], b[key])])) : b);
const freeze = (value) => (value && typeof value === 'object' ? (Object.values(value).forEach(freeze), Object.freeze(value)) : value);
const defaults = { server: { port: 80, hosts: [], timeout: 1000, tls: { enabled: false } }, debug: true };
const read = (name) => JSON.parse(fs.readFileSync(name, 'utf8').replace(/^\ufeff/, ''), function (key, value) {
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return new Date(value);
  if (/^\d+s$/.test(value)) return parseInt(value) * 1000;
  return key === 'port' ? Number(value) : value;
});
process.env.APP_SERVER__TLS__ENABLED = 'true';
process.env.APP_NAME = 'fröm environment';
const fromEnvironment = {};
for (const [name, value] of Object.entries(process.env).sort()) {
  if (!name.startsWith('APP_')) continue;
  const keys = name.slice(4).toLowerCase().split('__');
  const last = keys.pop();
  keys.reduce((object, key) => (object[key] ??= {}), fromEnvironment)[last] = value === 'true' ? true : value;
}
const settings = freeze([defaults, read(file), fromEnvironment].reduce(merge));
console.log(settings, Object.isFrozen(settings.server.tls), delete process.env.APP_NAME, process.env.APP_NAME, 'APP_NAME' in process.env);
assert.throws(() => { 'use strict'; settings.server.port = 1; }, TypeError);
const schema = { 'server.port': (value) => Number.isInteger(value) && value < 1024, 'server.hosts': Array.isArray, debug: (value) => typeof value === 'boolean', name: (value) => value?.length < 100 };
const problems = Object.entries(schema).flatMap(([where, check]) => { const value = where.split('.').reduce((object, key) => object?.[key], settings); return check(value) ? [] : [new TypeError(`${where} is ${JSON.stringify(value)}`)]; });
const failure = new AggregateError(problems, `${problems.length} settings are wrong`, { cause: file.split('/').pop() });
console.log(failure.message, failure.errors.map(String), failure.cause);
fs.writeFileSync(file, '{ "broken": [1, 2,] }');
for (const attempt of [() => read(file), () => read(path.join(folder, 'none.json')), () => require(file), () => assert.deepEqual(settings.server, { ...defaults.server, port: 8081 })]) {
  try {
    attempt();
  } catch (error) {
    console.log(error.name, error.code, error.message.replaceAll(folder, ''));
  }
}
fs.rmSync(folder, { recursive: true });
