// What a worker says about itself and its process.
const { Worker } = require('worker_threads');
const worker = new Worker(`
const wt = require('worker_threads');
const out = { isMainThread: wt.isMainThread, threadId: typeof wt.threadId, parentPort: wt.parentPort instanceof MessagePort, workerData: wt.workerData, pid: process.pid, ppid: process.ppid, cwd: process.cwd(), env: process.env.MINE, limits: Object.keys(wt.resourceLimits), argv: process.argv.length, title: typeof process.title };
for (const name of ['chdir', 'abort', 'setuid', 'initgroups']) { try { process[name]('x'); } catch (e) { out[name] = e.code } }
try { process.umask(0) } catch (e) { out.umask = e.code }
out.signal = (() => { try { return process.on('SIGUSR2', () => {}) === process } catch (e) { return e.code } })();
process.env.MINE = 'changed';
wt.parentPort.postMessage(out);
`, { eval: true, env: { MINE: 'own', HOME: '/home/user' } });
process.env.MINE = 'parent';
worker.on('message', (m) => {
  m.pid = m.pid === process.pid; m.ppid = m.ppid === process.ppid; m.cwd = m.cwd === process.cwd();
  console.log(m);
});
worker.on('exit', () => console.log(process.env.MINE, worker.resourceLimits === undefined, typeof worker.getHeapSnapshot));
