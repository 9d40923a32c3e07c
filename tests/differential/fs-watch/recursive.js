// fs.watch with recursive sees what happens in folders below, those made later as well.
const fs = require('fs');
const os = require('os');
const path = require('path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
fs.mkdirSync(path.join(folder, 'a', 'b'), { recursive: true });
const seen = new Set();
const watcher = fs.watch(folder, { recursive: true }, (event, name) => seen.add(name));
const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
(async () => {
  await pause();
  fs.writeFileSync(path.join(folder, 'a', 'b', 'deep'), 'x');
  await pause();
  fs.mkdirSync(path.join(folder, 'late'));
  await pause();
  fs.writeFileSync(path.join(folder, 'late', 'inside'), 'x');
  await pause();
  watcher.close();
  console.log([...seen].sort());
  fs.rmSync(folder, { recursive: true });
})();
