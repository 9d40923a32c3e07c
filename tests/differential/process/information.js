// process: versions, release, features, allowed flags, resource usage, emitWarning in its forms.
console.log(process.version, process.versions.modules, process.release.name, process.release.lts, process.arch, process.platform, process.title.length > 0);
console.log(Object.keys(process.features).sort(), process.allowedNodeEnvironmentFlags.has('--max-old-space-size'), process.allowedNodeEnvironmentFlags.has('--nope'), process.config.variables !== undefined);
console.log(Object.keys(process.resourceUsage()).length, Object.keys(process.memoryUsage()), typeof process.memoryUsage.rss(), Object.keys(process.cpuUsage()), process.constrainedMemory() >= 0, process.availableMemory() > 0);
console.log(process.hrtime.bigint() > 0n, process.hrtime([0, 0]).length, process.uptime() > 0, process.argv0.length > 0, process.execArgv, process.exitCode, process.stdin.fd);
process.on('warning', ({ name, message, code, detail }) => console.log('warning', name, message, code, detail));
process.emitWarning('plain');
process.emitWarning('typed', 'CustomWarning', 'C001');
process.emitWarning('object', { type: 'Other', code: 'C002', detail: 'more' });
process.emitWarning(new RangeError('error'));
for (const run of [() => process.emitWarning(5), () => process.hrtime('x'), () => process.kill(process.pid, 'SIGNONE'), () => process.chdir('/no/such'), () => (process.exitCode = 'x'), () => process.cpuUsage({ user: -1 }), () => process.umask('9')]) {
  try { run(); console.log('fine'); } catch (error) { console.log(error.name, error.code); }
}
