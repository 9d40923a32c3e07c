// fs.watchFile compares attributes: changes, the end and the return of a file, unwatchFile, bigint.
const fs = require('fs');
const os = require('os');
const path = require('path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const file = path.join(folder, 'file');
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
(async () => {
  const listener = (now, before) => console.log('plain', now.size, before.size, now.nlink, now.isFile(), before.mtimeMs === 0);
  const watcher = fs.watchFile(file, { interval: 20 }, listener);
  console.log(watcher.constructor.name, watcher.ref() === watcher);
  await pause(60);
  fs.writeFileSync(file, 'here');
  await pause(60);
  fs.writeFileSync(file, 'longer text');
  await pause(60);
  fs.unlinkSync(file);
  await pause(60);
  fs.unwatchFile(file, listener);
  fs.writeFileSync(file, 'nobody looks');
  await pause(40);
  const big = fs.watchFile(file, { interval: 20, bigint: true }, (now, before) => {
    console.log('bigint', typeof now.size, now.size, before.size);
    fs.unwatchFile(file);
  });
  big.on('stop', () => console.log('stopped'));
  await pause(40);
  fs.appendFileSync(file, '!');
  await pause(60);
  fs.watchFile(file, { persistent: false }, () => {});
  fs.rmSync(folder, { recursive: true });
  console.log('done');
})();
