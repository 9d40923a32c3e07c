// Promise: execFileSync answers the output or throws what the child did.
const { execFileSync } = require('child_process');
const node = process.execPath;
console.log(execFileSync(node, ['-p', '6 * 7']));
console.log(execFileSync(node, ['-p', '6 * 7'], { encoding: 'utf8' }));
console.log(execFileSync(node, ['-e', 'console.log("seen")'], { stdio: 'inherit' }));
try {
  execFileSync(node, ['-e', 'console.log("o"); console.error("bad"); process.exit(2)'], { encoding: 'utf8' });
} catch (error) {
  console.log(error.status, error.signal, error.output, error.stdout, error.stderr, error.message.replaceAll(node, 'N'));
}
try {
  execFileSync(node, ['-e', 'process.kill(process.pid, 15); setInterval(() => {}, 9)'], { stdio: 'pipe' });
} catch (error) {
  console.log(error.status, error.signal, error.message.replaceAll(node, 'N'));
}
