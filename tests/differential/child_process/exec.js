// exec and execSync run a shell: output, exit codes, signals, pipelines with node
const { exec, execSync, spawn, spawnSync } = require('node:child_process');
const { promisify } = require('node:util');
const node = JSON.stringify(process.execPath);

const attempt = (name, run) => {
  try {
    console.log(name, JSON.stringify(String(run())));
  } catch (error) {
    console.log(name, error.status, error.signal, JSON.stringify(String(error.stdout)), error.message.split('\n')[0]);
  }
};
attempt('echo', () => execSync('echo hello'));
attempt('variables', () => execSync('x=1; y=$((x + 1)); echo "$x $y $ENVIRONMENT"', { env: { ENVIRONMENT: 'set' } }));
attempt('status', () => execSync('exit 3'));
attempt('not found', () => execSync('no-such-command-here 2>/dev/null'));
attempt('not executable', () => execSync('/dev/null 2>/dev/null'));
attempt('and or', () => execSync('false || echo or && echo and'));
attempt('input', () => execSync('read line; echo "got $line"', { input: 'a line\n' }));
attempt('node in a pipe', () => execSync(`${node} -e "console.log(1 + 1)" | { read x; echo "sum $x"; }`));
attempt('shell into node', () => execSync(`echo text | ${node} -e "process.stdin.on('data', (d) => console.log('node:' + d))"`));
attempt('substitution', () => execSync(`x=$(${node} -p 6*7); echo "[$x]"`));
attempt('node status', () => execSync(`${node} -e "process.exit(9)" || echo "status $?"`));
attempt('cwd', () => execSync('cd /; pwd', { cwd: '/tmp' }));
attempt('cwd option', () => execSync('pwd', { cwd: '/tmp' }));

const shell = spawnSync('echo $0; echo "$1"; exit 5', { shell: true });
console.log(shell.status, JSON.stringify(String(shell.stdout)));
const words = spawnSync('echo', ['a b', '$HOME$(echo sub)'.slice(5)], { shell: true });
console.log(words.status, JSON.stringify(String(words.stdout)));
const missing = spawnSync('echo', { shell: '/no/such/shell' });
console.log(missing.error.code, missing.error.syscall, missing.error.path);

const results = promisify(exec);
(async () => {
  console.log(await results('echo out; echo err >&2'));
  await results('echo partial; exit 4').catch((error) => console.log(error.code, error.killed, error.signal, error.cmd, error.stdout));
  exec('read x; echo "read $x"', (error, stdout) => {
    console.log(error, JSON.stringify(stdout));
    const child = spawn('trap "echo caught; exit 7" TERM; echo ready; while :; do :; done', { shell: true });
    child.stdout.on('data', (data) => {
      console.log(JSON.stringify(String(data)));
      if (String(data).startsWith('ready')) child.kill('SIGTERM');
    });
    child.on('close', (code, signal) => {
      console.log('close', code, signal);
      const ended = spawn('echo ready; while :; do :; done', { shell: true });
      ended.stdout.once('data', () => ended.kill());
      ended.on('close', (code, signal) => console.log('ended', code, signal));
    });
  }).stdin.end('input\n');
})();
