// execFileSync and spawnSync: output, input, errors with status, maxBuffer, and ref of a child.
const { ChildProcess, execFileSync, spawn, spawnSync } = require('node:child_process');
const node = process.execPath;
console.log(String(execFileSync(node, ['-p', '1 + 1'])).trim(), execFileSync(node, ['-e', 'process.stdin.pipe(process.stdout)'], { input: 'given', encoding: 'utf8' }));
try { execFileSync(node, ['-e', 'console.error("bad"); process.exit(4)'], { stdio: 'pipe' }); } catch (error) { console.log(error.status, String(error.stderr).trim(), error.message.split('\n')[0].replace(node, 'node')); }
const { stdout, error } = spawnSync(node, ['-e', 'console.log("x".repeat(5000))'], { maxBuffer: 100 });
console.log(stdout.length > 99, error.code);
console.log(spawnSync('no-such-program').error.code, spawnSync(node, ['-e', 'setTimeout(() => {}, 9000)'], { timeout: 200 }).signal);
const child = spawn(node, ['-e', 'setTimeout(() => {}, 50)']);
child.unref();
child.ref();
child.on('exit', (code) => console.log('exit', code, child instanceof ChildProcess, child.exitCode, child.killed));
