// Promise: the exports of the module and the shape of a ChildProcess are Node's.
const cp = require('child_process');
console.log(Object.keys(cp));
for (const name of Object.keys(cp)) console.log(name, cp[name].length, cp[name].name);
console.log(Object.getOwnPropertyNames(cp.ChildProcess.prototype));
const child = cp.spawn(process.execPath, ['-e', '0']);
console.log(Object.keys(child), child instanceof require('events'), child.stdio.length);
child.on('close', () => console.log(child.stdin.destroyed, child.stdout.destroyed, child.pid > 0));
