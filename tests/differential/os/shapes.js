// Promise: os: constants, EOL, types of every function's answer, errors; nothing about the machine itself.
const os = require('os');
console.log(
  JSON.stringify(os.EOL),
  os.devNull,
  os.platform(),
  os.type(),
  os.endianness(),
  os.arch() === process.arch,
  os.tmpdir().startsWith('/'),
  `${os.tmpdir}`.length === os.tmpdir().length,
  `${os.platform}`,
  os.EOL === `${os.EOL}`,
);
console.log(Object.keys(os).sort().join());
for (const k of ['errno', 'signals', 'priority', 'dlopen'])
  console.log(
    k,
    Object.entries(os.constants[k])
      .map(([a, b]) => `${a}=${b}`)
      .join(' '),
    Object.getPrototypeOf(os.constants[k]),
    Object.isFrozen(os.constants[k]),
  );
console.log(os.constants.UV_UDP_REUSEADDR, Object.keys(os.constants));
for (const f of [
  'hostname',
  'release',
  'version',
  'machine',
  'homedir',
  'uptime',
  'totalmem',
  'freemem',
  'availableParallelism',
  'getPriority',
])
  console.log(f, typeof os[f](), os[f].length);
console.log(
  os.loadavg().length,
  os.loadavg().every((x) => typeof x === 'number'),
  os.cpus().length > 0 && Object.keys(os.cpus()[0]),
  Object.keys(os.cpus()[0].times),
  typeof os.networkInterfaces(),
  Object.keys(os.userInfo()).sort(),
  os.freemem() <= os.totalmem(),
  os.uptime() > 0,
);
const u = os.userInfo({ encoding: 'buffer' });
console.log(Buffer.isBuffer(u.username), typeof u.uid);
const t = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
for (const a of [[1.5], ['x'], [0, 99], [0, -99], [0, 'x'], [], [-1, 0]]) t(() => os.setPriority(...a));
for (const a of ['x', 1.5, null]) t(() => os.getPriority(a));
t(() => {
  os.EOL = 'x';
  return JSON.stringify(os.EOL);
});
t(() => {
  'use strict';
  os.constants.signals.NEW = 1;
  return os.constants.signals.NEW;
});
t(() => +os.uptime > 0);
t(() => os.devNull === '/dev/null');
try {
  os.userInfo({
    get encoding() {
      throw new Error('getter');
    },
  });
} catch (e) {
  console.log(e.message);
}
