// Promise: execFile collects output, tells the exit code in the error, and works as a promise.
const { execFile } = require('child_process');
const { promisify } = require('util');
const node = process.execPath;
execFile(node, ['-p', '"a".repeat(3)'], (error, stdout, stderr) => {
  console.log(error, JSON.stringify(stdout), JSON.stringify(stderr));
  execFile(node, ['-e', 'console.log("o"); console.error("e"); process.exit(4)'], (error, stdout, stderr) => {
    console.log(error.code, error.killed, error.signal, error.cmd === `${node} -e console.log("o"); console.error("e"); process.exit(4)`, error.message.replaceAll(node, 'N'));
    console.log([stdout, stderr]);
    execFile(node, ['-p', '1'], { encoding: 'buffer' }, async (error, stdout) => {
      console.log(stdout);
      const run = promisify(execFile);
      console.log(await run(node, ['-p', '2']));
      const failed = await run(node, ['-e', 'console.log(3); process.exit(1)']).catch((error) => error);
      console.log(failed.code, failed.stdout, failed.stderr);
      const promise = run(node, ['-p', '4']);
      console.log(typeof promise.child.pid);
      console.log((await promise).stdout);
      execFile('no-such', (error) => console.log(error.code, error.path, error.spawnargs, error.cmd));
    });
  });
});
