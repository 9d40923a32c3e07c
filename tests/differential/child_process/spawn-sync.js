// Promise: spawnSync gives output, status, signal and pid; input goes in, both outputs come out whole.
const { spawnSync } = require('child_process');
const node = process.execPath;
const show = ({ pid, ...rest }) => console.log(typeof pid, rest);
show(spawnSync(node, ['-e', 'console.log("out"); console.error("err"); process.exitCode = 3'], { encoding: 'utf8' }));
show(spawnSync(node, ['-e', 'process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 9)']));
show(spawnSync(node, ['-p', '1']));
const echo = 'process.stdin.on("data", (d) => { process.stdout.write(d); process.stderr.write(d); })';
const big = spawnSync(node, ['-e', echo], { input: Buffer.alloc(300_000, 'ab') });
console.log(big.status, big.stdout.length, big.stderr.length, big.stdout.equals(big.stderr));
show(spawnSync(node, ['-e', 'process.stdin.pipe(process.stdout)'], { input: 'text é', encoding: 'latin1' }));
show(spawnSync(node, ['-e', 'process.stdin.pipe(process.stdout)'], { input: new Uint16Array([0x4142, 0x4344]), encoding: 'utf8' }));
show(spawnSync(node, ['-e', 'process.stdin.on("end", () => console.log("no input")).resume()'], { encoding: 'utf8' }));
