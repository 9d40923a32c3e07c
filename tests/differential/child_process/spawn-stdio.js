// Promise: every kind of stdio: pipe, ignore, inherit, descriptor numbers, streams, extra descriptors both ways.
const { spawn, spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const file = path.join(dir, 'log');
const node = (code, stdio) => spawn(process.execPath, ['-e', code], { stdio });
const fd = fs.openSync(file, 'w');
const steps = [
  () => node('console.log("to a file"); console.error("also")', ['ignore', fd, fd]),
  () => node('console.log("inherited")', ['ignore', 'inherit', 'inherit']),
  () => node('console.log("stream")', ['ignore', process.stdout, 'ignore']),
  () => node('console.log(process.stdin.read(), require("fs").fstatSync(0).isCharacterDevice())', ['ignore', 'inherit', 'inherit']),
  () => {
    const child = node('const fs = require("fs"); const b = Buffer.alloc(9); fs.writeSync(3, "up " + b.toString("utf8", 0, fs.readSync(4, b)))', [
      'ignore',
      'inherit',
      'inherit',
      'pipe',
      'pipe',
    ]);
    console.log(child.stdio.length, child.stdout, child.stdio[3] === child.stdio[4]);
    child.stdio[4].end('down');
    child.stdio[3].on('data', (data) => console.log('fd 3:', data.toString()));
    return child;
  },
  () => node('console.log("overlapped")', ['overlapped', 'inherit', 'overlapped']),
];
const next = () => {
  const step = steps.shift();
  if (!step) {
    fs.closeSync(fd);
    console.log(JSON.stringify(fs.readFileSync(file, 'utf8')));
    fs.rmSync(dir, { recursive: true });
    console.log(spawnSync(process.execPath, ['-p', '1'], { stdio: ['ignore', 'pipe', 'inherit'] }).output.map(String));
    return;
  }
  step().on('close', (code) => {
    console.log('closed', code);
    next();
  });
};
next();
