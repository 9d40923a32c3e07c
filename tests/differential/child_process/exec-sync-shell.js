// execSync gives standard output, throws for another exit code with both streams on the error, and passes input, environment and encoding.
const { execSync } = require('child_process');
const node = JSON.stringify(process.execPath);
console.log(execSync('echo one; echo two').toString().split('\n'));
console.log(execSync('cat', { input: 'given\n', encoding: 'utf8' }), execSync('printf %s "$X"', { env: { ...process.env, X: 'é' }, encoding: 'latin1' }));
console.log(execSync(`${node} -p "process.argv.length + 1"`, { encoding: 'utf8' }).trim());
try {
  execSync('echo out; echo err >&2; exit 3', { stdio: 'pipe' });
} catch (error) {
  console.log(error.status, error.signal, String(error.stdout), String(error.stderr), error.message, error.pid > 0, error.output.length);
}
try {
  execSync('echo 12345678; sleep 2', { maxBuffer: 4 });
} catch (error) {
  console.log(error.code, String(error.stdout), error.status);
}
try {
  execSync(`${node} -e "setTimeout(() => {}, 5000)"`, { timeout: 60 });
} catch (error) {
  console.log(error.code, error.signal, error.status);
}
console.log(execSync('true', { stdio: 'ignore' }), execSync('printf abc | tr a-c x-z').toString());
for (const attempt of [() => execSync(), () => execSync('x', { timeout: -1 }), () => execSync('true', { cwd: '/no/such/folder' })]) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.name, error.code, error.message.split('\n')[0]);
  }
}
