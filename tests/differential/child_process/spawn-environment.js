// Promise: environment, directory, argv0 and exec arguments of a child are those asked for.
const { spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'case-')));
const run = (code, options) => spawnSync(process.execPath, ['-e', code, 'a', 'b c'], { encoding: 'utf8', ...options }).stdout.replace(dir, 'D').trim();
console.log(run('console.log(process.argv.slice(1), process.cwd())', { cwd: dir }));
console.log(run('console.log(process.argv0)', { argv0: 'my name' }));
console.log(run('console.log(Object.keys(process.env).sort().join(), process.env.A, process.env.B)', { env: { A: '1', B: '', C: undefined } }));
console.log(run('console.log(process.env.HERE)', { env: { ...process.env, HERE: 'é' } }));
console.log(run('console.log(process.cwd())', { cwd: new URL('file://' + dir) }));
console.log(spawnSync(process.execPath, ['--no-warnings', '-e', 'console.log(process.execArgv)'], { encoding: 'utf8' }).stdout);
fs.rmSync(dir, { recursive: true });
