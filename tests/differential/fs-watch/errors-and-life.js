// fs.watch: errors of a missing path, arguments, references, AbortSignal.
const fs = require('fs');
const os = require('os');
const path = require('path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const show = (what, does) => {
  try {
    does();
    console.log(what, 'nothing thrown');
  } catch (error) {
    console.log(what, error.code, error.syscall, error.errno, error.message.replaceAll(folder, '.'));
  }
};
show('missing', () => fs.watch(path.join(folder, 'none')));
show('through a file', () => {
  fs.writeFileSync(path.join(folder, 'file'), '');
  fs.watch(path.join(folder, 'file', 'x'));
});
show('no path', () => fs.watch());
show('watchFile without listener', () => fs.watchFile(folder));
show('watchFile interval', () => fs.watchFile(folder, { interval: -1 }, () => {}));

fs.watch(folder, { persistent: false }, () => {});
const loud = fs.watch(folder);
loud.unref();
console.log(loud.ref() === loud, loud.unref() === loud);
const controller = new AbortController();
const aborted = fs.watch(folder, { signal: controller.signal });
aborted.on('close', () => console.log('closed by the signal'));
setTimeout(() => controller.abort(), 20);
process.on('exit', () => {
  fs.rmSync(folder, { recursive: true });
  console.log('nobody keeps the process alive');
});
