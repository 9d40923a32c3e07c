// readv and writev, positions, opendir iteration, statfs, access modes.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const file = path.join(folder, 'file');
const fd = fs.openSync(file, 'w+');
console.log(fs.writevSync(fd, [Buffer.from('abc'), new Uint8Array([100, 101])]), fs.writevSync(fd, [Buffer.from('XY')], 1));
const [first, second] = [Buffer.alloc(2), Buffer.alloc(10)];
console.log(fs.readvSync(fd, [first, second], 0), String(first), String(second.subarray(0, 3)));
fs.writev(fd, [Buffer.from('tail')], (error, written, buffers) => {
  console.log(error, written, buffers.length);
  fs.readv(fd, [first], 3, (error, read) => {
    console.log(error, read, String(first));
    fs.closeSync(fd);
    fs.mkdirSync(path.join(folder, 'sub'));
    const dir = fs.opendirSync(folder);
    const names = [];
    for (let entry; (entry = dir.readSync()); ) names.push(`${entry.name} ${entry.isDirectory()} ${entry.parentPath === folder}`);
    dir.closeSync();
    console.log(names.sort());
    console.log(typeof fs.statfsSync(folder).bsize, typeof fs.statfsSync(folder, { bigint: true }).blocks);
    for (const mode of [fs.constants.F_OK, fs.constants.R_OK | fs.constants.W_OK]) console.log(fs.accessSync(file, mode));
    fs.exists(file, (exists) => {
      console.log(exists, fs.existsSync(folder + '/none'), fs.existsSync());
      fs.access(folder + '/none', (error) => {
        console.log(error.code, error.syscall);
        fs.rmSync(folder, { recursive: true });
      });
    });
  });
});
