// fs.watch on a directory tells names as they are made, written, moved and removed, in order.
const fs = require('fs');
const os = require('os');
const path = require('path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
fs.mkdirSync(path.join(folder, 'other'));
const steps = [
  ['create', () => fs.writeFileSync(path.join(folder, 'a'), '')],
  ['write', () => fs.writeFileSync(path.join(folder, 'a'), 'text')],
  ['append', () => fs.appendFileSync(path.join(folder, 'a'), ' more')],
  ['truncate', () => fs.truncateSync(path.join(folder, 'a'), 2)],
  ['chmod', () => fs.chmodSync(path.join(folder, 'a'), 0o600)],
  ['utimes', () => fs.utimesSync(path.join(folder, 'a'), 1, 2)],
  ['mkdir', () => fs.mkdirSync(path.join(folder, 'd'))],
  ['symlink', () => fs.symlinkSync('a', path.join(folder, 'l'))],
  ['link', () => fs.linkSync(path.join(folder, 'a'), path.join(folder, 'h'))],
  ['rename', () => fs.renameSync(path.join(folder, 'a'), path.join(folder, 'b'))],
  ['out', () => fs.renameSync(path.join(folder, 'b'), path.join(folder, 'other', 'b'))],
  ['in', () => fs.renameSync(path.join(folder, 'other', 'b'), path.join(folder, 'c'))],
  ['deeper', () => fs.writeFileSync(path.join(folder, 'other', 'x'), 'x')],
  ['over', () => fs.renameSync(path.join(folder, 'h'), path.join(folder, 'c'))],
  ['copy', () => fs.copyFileSync(path.join(folder, 'c'), path.join(folder, 'k'))],
  ['unlink', () => fs.unlinkSync(path.join(folder, 'c'))],
  ['rmdir', () => fs.rmdirSync(path.join(folder, 'd'))],
];

let seen = [];
const watcher = fs.watch(folder, (event, name) => seen.push(`${event} ${name}`));
watcher.on('close', () => console.log('closed'));
(async () => {
  for (const [what, step] of steps) {
    step();
    await new Promise((resolve) => setTimeout(resolve, 15));
    // How many writes one call makes is nobody's promise.
    console.log(what, [...new Set(seen)].join(', '));
    seen = [];
  }
  watcher.close();
  fs.writeFileSync(path.join(folder, 'late'), '');
  await new Promise((resolve) => setTimeout(resolve, 20));
  console.log('after close', seen.length);
  fs.rmSync(folder, { recursive: true });
})();
