// Children as programs use them: exec with a shell pipeline, spawn with piped stdin, one child into another, fork with messages, kill, and exit codes.
const { exec, execFile, spawn, fork, spawnSync } = require('child_process');
const { promisify } = require('util');
const { once } = require('events');
const { text } = require('stream/consumers');
const { pipeline } = require('stream/promises');
if (process.argv[2] === 'child') {
  process.on('message', async (message) => {
    process.send({ doubled: message.n * 2, type: message.when?.constructor.name ?? typeof message.when });
    if (message.n > 2) process.disconnect();
  });
} else {
  (async () => {
    const { stdout } = await promisify(exec)('printf "b\\na\\nc\\na\\n" | sort | uniq -c | tr -d " "');
    console.log(stdout.split('\n'));
    const upper = spawn(process.execPath, ['-e', 'process.stdin.on("data", (d) => process.stdout.write(String(d).toUpperCase())).on("end", () => { console.error("done"); process.exitCode = 4; })']);
    upper.stdin.write('hello ');
    upper.stdin.end('wörld');
    const [out, err, [code, signal]] = await Promise.all([text(upper.stdout), text(upper.stderr), once(upper, 'close')]);
    console.log(out, err, code, signal, upper.exitCode, upper.killed);
    const first = spawn('printf', ['3\n1\n2\n']);
    const second = spawn('sort', ['-r'], { stdio: ['pipe', 'pipe', 'inherit'] });
    await Promise.all([pipeline(first.stdout, second.stdin), text(second.stdout).then((sorted) => console.log(JSON.stringify(sorted)))]);
    const child = fork(__filename, ['child']);
    for (const n of [1, 2, 3]) {
      child.send({ n, when: new Date(0) });
      console.log((await once(child, 'message'))[0]);
    }
    console.log(await once(child, 'exit'));
    const sleeper = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    console.log(sleeper.kill(), await once(sleeper, 'exit'), sleeper.signalCode);
    await promisify(execFile)(process.execPath, ['-e', 'console.log("partial"); throw new TypeError("in the child")']).catch((error) => console.log(error.code, error.killed, error.stdout, error.stderr.includes('TypeError: in the child')));
    await promisify(exec)('exit 7').catch((error) => console.log(error.code, error.cmd));
    await promisify(exec)('no-such-command-here').catch((error) => console.log(error.code));
    const aborted = new AbortController();
    const waiting = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { signal: aborted.signal });
    setTimeout(() => aborted.abort(), 30);
    const [error] = await once(waiting, 'error').catch((reason) => [reason]);
    console.log(error.name, error.code);
    const { status, stdout: sync } = spawnSync('sh', ['-c', 'echo "$0 $1"; exit 2', 'zero', 'one'], { encoding: 'utf8' });
    console.log(status, sync, spawnSync('no-such-command').error.code);
    const missing = spawn('no-such-command', ['x']);
    const [failure] = await once(missing, 'error').catch((reason) => [reason]);
    console.log(failure.code, failure.syscall, failure.path, failure.spawnargs);
  })();
}
