// os: shapes of what it answers, constants, priorities, errors.
const os = require('node:os');
console.log(os.EOL === '\n', os.devNull, os.type(), os.platform(), os.arch(), os.endianness(), os.availableParallelism() >= 1, os.tmpdir().startsWith('/'));
console.log(os.cpus().length >= 1, Object.keys(os.cpus()[0]), os.totalmem() >= os.freemem(), os.loadavg().length, os.uptime() >= 0, typeof os.hostname(), typeof os.release(), typeof os.version(), typeof os.machine());
console.log(Object.keys(os.userInfo()).sort(), Buffer.isBuffer(os.userInfo({ encoding: 'buffer' }).username), Object.values(os.networkInterfaces()).flat().every((one) => 'address' in one && 'cidr' in one));
console.log(os.constants.signals.SIGKILL, os.constants.errno.ENOENT, os.constants.priority, os.constants.UV_UDP_REUSEADDR, Object.isFrozen(os.constants.signals), os.getPriority() <= 20);
for (const run of [() => os.setPriority(0, 99), () => os.getPriority('x'), () => os.setPriority(), () => (os.constants.signals.SIGNEW = 1)]) {
  try { console.log(run()); } catch (error) { console.log(error.name, error.code); }
}
console.log(`${os.type}` === os.type(), +os.totalmem > 0);
