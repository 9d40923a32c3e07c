// fs.watch on a file: its own name, what happens to it, and its end.
const fs = require('fs');
const os = require('os');
const path = require('path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const file = path.join(folder, 'file.txt');
fs.writeFileSync(file, 'one');
const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

(async () => {
  let seen = [];
  const watcher = fs.watch(file, { encoding: 'buffer' }, (event, name) => seen.push(`${event} ${name.toString('hex')}`));
  const step = async (what, does) => {
    does();
    await pause();
    console.log(what, [...new Set(seen)]);
    seen = [];
  };
  await step('write', () => fs.appendFileSync(file, 'two'));
  await step('neighbour', () => fs.writeFileSync(path.join(folder, 'other'), 'x'));
  await step('chmod', () => fs.chmodSync(file, 0o640));
  await step('rename', () => fs.renameSync(file, path.join(folder, 'moved')));
  await step('write moved', () => fs.appendFileSync(path.join(folder, 'moved'), 'x'));
  await step('unlink', () => fs.unlinkSync(path.join(folder, 'moved')));
  watcher.close();

  const second = fs.watch(folder);
  second.on('change', (event, name) => console.log('emitter', event, name));
  fs.writeFileSync(path.join(folder, 'made'), '');
  await pause();
  second.close();
  second.close();
  fs.rmSync(folder, { recursive: true });
})();
