// Promise: shapes of process.versions, release, features, config, memoryUsage, hrtime, cpuUsage, resourceUsage, report, ids.
const num = (o) =>
  Object.entries(o)
    .map(([k, v]) => `${k}:${typeof v}`)
    .join(' ');
console.log(
  process.version,
  process.versions.node,
  Object.keys(process.versions).sort().join(),
  process.versions.modules,
  Object.isFrozen(process.versions),
);
console.log(process.release.name, process.release.lts, Object.keys(process.release));
console.log(
  process.features,
  process.platform,
  process.arch,
  typeof process.config.variables,
  Object.isFrozen(process.config),
  typeof process.pid,
  typeof process.ppid,
);
console.log(
  num(process.memoryUsage()),
  typeof process.memoryUsage.rss(),
  num(process.cpuUsage()),
  num(process.resourceUsage()),
  typeof process.constrainedMemory(),
  typeof process.availableMemory(),
);
const h = process.hrtime();
console.log(
  h.length,
  h.every(Number.isInteger),
  h[1] < 1e9,
  process.hrtime(h)[0] === 0,
  typeof process.hrtime.bigint(),
  process.hrtime.bigint() <= process.hrtime.bigint(),
  process.uptime() > 0 && process.uptime() < 60,
);
const t = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
for (const b of [5, [], [1], [1, 2, 3], 'x', null]) t(() => process.hrtime(b).length);
for (const b of [5, 'x', {}, { user: 1 }, { user: -1, system: 1 }]) t(() => process.cpuUsage(b));
console.log(
  [
    'getuid',
    'geteuid',
    'getgid',
    'getegid',
    'getgroups',
    'umask',
    'kill',
    'abort',
    'dlopen',
    'reallyExit',
    'binding',
    'initgroups',
    'setuid',
    'setUncaughtExceptionCaptureCallback',
    'hasUncaughtExceptionCaptureCallback',
    'emitWarning',
    'nextTick',
    'openStdin',
    'getActiveResourcesInfo',
    'setSourceMapsEnabled',
    'loadEnvFile',
    'getBuiltinModule',
    'ref',
    'unref',
    'assert',
    'execve',
  ]
    .map((k) => `${k}=${typeof process[k]}`)
    .join(' '),
);
console.log(
  Object.prototype.toString.call(process),
  process.constructor.name,
  process instanceof require('events'),
  process[Symbol.toStringTag],
  Object.getPrototypeOf(process).constructor === process.constructor,
  require('process') === process,
);
console.log(
  process.allowedNodeEnvironmentFlags instanceof Set,
  process.allowedNodeEnvironmentFlags.has('--max-old-space-size'),
  process.allowedNodeEnvironmentFlags.has('--nope'),
  process.debugPort,
  process.exitCode,
  process.noDeprecation,
  process.throwDeprecation,
  process.sourceMapsEnabled,
  process.domain,
  process.moduleLoadList.length > 30,
  process.connected,
  process.channel,
  process.send,
  process.report?.compact,
  process.finalization && Object.keys(process.finalization),
);
console.log(
  process.stdin.fd,
  process.stdout.fd,
  process.stderr.fd,
  process.stdout.isTTY,
  process.stdin.isTTY,
  process.stdout.writable,
  process.stdout.readable,
  process.stdout.columns,
  process.getActiveResourcesInfo().filter((x) => x === 'Timeout'),
);
for (const b of [1.5, {}, undefined, 'x']) t(() => process.kill(b, 0));
t(() => process.kill(process.pid, 0));
t(() => process.kill(process.pid, 'SIGNOPE'));
t(() => process.kill(process.pid, 999));
t(() => process.setuid({}));
t(() => process.getuid === process.geteuid);
t(() => process.dlopen());
t(() => process.binding('nope'));
t(() => process.assert(false, 'm'));
