// Promise: maxBuffer ends a child that writes too much, and what came before is there.
const { execFile, spawnSync, execFileSync } = require('child_process');
const args = ['-e', 'process.stdout.write("x".repeat(2000))'];
execFile(process.execPath, args, { maxBuffer: 100 }, (error, stdout) => {
  console.log(error.code, error.message, stdout.length);
  execFile(process.execPath, args, { maxBuffer: 2000 }, (error, stdout) => console.log(error, stdout.length));
});
const result = spawnSync(process.execPath, args, { maxBuffer: 100 });
console.log(result.error.code, result.stdout.length, result.signal === 'SIGTERM' || result.status === 0);
try {
  execFileSync(process.execPath, args, { maxBuffer: 1 });
} catch (error) {
  console.log(error.code, error.errno);
}
console.log(spawnSync(process.execPath, args, { maxBuffer: Infinity }).stdout.length);
